/* Checklists that the playbook wants seen at a moment – when an incident is declared, taken, being
 * triaged, resolved – are offered in the thread then: one line with buttons. So is that of a course
 * of action once it is decided. */
#include "handlers/kit/offer.h"

#include "base/str.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/walk.h"

static bool is_wanted(const struct playbook_checklist *list, const char *when,
                      enum severity severity) {
    return str_equal(list->when, when) && playbook_severity_in(list->severities, severity);
}

/* Those that were wanted at the severity before are known. */
static enum result offer_lists(struct context *cx, const char *when, const enum severity *before) {
    struct offer offers[OFFERS_MAX];
    const char *names = "";
    int count = 0;
    for (int i = 0; i < cx->playbook->checklist_count && count < OFFERS_MAX; i++) {
        const struct playbook_checklist *list = &cx->playbook->checklists[i];
        if (!is_wanted(list, when, cx->incident->severity) ||
            (before && is_wanted(list, when, *before)))
            continue;
        names = arena_printf(cx->arena, "%s%s%s", names, *names ? ", " : "", list->title);
        offers[count++] = (struct offer){
            list->title, arena_printf(cx->arena, "check %s %s", cx->incident->name, list->name)};
    }
    if (count == 0)
        return OK;
    return offer_post(cx, arena_printf(cx->arena, "📋 Checklist for now: %s", names), offers, count);
}

static enum result declared(struct context *cx, const struct request *rq) {
    (void)rq;
    return offer_lists(cx, "declare", NULL);
}

static enum result acknowledged(struct context *cx, const struct request *rq) {
    (void)rq;
    return offer_lists(cx, "ack", NULL);
}

static enum result triaged(struct context *cx, const struct request *rq) {
    (void)rq;
    return offer_lists(cx, "triage", NULL);
}

/* What another severity wants as well. */
static enum result severity_changed(struct context *cx, const struct request *rq) {
    enum severity before = SEVERITY_1;
    while (before < SEVERITY_4 && !str_equal(severity_code(before), rq->args))
        before++;
    enum result result = offer_lists(cx, "declare", &before);
    if (result == OK && cx->incident->acked_ms)
        result = offer_lists(cx, "ack", &before);
    return result;
}

static enum result resolved(struct context *cx, const struct request *rq) {
    (void)rq;
    return *cx->incident->outcome ? OK : offer_lists(cx, "resolve", NULL);
}

static enum result decided(struct context *cx, const struct request *rq) {
    const struct playbook_course *course = playbook_course(cx->playbook, rq->args);
    return course ? walk_begin(cx, rq, course) : OK;
}

const struct handler handlers_offer[] = {
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_DECLARED, .run = declared},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_ACKNOWLEDGED, .run = acknowledged},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_TRIAGE, .run = triaged},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_SEVERITY, .run = severity_changed},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_RESOLVED, .run = resolved},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_DECIDED, .run = decided},
    {0},
};
