/* The files methods: asking for an address, completing what was sent there, and looking.
 *
 * https://docs.slack.dev/reference/methods/files.getUploadURLExternal
 * https://docs.slack.dev/reference/methods/files.completeUploadExternal */
#include "sim/call.h"

#include "base/mem.h"
#include "base/str.h"
#include "sim/characters.h"
#include "sim/compose.h"
#include "sim/files.h"
#include "sim/messages.h"

#include <stdio.h>
#include <string.h>

enum { FILES_AT_ONCE = 10, LIST_USUAL = 100, LIST_MAX = 1000 };

/* The address has the host by which the app came, so that its certificate fits. */
static const char *get_upload_url(struct call *call) {
    const char *name = call_str(call, "filename"), *alt = call_str(call, "alt_txt");
    int64_t length = call_int(call, "length", 0);
    if (!name || length <= 0) {
        call_complain(call, "%s must be %s", name ? "length" : "filename",
                      name ? "a number above 0" : "a string");
        return "invalid_arguments";
    }
    if (length > HTTP_BODY_MAX || strlen(name) >= FILE_NAME_SIZE || strchr(name, '/'))
        return "file_upload_size_restricted";
    if (alt && characters_count(&call->sim->settings, alt) > FILE_ALT_MAX)
        return "alt_txt_too_large";
    struct file *file = files_expect(call->sim, call->app, name, (size_t)length, alt);
    char url[512];
    const char *base = call->sim->base_url;
    snprintf(url, sizeof url, "%s://%s/upload/v1/%s", str_starts(base, "https:") ? "https" : "http",
             *call->authority ? call->authority : strstr(base, "://") + 3, file->secret);
    json_put_str(call->answer, "upload_url", url);
    json_put_str(call->answer, "file_id", file->id);
    return NULL;
}

/* ---- Completing */

/* The channels that are named, as ids; NULL, or the error. */
static const char *find_channels(struct call *call, struct channel **channels, size_t *ret_count) {
    const char *name = call_has(call, "channel_id") ? "channel_id" : "channels";
    JSON_AUTO *ids = call_list(call, name);
    *ret_count = 0;
    if (json_len(ids, "") > FILES_AT_ONCE)
        return "channels_limit_exceeded";
    for (size_t i = 0; i < json_len(ids, ""); i++) {
        const char *id = json_text_at(json_item(ids, i), "");
        struct channel *channel = workspace_channel(call->sim->workspace, id);
        bool visible = channel && str_equal(channel->id, id) &&
                       (channel->kind == CHANNEL_PUBLIC || channel_has(channel, call->app->bot));
        if (!visible)
            return "channel_not_found";
        if (!channel_has(channel, call->app->bot))
            return "not_in_channel";
        if (channel->is_archived)
            return "posting_to_channel_denied";
        channels[(*ret_count)++] = channel;
    }
    return NULL;
}

/* The files that are named, whole and not completed before; NULL, or the error. */
static const char *find_files(struct call *call, const struct json *given, struct file **files) {
    size_t count = json_len(given, "");
    if (count == 0 || count > FILES_AT_ONCE)
        return "invalid_arguments";
    for (size_t i = 0; i < count; i++) {
        const struct json *one = json_item(given, i);
        files[i] = files_find(call->sim, call->app, json_text_at(one, "id"));
        if (!files[i] || !files[i]->bytes || files[i]->is_done)
            return "file_not_found";
    }
    return NULL;
}

static void complete_one(struct file *file, const struct json *given) {
    const char *title = json_text_at(given, "title");
    file->is_done = true;
    if (!*title)
        return;
    mem_free(file->title);
    file->title = mem_strdup(title);
}

static const char *check_thread(struct call *call, struct channel *const *channels, size_t count) {
    const char *thread_ts = call_str(call, "thread_ts");
    if (!thread_ts || count == 0)
        return NULL;
    bool found = count == 1 && messages_find(channels[0], thread_ts);
    return found ? NULL : "invalid_thread_ts";
}

/* files ends with NULL, here and below. */
static struct json *message_of(struct call *call, struct file *const *files) {
    struct json *message = json_new_object(), *list = json_new_array();
    const char *comment = call_str(call, "initial_comment");
    const char *thread_ts = call_str(call, "thread_ts");
    compose_sender(call->sim, call->app, message);
    json_put_str(message, "text", comment ? comment : "");
    for (; *files; files++)
        json_push(list, file_json(call->sim, *files));
    json_put(message, "files", list);
    json_put_bool(message, "upload", true);
    if (thread_ts)
        json_put_str(message, "thread_ts", thread_ts);
    return message;
}

static void share(struct call *call, struct channel *channel, struct file *const *files) {
    const struct message *message = messages_add(call->sim, channel, message_of(call, files), NULL);
    for (; *files; files++) {
        struct json *where = json_new_object();
        json_put_str(where, "channel", channel->id);
        json_put_str(where, "ts", message->ts);
        json_push((*files)->shares, where);
    }
}

static const char *complete_upload(struct call *call) {
    bool bad;
    JSON_AUTO *given = compose_structure(call->args, "files", &bad);
    struct file *files[FILES_AT_ONCE + 1] = {0};
    struct channel *channels[FILES_AT_ONCE];
    size_t channel_count = 0;
    const char *error = find_files(call, given, files);
    if (!error)
        error = find_channels(call, channels, &channel_count);
    if (!error)
        error = check_thread(call, channels, channel_count);
    if (error)
        return error;
    struct json *list = json_new_array();
    for (size_t i = 0; files[i]; i++) {
        complete_one(files[i], json_item(given, i));
        struct json *one = json_new_object();
        json_put_str(one, "id", files[i]->id);
        json_put_str(one, "title", files[i]->title);
        json_push(list, one);
    }
    for (size_t i = 0; i < channel_count; i++)
        share(call, channels[i], files);
    json_put(call->answer, "files", list);
    return NULL;
}

/* ---- Looking */

/* {"public": {"C0…": [{"ts": …}]}} */
static struct json *shares_json(const struct call *call, const struct file *file) {
    struct json *shares = json_new_object();
    for (size_t i = 0; i < json_len(file->shares, ""); i++) {
        const struct json *share = json_item(file->shares, i);
        const char *id = json_text_at(share, "channel");
        const struct channel *channel = workspace_channel(call->sim->workspace, id);
        bool is_public = channel && channel->kind == CHANNEL_PUBLIC;
        const char *kind = is_public ? "public" : "private";
        if (!json_member(shares, kind))
            json_put(shares, kind, json_new_object());
        struct json *places = json_member(shares, kind), *one = json_new_object();
        if (!json_member(places, id))
            json_put(places, id, json_new_array());
        json_put_str(one, "ts", json_text_at(share, "ts"));
        json_push(json_member(places, id), one);
    }
    return shares;
}

static struct json *info_json(const struct call *call, const struct file *file) {
    struct json *json = file_json(call->sim, file);
    json_put(json, "shares", shares_json(call, file));
    return json;
}

static const char *info(struct call *call) {
    const struct file *file = files_find(call->sim, call->app, call_str(call, "file"));
    if (!file || !file->is_done)
        return "file_not_found";
    json_put(call->answer, "file", info_json(call, file));
    return NULL;
}

static const char *list(struct call *call) {
    struct json *all = json_new_array();
    int64_t most = call_int(call, "count", LIST_USUAL);
    int64_t total = 0;
    for (struct file *file = files_next(call->sim, NULL); file;
         file = files_next(call->sim, file)) {
        if (file->app != call->app || !file->is_done)
            continue;
        if (total < most && total < LIST_MAX)
            json_push(all, info_json(call, file));
        total++;
    }
    struct json *paging = json_new_object();
    json_put_int(paging, "total", total);
    json_put_int(paging, "page", 1);
    json_put(call->answer, "files", all);
    json_put(call->answer, "paging", paging);
    return NULL;
}

const struct method methods_files[] = {
    {"files.getUploadURLExternal", get_upload_url, TIER_4, "files:write", "filename,length",
     METHOD_FORM_ONLY},
    {"files.completeUploadExternal", complete_upload, TIER_4, "files:write", "files",
     METHOD_POST_ONLY},
    {"files.info", info, TIER_4, "files:read", "file", METHOD_FORM_ONLY},
    {"files.list", list, TIER_3, "files:read", "", METHOD_FORM_ONLY},
    {0},
};
