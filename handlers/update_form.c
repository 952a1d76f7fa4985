/* The form that /incident update opens when nothing is typed behind it.
 *
 * It is filled in with what is known, and what comes back as it was shown is not an edit: the fact
 * may have changed meanwhile, and the timeline is to say what is new. What was shown comes back
 * with the form, in its blocks (https://docs.slack.dev/reference/views/modal-views). */
#include "handlers/update_form.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/change.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "handlers/update.h"
#include "model/slack_text.h"
#include "templates/limits.h"

/* An input is filled in with 3000 characters at most
 * (https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element). Who asked
 * for a form that did not open has typed a line ten minutes later. */
enum { INPUT_MAX = 3000, LINE_LIFE_MS = 10 * MINUTE_MS };

/* ---- Opening it */

/* Fills an input with a text, or with nothing when it would be cut: a text must not come back
 * without its end. */
static void fill_in(struct json *fill, struct json *too_long, const char *name, const char *text) {
    char *cut = limits_cut(text, INPUT_MAX);
    bool fits = str_equal(cut, text);
    mem_free(cut);
    json_put_str(fill, name, fits ? text : "");
    json_put_bool(too_long, name, !fits);
}

enum result update_form_open(struct context *cx, const struct request *rq) {
    const struct incident *incident = cx->incident;
    if (!*rq->trigger_id) {
        update_ask(cx);
        return OK;
    }
    struct json *values = view_incident(cx);
    struct json *fill = json_new_object(), *too_long = json_new_object();
    json_put_str(values, "status", status_name(incident->status));
    fill_in(fill, too_long, "progress", incident->progress);
    fill_in(fill, too_long, "next_steps", incident->next_steps);
    fill_in(fill, too_long, "eta", incident->eta);
    fill_in(fill, too_long, "impact", incident->impact);
    json_put(values, "fill", fill);
    json_put(values, "too_long", too_long);
    return post_form(cx, rq, "update_form", values, "update.form");
}

/* The form did not open, or not in time. */
static enum result opened(struct context *cx, const struct request *rq) {
    if (rq->ok || !cx->incident)
        return OK;
    update_ask(cx);
    return post_private_text(cx, form_user(rq), cx->reply->text.text, cx->now_ms + LINE_LIFE_MS);
}

/* ---- What came back */

/* A text of a form in the stored form, without white space around it. */
static const char *stored(struct context *cx, const char *text) {
    STR_AUTO(out, SLACK_TEXT_MAX);
    slack_text_in(SLACK_MODAL, text, &out);
    return words_of(cx->arena, out.text).rest;
}

static const struct json *element_of(const struct json *view, const char *block_id) {
    for (size_t i = 0; i < json_len(view, "blocks"); i++) {
        const struct json *block = json_item(json_at(view, "blocks"), i);
        if (str_equal(json_text_at(block, "block_id"), block_id))
            return json_at(block, "element");
    }
    return NULL;
}

/* Takes what a person wrote into an input: NULL when it is as it was shown, or as it is by now. One
 * that does not come back is not in this team's form. */
static void take_input(struct context *cx, const struct json *view, struct words_field *field,
                       const char *now) {
    const char *path = arena_printf(cx->arena, "state.values.%s.%s", field->name, field->name);
    const struct json *input = json_at(view, path);
    const char *text = stored(cx, json_text_at(input, "value"));
    const char *was = stored(cx, json_text_at(element_of(view, field->name), "initial_value"));
    if (input && !str_equal(text, was) && !str_equal(text, now))
        field->ret_value = text;
}

static void take_status(const struct json *view, struct words_field *field, enum status now) {
    const char *word = json_str(view, "state.values.status.status.selected_option.value");
    const char *was = json_text_at(element_of(view, field->name), "initial_option.value");
    if (word && !str_equal(word, was) && !str_equal(word, status_name(now)))
        field->ret_value = word;
}

static enum result submitted(struct context *cx, const struct request *rq) {
    struct words_field fields[UPDATE_FIELDS];
    const struct incident *incident = cx->incident;
    if (!incident)
        return fail(cx->err, INVALID, "This incident is not known any more");
    enum result result = check_open(cx);
    if (result != OK)
        return result;
    update_fields(fields);
    take_status(rq->payload, &fields[UPDATE_STATUS], incident->status);
    take_input(cx, rq->payload, &fields[UPDATE_PROGRESS], incident->progress);
    take_input(cx, rq->payload, &fields[UPDATE_NEXT], incident->next_steps);
    take_input(cx, rq->payload, &fields[UPDATE_ETA], incident->eta);
    take_input(cx, rq->payload, &fields[UPDATE_IMPACT], incident->impact);
    if (str_equal(fields[UPDATE_PROGRESS].ret_value,
                  "")) /* Slack asks for it; blanks are nothing */
        fields[UPDATE_PROGRESS].ret_value = NULL;
    result = update_post(cx, rq, fields);
    if (result == OK && incident->unreachable) /* a form that closes cannot say so */
        result = post_private_text(cx, rq->user, cx->reply->text.text, 0);
    return result;
}

const struct handler handlers_update_form[] = {
    {.trigger = TRIGGER_FORM, .name = "update", .run = submitted},
    {.trigger = TRIGGER_RESULT, .name = "update.form", .run = opened},
    {0},
};
