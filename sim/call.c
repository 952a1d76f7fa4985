/* What methods ask of their call: see call.h. */
#include "sim/call.h"

#include "base/str.h"

#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CURSOR_SIZE = 128 };

/* ---- Arguments */

const char *call_str(const struct call *call, const char *name) {
    return json_str(call->args, name);
}

int64_t call_int(const struct call *call, const char *name, int64_t otherwise) {
    const char *text = call_str(call, name);
    char *end;
    if (!text)
        return json_int(call->args, name, otherwise);
    long long number = strtoll(text, &end, 10);
    return *text && *end == 0 ? number : otherwise;
}

bool call_flag(const struct call *call, const char *name) {
    const char *text = call_str(call, name);
    if (!text)
        return json_is_true(call->args, name) || json_int(call->args, name, 0) == 1;
    return str_equal(text, "true") || str_equal(text, "1");
}

bool call_has(const struct call *call, const char *name) {
    const char *text = call_str(call, name);
    return text ? *text != 0 : json_at(call->args, name) != NULL;
}

struct json *call_list(const struct call *call, const char *name) {
    struct json *list = json_new_array();
    const struct json *array = json_at(call->args, name);
    const char *text = json_text_at(call->args, name);
    for (size_t i = 0; i < json_len(array, ""); i++)
        json_push(list, json_new_string(json_text_at(json_item(array, i), "")));
    while (*text) {
        size_t len = strcspn(text, ",");
        STR_AUTO(item, len);
        str_add_bytes(&item, text, len);
        json_push(list, json_new_string(item.text));
        text += len + (text[len] == ',');
    }
    return list;
}

const char *call_error(struct call *call, const char *code) {
    snprintf(call->error, sizeof call->error, "%s", code);
    return call->error;
}

void call_warn(struct call *call, const char *code) {
    json_push(call->warnings, json_new_string(code));
}

void call_complain(struct call *call, const char *format, ...) {
    STR_AUTO(line, 1024);
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    str_addf(&line, "[ERROR] %s", text);
    json_push(call->messages, json_new_string(line.text));
}

/* ---- Scopes and channels */

const char *call_scope(struct call *call, const char *scope) {
    if (app_has_scope(call->app, scope))
        return NULL;
    snprintf(call->needed, sizeof call->needed, "%s", scope);
    return "missing_scope";
}

const char *call_scope_for(struct call *call, const struct channel *channel, const char *what) {
    static const char *const kinds[] = {
        [CHANNEL_PUBLIC] = "channels",
        [CHANNEL_PRIVATE] = "groups",
        [CHANNEL_IM] = "im",
        [CHANNEL_MPIM] = "mpim",
    };
    const char *kind = kinds[channel->kind];
    char narrow[64], broad[64];
    bool writes = str_starts(what, "write"), manages = writes && channel->kind == CHANNEL_PUBLIC;
    snprintf(narrow, sizeof narrow, "%s:%s", kind, what);
    snprintf(broad, sizeof broad, "%s:%s", kind, manages ? "manage" : writes ? "write" : what);
    return app_has_scope(call->app, narrow) ? NULL : call_scope(call, broad);
}

const char *call_channel(struct call *call, const char *name, struct channel **ret_channel) {
    const char *id = call_str(call, name);
    struct channel *channel = workspace_channel(call->sim->workspace, id);
    bool by_id = channel && str_equal(channel->id, id);
    bool visible =
        by_id && (channel->kind == CHANNEL_PUBLIC || channel_has(channel, call->app->bot));
    if (!visible)
        return "channel_not_found";
    *ret_channel = channel;
    return NULL;
}

const char *call_channel_for(struct call *call, const char *what, unsigned need,
                             struct channel **ret_channel) {
    struct channel *channel;
    const char *error = call_channel(call, "channel", &channel);
    if (!error)
        error = call_scope_for(call, channel, what);
    if (error)
        return error;
    if (need & NEED_NO_DM && channel->kind == CHANNEL_IM)
        return "method_not_supported_for_channel_type";
    if (need & NEED_MEMBER && !channel_has(channel, call->app->bot))
        return "not_in_channel";
    if (need & NEED_LIVE && channel->is_archived)
        return "is_archived";
    *ret_channel = channel;
    return NULL;
}

/* ---- Pages */

void call_set_cursor(struct call *call, const char *text) {
    char encoded[2 * CURSOR_SIZE] = "";
    struct json *metadata = json_new_object();
    if (*text)
        EVP_EncodeBlock((unsigned char *)encoded, (const unsigned char *)text, (int)strlen(text));
    json_put_str(metadata, "next_cursor", encoded);
    json_put(call->answer, "response_metadata", metadata);
}

const char *call_cursor(const struct call *call, char *out, size_t size) {
    const char *given = call_str(call, "cursor");
    unsigned char text[CURSOR_SIZE] = "";
    *out = 0;
    if (!given || strlen(given) >= CURSOR_SIZE)
        return out;
    if (EVP_DecodeBlock(text, (const unsigned char *)given, (int)strlen(given)) > 0)
        snprintf(out, size, "%s", (const char *)text);
    return out;
}

const char *call_page(struct call *call, size_t count, int64_t usual, int64_t most,
                      size_t *ret_from, size_t *ret_to) {
    char cursor[CURSOR_SIZE], next[CURSOR_SIZE] = "";
    size_t from = 0;
    int64_t limit = call_int(call, "limit", usual);
    if (limit < 0 || limit > most)
        return "invalid_limit";
    if (limit == 0)
        limit = usual;
    call_cursor(call, cursor, sizeof cursor);
    if (call_has(call, "cursor") && !str_starts(cursor, "next:"))
        return "invalid_cursor";
    if (*cursor)
        from = strtoul(cursor + strlen("next:"), NULL, 10);
    if (from > count)
        return "invalid_cursor";
    size_t to = count - from > (size_t)limit ? from + (size_t)limit : count;
    if (to < count)
        snprintf(next, sizeof next, "next:%zu", to);
    call_set_cursor(call, next);
    *ret_from = from;
    *ret_to = to;
    return NULL;
}
