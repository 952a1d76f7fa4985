/* Files into Slack: see upload.h. What each call says is in bot/upload.h. */
#include "handlers/kit/upload.h"

#include "base/str.h"
#include "handlers/kit/audience.h"
#include "handlers/kit/post.h"
#include "store/outbox.h"

static void put_text(struct json *body, const char *name, const char *text) {
    if (text && *text)
        json_put_str(body, name, text);
}

/* A rehearsal says so wherever it is seen. */
static const char *marked(struct context *cx, const char *text) {
    bool drill = cx->incident && cx->incident->drill && text && *text;
    return drill ? arena_printf(cx->arena, "🧪 DRILL – %s", text) : text;
}

/* user "": into the incident's thread. */
static struct json *body_of(struct context *cx, const struct upload *upload, const char *user) {
    struct json *body = json_new_object();
    put_text(body, "filename", upload->name);
    put_text(body, "title", marked(cx, upload->title));
    put_text(body, "alt_txt", upload->alt);
    put_text(body, "initial_comment", marked(cx, upload->comment));
    put_text(body, "channel", user);
    json_put_int(body, "length", (int64_t)upload->len);
    return body;
}

static enum result check_size(struct context *cx, const struct upload *upload) {
    if (upload->len == 0)
        return fail(cx->err, INVALID, "There is nothing in %s", upload->name);
    if (upload->len > UPLOAD_MAX)
        return fail(cx->err, INVALID, "%s has %zu KB, and I upload at most %d", upload->name,
                    upload->len / 1024, UPLOAD_MAX / 1024);
    return OK;
}

static enum result put(struct context *cx, const struct upload *upload, const char *user) {
    char op[RANDOM_ID_SIZE];
    bool to_person = *user != '\0';
    struct json *body = body_of(cx, upload, user);
    struct outbox_call row = {
        .op = random_id(cx->random, op),
        .lane = arena_printf(cx->arena, "upload:%s", to_person ? user : cx->incident->name),
        .method = OUTBOX_UPLOAD,
        .address = to_person ? OUTBOX_FIXED : OUTBOX_THREAD,
        .body = json_print(body),
        .incident_id = cx->incident ? cx->incident->id : 0,
        .on_result = upload->on_result && *upload->on_result ? upload->on_result : "uploaded",
        .created_ms = cx->now_ms};
    enum result result = outbox_put(cx->store, &row, cx->err);
    if (result == OK)
        result = outbox_put_bytes(cx->store, op, upload->bytes, upload->len, cx->err);
    json_free(body);
    return result;
}

static enum result put_for_audience(struct context *cx, const struct upload *upload) {
    struct people people;
    enum result result = audience(cx, &people);
    for (int i = 0; result == OK && i < people.count; i++)
        result = put(cx, upload, people.users[i]);
    return result;
}

enum result upload_post(struct context *cx, const struct upload *upload) {
    enum result result = check_size(cx, upload);
    if (result != OK)
        return result;
    if (str_is_set(upload->user))
        return put(cx, upload, upload->user);
    return incident_has_channel(cx->incident) ? put(cx, upload, "") : put_for_audience(cx, upload);
}

const char *upload_failure(const struct context *cx, const char *error) {
    if (str_equal(error, "missing_scope"))
        return "The app may not upload files: add the scope `files:write` under OAuth & "
               "Permissions and reinstall it.";
    if (str_equal(error, "file_uploads_disabled") ||
        str_equal(error, "file_uploads_except_images_disabled"))
        return "Uploads are switched off in this workspace.";
    if (str_equal(error, "storage_limit_reached"))
        return "The workspace has no room left for files.";
    return arena_printf(cx->arena, "Slack answers `%s`.", error);
}
