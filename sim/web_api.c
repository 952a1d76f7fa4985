/* Requests, tokens, limits and answers of the Web API: see web_api.h. */
#include "sim/web_api.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "sim/call.h"
#include "sim/fault.h"
#include "sim/journal.h"
#include "sim/limits.h"
#include "sim/reply.h"

#include <stdio.h>
#include <string.h>

enum { ARGS_MAX = 100, CONNECT_BURST = 5 };

/* ---- Arguments */

/* False when the value is not UTF-8. */
static bool add_pair(struct json *args, char *pair, size_t len) {
    char *equals = memchr(pair, '=', len);
    size_t name_len = equals ? (size_t)(equals - pair) : len;
    char *value = equals ? equals + 1 : pair + len;
    size_t value_len = len - name_len - (equals != NULL);
    STR_AUTO(text, value_len + 1);
    str_add_bytes(&text, value, value_len);
    http_decode_percent(text.text, text.len, 1);
    pair[name_len] = 0;
    http_decode_percent(pair, name_len, 1);
    if (!utf8_valid(text.text, strlen(text.text)) || !utf8_valid(pair, strlen(pair)))
        return false;
    json_put_str(args, pair, text.text);
    return true;
}

/* Adds the pairs of a form or a query; false when they are not text or too many. */
static bool add_form(struct json *args, const char *form, size_t len) {
    char *copy = mem_alloc(len + 2);
    memcpy(copy, form, len);
    size_t count = 0;
    bool valid = strlen(copy) == len;
    for (size_t at = 0; valid && at < len && count <= ARGS_MAX; count++) {
        size_t pair_len = strcspn(copy + at, "&");
        copy[at + pair_len] = 0;
        valid = pair_len == 0 || add_pair(args, copy + at, pair_len);
        at += pair_len + 1;
    }
    mem_free(copy);
    return valid && count <= ARGS_MAX;
}

static bool has_charset(const char *type) {
    return strstr(type, "charset=") != NULL;
}

static const char *add_json_body(struct call *call, const struct exchange *exchange) {
    struct json *body = NULL;
    if (json_parse(exchange->body, exchange->body_len, &body, NULL) != OK)
        return "invalid_json";
    struct json_member member = {0};
    bool is_object = json_kind_of(body) == JSON_OBJECT;
    while (json_next(body, &member))
        if (!str_equal(member.name, "token")) /* with JSON only the header counts */
            json_put(call->args, member.name, json_copy(member.value));
    json_free(body);
    return is_object ? NULL : "json_not_object";
}

static const char *add_body(struct call *call, const struct exchange *exchange) {
    const char *type = http_header(exchange, "Content-Type");
    if (exchange->body_len == 0)
        return NULL;
    if (!type)
        return "missing_post_type";
    if (str_starts(type, "application/json")) {
        if (!has_charset(type))
            call_warn(call, "missing_charset");
        bool reads_it = call->method && !(call->method->flags & METHOD_FORM_ONLY);
        return reads_it ? add_json_body(call, exchange) : NULL;
    }
    if (!str_starts(type, "application/x-www-form-urlencoded"))
        return "invalid_post_type";
    if (has_charset(type))
        call_warn(call, "superfluous_charset");
    return add_form(call->args, exchange->body, exchange->body_len) ? NULL : "invalid_form_data";
}

/* Whether the app has one of a list of scopes with commas. */
static bool has_any_scope(const struct app *app, const char *scopes) {
    char scope[64];
    if (!*scopes)
        return true;
    for (const char *at = scopes; *at; at += strcspn(at, ","), at += *at == ',') {
        snprintf(scope, sizeof scope, "%.*s", (int)strcspn(at, ","), at);
        if (app_has_scope(app, scope))
            return true;
    }
    return false;
}

/* ---- Checks before the method */

static const struct method *find_method(const char *name) {
    static const struct method *const tables[] = {
        methods_chat,  methods_conversations, methods_files, methods_history,
        methods_other, methods_users,         methods_views, NULL};
    for (size_t i = 0; tables[i]; i++)
        for (const struct method *method = tables[i]; method->name; method++)
            if (str_equal(method->name, name))
                return method;
    return NULL;
}

static const char *check_token(struct call *call, const struct exchange *exchange) {
    const char *header = http_header(exchange, "Authorization");
    const char *token = str_starts(header, "Bearer ") ? header + 7 : call_str(call, "token");
    if (!token || !*token)
        return "not_authed";
    call->app = workspace_app_by_token(call->sim->workspace, token);
    if (!call->app)
        return "invalid_auth";
    if (call->app->revoked)
        return "token_revoked";
    bool is_app_token = str_equal(call->app->app_token, token);
    bool wants_app_token = call->method->flags & METHOD_APP_TOKEN;
    if (is_app_token != wants_app_token)
        return "not_allowed_token_type";
    return NULL;
}

static const char *check_scopes(struct call *call) {
    if (has_any_scope(call->app, call->method->scopes))
        return NULL;
    snprintf(call->needed, sizeof call->needed, "%s", call->method->scopes);
    return "missing_scope";
}

static const char *check_required(struct call *call) {
    char name[64];
    bool complete = true;
    for (const char *at = call->method->required; *at; at += strcspn(at, ","), at += *at == ',') {
        snprintf(name, sizeof name, "%.*s", (int)strcspn(at, ","), at);
        if (call_has(call, name))
            continue;
        call_complain(call, "missing required field: %s", name);
        complete = false;
    }
    return complete ? NULL : "invalid_arguments";
}

/* The channel that the call is about, as an id where it has one; for limits and faults. */
static const char *channel_of(const struct call *call) {
    const char *given = call_str(call, "channel");
    if (!given)
        given = call_str(call, "channel_id");
    const struct channel *channel = workspace_channel(call->sim->workspace, given);
    return channel ? channel->id : given;
}

static int64_t seconds_to_wait(struct call *call) {
    static const int64_t per_minute[] = {
        [TIER_1] = 1,   [TIER_2] = 20,        [TIER_3] = 50,
        [TIER_4] = 100, [TIER_SPECIAL] = 600, [TIER_POSTING] = 60,
    };
    const struct settings *settings = &call->sim->settings;
    enum tier tier = call->method->tier;
    char key[160];
    if (!settings->rate_limits)
        return 0;
    const char *channel = tier == TIER_POSTING ? channel_of(call) : NULL;
    snprintf(key, sizeof key, "%s %s %.60s", call->app->id, call->method->name,
             channel ? channel : "");
    if (tier == TIER_CONNECT) {
        int64_t budget = per_minute[settings->connections_open_tier];
        int64_t burst = budget < CONNECT_BURST ? 1 : CONNECT_BURST;
        return limits_take(call->sim, key, budget, burst, clock_monotonic_ms());
    }
    int64_t burst = per_minute[tier] * settings->burst_percent / 100;
    return limits_take(call->sim, key, per_minute[tier], burst, clock_monotonic_ms());
}

/* ---- Answers */

static const char *add_names(struct str *list, const struct json *names) {
    for (size_t i = 0; i < json_len(names, ""); i++)
        str_addf(list, "%s%s", i > 0 ? "," : "", json_text_at(json_item(names, i), ""));
    return list->text;
}

static void add_headers(struct call *call, struct reply *reply) {
    char id[RANDOM_ID_SIZE];
    str_addf(&reply->headers, "x-slack-req-id: %s\r\nCache-Control: no-store\r\n",
             random_id(&call->sim->random, id));
    if (!call->app || !call->method)
        return;
    STR_AUTO(scopes, 4096);
    bool is_app = call->method->flags & METHOD_APP_TOKEN;
    str_addf(&reply->headers, "x-oauth-scopes: %s\r\n",
             is_app ? "connections:write" : add_names(&scopes, call->app->scopes));
    if (*call->method->scopes)
        str_addf(&reply->headers, "x-accepted-oauth-scopes: %s\r\n", call->method->scopes);
}

/* Slack's JSON has its slashes escaped; a slash is in strings only. */
static void add_escaped(struct str *body, const char *json) {
    for (const char *at = json; *at;) {
        size_t len = strcspn(at, "/");
        str_add_bytes(body, at, len);
        at += len;
        if (*at)
            str_add(body, "\\/");
        at += *at != 0;
    }
}

static struct json *metadata_of(struct call *call) {
    if (!json_member(call->answer, "response_metadata"))
        json_put(call->answer, "response_metadata", json_new_object());
    return json_member(call->answer, "response_metadata");
}

static void put_error(struct call *call, const char *error) {
    json_put_str(call->answer, "error", error);
    if (!str_equal(error, "missing_scope") || !call->app)
        return;
    STR_AUTO(provided, 4096);
    if (*call->needed && !json_at(call->answer, "needed"))
        json_put_str(call->answer, "needed", call->needed);
    if (!json_at(call->answer, "provided"))
        json_put_str(call->answer, "provided", add_names(&provided, call->app->scopes));
}

static void finish_answer(struct call *call, const char *error, struct reply *reply) {
    json_put_bool(call->answer, "ok", !error);
    if (error)
        put_error(call, error);
    if (json_len(call->warnings, "") > 0) {
        STR_AUTO(warning, 1024);
        json_put_str(call->answer, "warning", add_names(&warning, call->warnings));
        json_put(metadata_of(call), "warnings", json_copy(call->warnings));
    }
    if (json_len(call->messages, "") > 0)
        json_put(metadata_of(call), "messages", json_copy(call->messages));
    reply_set(reply, 200, "application/json; charset=utf-8", "");
    add_escaped(&reply->body, json_print(call->answer));
}

/* The error code that a fault wants, or NULL. */
static const char *wanted_error(struct call *call, const char *name) {
    JSON_AUTO *fault = fault_take(call->sim->faults, "error", name, channel_of(call));
    if (!fault)
        return NULL;
    static const char *const copied[] = {"needed", "provided"};
    for (size_t i = 0; i < 2; i++)
        if (json_str(fault, copied[i]))
            json_put_str(call->answer, copied[i], json_str(fault, copied[i]));
    const char *error = json_str(fault, "error");
    return call_error(call, error ? error : "internal_error");
}

/* ---- One call */

/* Everything between the request and the method; NULL when the method ran well. */
static const char *run_call(struct call *call, const struct exchange *exchange, const char *name,
                            const char *body_error, struct reply *reply) {
    if (!call->method)
        return "unknown_method";
    if (call->method->flags & METHOD_POST_ONLY && !str_equal(exchange->method, "POST"))
        return "insecure_request";
    const char *error = check_token(call, exchange);
    if (error || body_error)
        return error ? error : body_error;
    int64_t wait_s = seconds_to_wait(call);
    if (wait_s > 0) {
        char text[24];
        snprintf(text, sizeof text, "%lld", (long long)wait_s);
        reply_ratelimited(reply, text);
        return "ratelimited";
    }
    error = wanted_error(call, name);
    if (!error)
        error = check_scopes(call);
    if (!error)
        error = check_required(call);
    return error ? error : call->method->run(call);
}

static void note_call(const struct call *call, const char *name, const struct reply *reply,
                      const char *error, int64_t latency_ms) {
    struct json *entry = json_new_object(), *args = json_copy(call->args);
    json_remove(args, "token");
    json_put_str(entry, "method", name);
    json_put_str(entry, "app", call->app ? call->app->id : "");
    json_put(entry, "args", args);
    json_put_int(entry, "status", reply->status);
    json_put_bool(entry, "ok", !error && reply->status == 200);
    if (error)
        json_put_str(entry, "error", error);
    json_put_int(entry, "latency_ms", latency_ms);
    journal_add(call->sim->journal, "api", entry);
}

/* Runs the call and writes the reply, unless a fault has written it. Returns the error code. */
static const char *make_reply(struct call *call, const struct exchange *exchange, const char *name,
                              const char *body_error, struct reply *reply) {
    if (reply_spoil(call->sim, name, channel_of(call), reply))
        return NULL;
    const char *error = run_call(call, exchange, name, body_error, reply);
    if (reply->status == 0)
        finish_answer(call, error, reply);
    return error;
}

static const char *read_args(struct call *call, const struct exchange *exchange) {
    if (!add_form(call->args, exchange->query, strlen(exchange->query)))
        return "invalid_form_data";
    return add_body(call, exchange);
}

static void answer_call(struct call *call, struct exchange *exchange, const char *name) {
    struct reply reply = reply_new();
    const char *body_error = read_args(call, exchange), *error = "no_answer";
    int64_t start_ms = clock_monotonic_ms();
    JSON_AUTO *mute = fault_take(call->sim->faults, "no_answer", name, channel_of(call));
    bool runs = !mute || json_is_true(mute, "effect");
    if (runs)
        error = make_reply(call, exchange, name, body_error, &reply);
    add_headers(call, &reply);
    note_call(call, name, &reply, error, clock_monotonic_ms() - start_ms);
    if (mute)
        http_forget(exchange);
    else
        reply_send(call->sim, exchange, name, channel_of(call), &reply);
    reply_free(&reply);
}

void web_api_answer(struct sim *sim, struct exchange *exchange) {
    char name[64];
    snprintf(name, sizeof name, "%s", exchange->path + strlen("/api/"));
    const char *host = http_header(exchange, "Host");
    struct call call = {.sim = sim,
                        .method = find_method(name),
                        .authority = host ? host : "",
                        .args = json_new_object(),
                        .answer = json_new_object(),
                        .warnings = json_new_array(),
                        .messages = json_new_array()};
    answer_call(&call, exchange, name);
    json_free(call.args);
    json_free(call.answer);
    json_free(call.warnings);
    json_free(call.messages);
}
