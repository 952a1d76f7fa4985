/* Answers to apps and the faults that spoil them: see reply.h. */
#include "sim/reply.h"

#include "sim/fault.h"

#include <stdio.h>

struct reply reply_new(void) {
    return (struct reply){.headers = str_new(16 * 1024), .body = str_new(64 * 1024 * 1024)};
}

void reply_free(struct reply *reply) {
    str_free(&reply->headers);
    str_free(&reply->body);
}

void reply_set(struct reply *reply, int status, const char *type, const char *body) {
    reply->status = status;
    reply->type = type;
    str_add(&reply->body, body);
}

void reply_ratelimited(struct reply *reply, const char *retry_after) {
    reply_set(reply, 429, "application/json; charset=utf-8",
              "{\"ok\":false,\"error\":\"ratelimited\"}");
    if (retry_after)
        str_addf(&reply->headers, "Retry-After: %s\r\n", retry_after);
}

/* Whether the member is there, be it null. */
static bool has_member(const struct json *object, const char *name) {
    struct json_member member = {0};
    while (json_next(object, &member))
        if (str_equal(member.name, name))
            return true;
    return false;
}

/* Retry-After as the fault wants it: a number, any text, or none at all for null. */
static void spoil_429(struct reply *reply, const struct json *fault) {
    const char *text = json_str(fault, "retry_after");
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)json_int(fault, "retry_after", 1));
    bool none = has_member(fault, "retry_after") && !json_at(fault, "retry_after");
    reply_ratelimited(reply, none ? NULL : text ? text : number);
}

static void spoil_500(struct reply *reply, const struct json *fault) {
    reply_set(reply, (int)json_int(fault, "status", 500), "text/html",
              "<!DOCTYPE html><html><body><h1>Server Error</h1></body></html>");
}

static void spoil_html(struct reply *reply, const struct json *fault) {
    (void)fault;
    reply_set(reply, 200, "text/html", "<!DOCTYPE html><html><body>Be right back</body></html>");
}

static void spoil_json(struct reply *reply, const struct json *fault) {
    (void)fault;
    reply_set(reply, 200, "application/json; charset=utf-8", "{\"ok\":true,\"channel\":\"C0");
}

bool reply_spoil(struct sim *sim, const char *method, const char *channel, struct reply *reply) {
    static const struct {
        const char *kind;
        void (*spoil)(struct reply *reply, const struct json *fault);
    } kinds[] = {{"http_429", spoil_429},
                 {"http_500", spoil_500},
                 {"html_200", spoil_html},
                 {"garbage_json", spoil_json}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        JSON_AUTO *fault = fault_take(sim->faults, kinds[i].kind, method, channel);
        if (!fault)
            continue;
        kinds[i].spoil(reply, fault);
        return true;
    }
    return false;
}

void reply_send(struct sim *sim, struct exchange *exchange, const char *method, const char *channel,
                const struct reply *reply) {
    JSON_AUTO *lost = fault_take(sim->faults, "lost_answer", method, channel);
    if (lost) {
        http_hang_up(exchange);
        return;
    }
    JSON_AUTO *delay = fault_take(sim->faults, "delay", method, channel);
    if (delay)
        http_answer_later(exchange, sim->loop, json_int(delay, "ms", 1000), reply->status,
                          reply->headers.text, reply->type, reply->body.text, reply->body.len);
    else
        http_answer(exchange, reply->status, reply->headers.text, reply->type, reply->body.text,
                    reply->body.len);
}
