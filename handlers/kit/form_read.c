/* What came back of a form: see form.h. */
#include "handlers/kit/form.h"

#include "base/str.h"
#include "handlers/kit/form_memory.h"
#include "handlers/kit/inputs.h"
#include "handlers/kit/reply.h"
#include "model/slack_text.h"
#include "store/drafts.h"

#include <string.h>

enum { NOW_SHOWN_MAX = 300 };

/* The draft that this form would be, without what is in it. */
static struct draft draft_of(struct context *cx, const struct request *rq,
                             const struct json *view) {
    return (struct draft){.who = rq->user,
                          .form = json_text_at(view, "callback_id"),
                          .incident_id = cx->incident ? cx->incident->id : 0,
                          .view = json_text_at(view, "id"),
                          .line = form_line(cx, view),
                          .at_ms = cx->now_ms};
}

enum result form_keep(struct context *cx, const struct request *rq, const struct json *view,
                      int64_t said_us) {
    struct json *edits = NULL;
    struct draft draft = draft_of(cx, rq, view);
    enum result result = form_edits(cx, view, &edits);
    if (result != OK)
        return result;
    draft.said_us = said_us;
    draft.fields = arena_strdup(cx->arena, json_print(edits));
    json_free(edits);
    return draft_keep(cx->store, &draft, cx->err);
}

/* ---- Two people at once */

/* What the person was told in this form since it was opened, as an object that the caller frees. */
static enum result load_told(struct context *cx, const struct request *rq, struct json **ret_told) {
    struct draft own = draft_of(cx, rq, rq->payload), kept;
    enum result result =
        draft_get(cx->store, cx->arena, own.who, own.form, own.incident_id, &kept, cx->err);
    if (result == OK && str_equal(kept.view, own.view))
        return json_parse(kept.shown, strlen(kept.shown), ret_told, cx->err);
    *ret_told = json_new_object();
    return result == ABSENT ? OK : result;
}

/* Keeps what the person put into the form, and that they know by now what others did. */
static enum result keep_told(struct context *cx, const struct request *rq,
                             const struct json *told) {
    struct json *edits = NULL;
    struct draft draft = draft_of(cx, rq, rq->payload);
    enum result result = form_edits(cx, rq->payload, &edits);
    if (result != OK)
        return result;
    draft.fields = arena_strdup(cx->arena, json_print(edits));
    draft.shown = arena_strdup(cx->arena, json_print(told));
    json_free(edits);
    return draft_show(cx->store, &draft, cx->err);
}

static void say_changed(struct context *cx, const struct form_field *field) {
    const char *now = "nothing stands there any more";
    if (*field->known) {
        STR_AUTO(plain, SLACK_TEXT_MAX);
        slack_text_plain(field->known, &plain);
        now = arena_printf(cx->arena, "it is now “%s”", text_cut(cx, plain.text, NOW_SHOWN_MAX));
    }
    reply_error(cx, field->name,
                arena_printf(cx->arena,
                             "Somebody changed this while your form was open: %s. Send it again to "
                             "put yours in its place.",
                             now));
}

/* Reads one field. told has what its person heard of it since the form was opened. */
static enum result read_field(struct context *cx, const struct request *rq,
                              struct form_field *field, struct json *told) {
    JSON_AUTO *memory = form_memory(rq->payload);
    const char *was = json_str(json_at(memory, "known"), field->name), *now = "";
    const char *heard = json_str(told, field->name);
    bool alone = false;
    field->text = input_text(cx, rq->payload, field->name);
    if (!field->text)
        return OK;
    enum result result = form_hash(cx, field->known, &now);
    was = was ? was : now;
    if (result == OK)
        result = form_left_alone(cx, was, field->text, &alone);
    if (result != OK)
        return result;
    if (alone || str_equal(field->text, field->known)) {
        field->text = NULL;
    } else if (!form_is_known(heard ? heard : was, now)) {
        say_changed(cx, field);
        json_put_str(told, field->name, now);
    }
    return OK;
}

enum result form_read(struct context *cx, const struct request *rq, struct form_field *fields,
                      int count, bool *ret_again) {
    struct json *told = NULL;
    enum result result = load_told(cx, rq, &told);
    for (int i = 0; result == OK && i < count; i++)
        result = read_field(cx, rq, &fields[i], told);
    struct draft draft = draft_of(cx, rq, rq->payload);
    *ret_again = cx->reply->errors != NULL;
    if (result == OK)
        result = *ret_again ? keep_told(cx, rq, told) : draft_end(cx->store, &draft, cx->err);
    json_free(told);
    return result;
}
