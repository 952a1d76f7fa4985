/* Which service an incident concerns, where its words say so: one that the playbook names, or that
 * was set for an incident before. It is written down like a fact that somebody set, so that texts
 * for outside have it, and incidents of the same service are found (similar.c) and counted
 * (review.c); `set service` says another one. */
#include "handlers/kit/change.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/reply.h"
#include "model/likeness.h"
#include "store/answers.h"

#define FACT "service"

static bool is_named(const struct incident *incident, const char *service) {
    return likeness_is_full(likeness_of(service, incident->title)) ||
           likeness_is_full(likeness_of(service, incident->impact));
}

/* The first that is named; "" for none. */
static enum result find(struct context *cx, const char **ret_service) {
    const struct playbook_texts *services = &cx->playbook->services;
    struct answer_list before;
    *ret_service = "";
    for (int i = 0; i < services->count; i++) {
        if (!is_named(cx->incident, services->texts[i]))
            continue;
        *ret_service = services->texts[i];
        return OK;
    }
    enum result result = answer_ever(cx->store, cx->arena, FACT, &before, cx->err);
    for (int i = 0; result == OK && i < before.count && !**ret_service; i++)
        if (is_named(cx->incident, before.answers[i].value))
            *ret_service = before.answers[i].value;
    return result;
}

static enum result declared(struct context *cx, const struct request *rq) {
    const char *service;
    enum result result = find(cx, &service);
    if (result != OK || !*service)
        return result;
    struct answer answer = {FACT, service, TIMELINE_BOT, cx->now_ms};
    result = answer_put(cx->store, cx->incident->id, ANSWER_FACT, &answer, cx->err);
    if (result == OK)
        result = record(cx, TIMELINE_BOT, "fact",
                        arena_printf(cx->arena, FACT ": %s, which the words name", service));
    if (result != OK)
        return result;
    reply_say(cx, ":label: Its words name the service *%s*. Another one: `%s set %s service …`",
              shown(cx, service), cx->config->slack.command, cx->incident->name);
    return moment_came(cx, rq, MOMENT_FACT, FACT);
}

const struct handler handlers_service[] = {
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_DECLARED, .run = declared},
    {0},
};
