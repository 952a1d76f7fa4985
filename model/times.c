/* The times of an incident: see times.h. */
#include "model/times.h"

#include "base/str.h"
#include "base/utc.h"

static const struct {
    const char *name;
    const char *words;
    const char *was; /* "It began" */
} times[TIMES_COUNT] = {
    [TIMES_STARTED] = {"started", "start began begun", "It began"},
    [TIMES_DETECTED] = {"detected", "noticed discovered detection", "It was noticed"},
    [TIMES_ACKNOWLEDGED] = {"acknowledged", "acked ack", "It was acknowledged"},
    [TIMES_MITIGATED] = {"mitigated", "mitigation", "Its impact was over"},
    [TIMES_RESOLVED] = {"resolved", "ended end", "It was resolved"},
};

/* The first never comes after the second. */
static const struct {
    enum times first, second;
} orders[] = {
    {TIMES_STARTED, TIMES_DETECTED},      {TIMES_STARTED, TIMES_ACKNOWLEDGED},
    {TIMES_STARTED, TIMES_MITIGATED},     {TIMES_STARTED, TIMES_RESOLVED},
    {TIMES_DETECTED, TIMES_ACKNOWLEDGED}, {TIMES_DETECTED, TIMES_RESOLVED},
    {TIMES_ACKNOWLEDGED, TIMES_RESOLVED}, {TIMES_MITIGATED, TIMES_RESOLVED},
};

const char *times_name(enum times which) {
    return times[which].name;
}

bool times_named(const char *word, enum times *ret_which) {
    for (int i = 0; i < TIMES_COUNT; i++)
        if (str_equal_nocase(times[i].name, word) || str_has_word(times[i].words, word)) {
            *ret_which = (enum times)i;
            return true;
        }
    return false;
}

int64_t times_get(const struct incident *incident, enum times which) {
    switch (which) {
    case TIMES_STARTED:
        return incident->started_ms;
    case TIMES_DETECTED:
        return incident->detected_ms;
    case TIMES_ACKNOWLEDGED:
        return incident->acked_ms;
    case TIMES_MITIGATED:
        return incident->mitigated_ms;
    case TIMES_RESOLVED:
        return incident->resolved_ms;
    case TIMES_COUNT:
        break;
    }
    return 0;
}

void times_set(struct incident *incident, enum times which, int64_t ms) {
    int64_t *const places[TIMES_COUNT] = {&incident->started_ms, &incident->detected_ms,
                                          &incident->acked_ms, &incident->mitigated_ms,
                                          &incident->resolved_ms};
    *places[which] = ms;
}

int64_t times_detected(const struct incident *incident) {
    if (incident->detected_ms)
        return incident->detected_ms;
    bool taken_first = incident->acked_ms && incident->acked_ms < incident->declared_ms;
    return taken_first ? incident->acked_ms : incident->declared_ms;
}

static enum result check_state(const struct incident *incident, enum times which, struct err *err) {
    if (which == TIMES_ACKNOWLEDGED && !incident->acked_ms)
        return fail(err, INVALID, "Nobody has taken it yet; whoever does types: ack");
    if (which != TIMES_RESOLVED)
        return OK;
    if (incident_is_open(incident))
        return fail(err, INVALID, "It is not resolved yet; when it is, type: resolve");
    if (*incident->outcome)
        return fail(err, INVALID, "It was %s, so it was never resolved", incident->outcome);
    return OK;
}

enum result times_check(const struct incident *incident, enum times which, int64_t ms,
                        struct err *err) {
    char stamp[UTC_STAMP_SIZE];
    enum result result = check_state(incident, which, err);
    if (result != OK)
        return result;
    if (which <= TIMES_DETECTED && ms > incident->declared_ms)
        return fail(err, INVALID, "It was declared at %s UTC, so this was not later",
                    utc_stamp(incident->declared_ms, stamp));
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        bool is_first = orders[i].first == which;
        if (!is_first && orders[i].second != which)
            continue;
        enum times other = is_first ? orders[i].second : orders[i].first;
        int64_t other_ms = times_get(incident, other);
        if (other_ms && (is_first ? ms > other_ms : ms < other_ms))
            return fail(err, INVALID,
                        "%s at %s UTC, so this was not %s; if that is wrong too, "
                        "set %s first",
                        times[other].was, utc_stamp(other_ms, stamp),
                        is_first ? "later" : "earlier", times[other].name);
    }
    return OK;
}

enum result times_check_none(enum times which, struct err *err) {
    if (which == TIMES_RESOLVED)
        return fail(err, INVALID, "If it is not over, type: reopen");
    if (which == TIMES_STARTED || which == TIMES_ACKNOWLEDGED)
        return fail(err, INVALID, "There is always a time at which it %s",
                    which == TIMES_STARTED ? "began" : "was acknowledged");
    return OK;
}
