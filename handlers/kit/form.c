/* Opening forms, and what they carry: see form.h. What comes back is read in form_read.c. */
#include "handlers/kit/form.h"

#include "base/str.h"
#include "handlers/kit/form_memory.h"
#include "handlers/kit/inputs.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "store/drafts.h"

#include <string.h>

/* ---- Opening */

/* Puts a small line of mrkdwn above everything else. */
static void put_first(struct json *view, const char *text) {
    struct json *blocks = json_new_array(), *block = json_new_object();
    struct json *elements = json_new_array(), *element = json_new_object();
    json_put_str(element, "type", "mrkdwn");
    json_put_str(element, "text", text);
    json_push(elements, element);
    json_put_str(block, "type", "context");
    json_put(block, "elements", elements);
    json_push(blocks, block);
    for (size_t i = 0; i < json_len(view, "blocks"); i++)
        json_push(blocks, json_copy(json_item(json_at(view, "blocks"), i)));
    json_put(view, "blocks", blocks);
}

/* What its person wrote and did not send, as an object that the caller frees; ABSENT when there is
 * nothing, or it is too old. */
static enum result load_draft(struct context *cx, const struct request *rq, const char *form,
                              struct draft *ret_draft, struct json **ret_fields) {
    int64_t incident_id = cx->incident ? cx->incident->id : 0;
    enum result result =
        draft_get(cx->store, cx->arena, rq->user, form, incident_id, ret_draft, cx->err);
    if (result == OK && cx->now_ms - ret_draft->at_ms > FORM_DRAFT_KEPT_MS)
        return ABSENT;
    const char *fields = ret_draft->fields;
    return result == OK ? json_parse(fields, strlen(fields), ret_fields, cx->err) : result;
}

/* What was typed now goes before what was written then, and that before what is known. */
static enum result fill_in(struct context *cx, const struct request *rq, const struct form *form,
                           struct json *view) {
    struct draft draft;
    JSON_AUTO *written = NULL;
    enum result result = load_draft(cx, rq, form->name, &draft, &written);
    if (result != OK && result != ABSENT)
        return result;
    for (int i = 0; i < form->count; i++) {
        const struct form_field *field = &form->fields[i];
        const char *text = field->text ? field->text : json_str(written, field->name);
        if (text)
            input_fill(view, field->name, text);
    }
    if (written)
        put_first(view, arena_printf(cx->arena,
                                     ":memo: What you wrote here, last at %s, and did not send "
                                     "stands in it again.",
                                     moment(cx, draft.at_ms)));
    return OK;
}

static enum result make_view(struct context *cx, const struct request *rq, const struct form *form,
                             struct json *values, struct json **ret_view) {
    struct json *view = NULL;
    enum result result =
        post_render(cx, arena_printf(cx->arena, "%s_form", form->name), values, &view);
    if (result != OK)
        return result;
    json_put_str(view, "callback_id", form->name);
    json_put_bool(view, "notify_on_close", true);
    inputs_listen(view);
    for (int i = 0; i < form->count; i++)
        input_fill(view, form->fields[i].name, form->fields[i].known);
    result = form_remember(cx, rq, form, view);
    if (result == OK)
        result = fill_in(cx, rq, form, view);
    if (result == OK)
        *ret_view = view;
    else
        json_free(view);
    return result;
}

enum result form_open(struct context *cx, const struct request *rq, const struct form *form,
                      struct json *values) {
    struct json *view = NULL;
    enum result result = make_view(cx, rq, form, values, &view);
    if (result != OK)
        return result;
    if (*rq->trigger_id)
        return post_view(cx, rq, view, FORM_OPENED);
    result = form_ask(cx, rq, view);
    json_free(view);
    return result;
}

/* ---- Reading what a form carries */

void form_address(const struct json *view, struct arena *arena, struct request *rq) {
    JSON_AUTO *memory = form_memory(view);
    rq->incident_id = json_int(memory, "incident", 0);
    rq->channel = arena_strdup(arena, json_text_at(memory, "channel"));
    rq->thread = arena_strdup(arena, json_text_at(memory, "thread"));
    rq->closed = json_is_true(memory, "closed");
    rq->args = arena_strdup(arena, json_text_at(memory, "args"));
}

const char *form_line(struct context *cx, const struct json *view) {
    JSON_AUTO *memory = form_memory(view);
    return arena_strdup(cx->arena, json_text_at(memory, "line"));
}

const char *form_user(struct context *cx, const struct json *view) {
    JSON_AUTO *memory = form_memory(view);
    return arena_strdup(cx->arena, json_text_at(memory, "user"));
}

/* ---- The questions as a message */

/* What somebody wrote must come back to them, however late. */
static enum result note_words(struct context *cx, const struct json *view) {
    struct json *edits = NULL;
    enum result result = form_edits(cx, view, &edits);
    if (result != OK)
        return result;
    cx->reply->has_words = cx->reply->has_words || json_len(edits, "") > 0;
    json_free(edits);
    return OK;
}

enum result form_ask(struct context *cx, const struct request *rq, const struct json *view) {
    const char *name = json_text_at(view, "callback_id"), *line = form_line(cx, view);
    const struct handler *handler = handler_find(TRIGGER_QUESTIONS, name);
    struct request questions = *rq;
    if (!handler) /* a form of another version */
        return OK;
    questions.name = name;
    questions.payload = view;
    form_address(view, cx->arena, &questions);
    enum result result = handler->run(cx, &questions);
    if (result != OK)
        return result;
    reply_button(cx, "Open the form", line);
    return note_words(cx, view);
}

const char *form_text(struct context *cx, const struct request *rq, const char *name) {
    const char *text = input_text(cx, rq->payload, name);
    return text ? text : "";
}
