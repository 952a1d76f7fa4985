/* Lines that name two incidents: see pair.h. */
#include "handlers/kit/pair.h"

#include "handlers/kit/kind.h"
#include "handlers/kit/route.h"
#include "model/words.h"
#include "store/incidents.h"

static enum result named(struct context *cx, const struct incident_ref *ref,
                         struct incident *ret_incident) {
    char name[INCIDENT_ID_SIZE];
    enum result result = incident_by_ref(cx->store, cx->arena, ref, ret_incident, cx->err);
    if (result != ABSENT)
        return result;
    return fail(cx->err, INVALID, "There is no incident %s; `%s list all` shows all",
                incident_ref_name(ref, name), cx->config->slack.command);
}

/* Takes an incident from the head of line; ABSENT when there is none. */
static enum result take(struct context *cx, struct words *line, struct incident *ret_incident) {
    struct words copy = *line;
    struct incident_ref ref;
    enum words_place place;
    enum result result = words_take_incident(&copy, &ref, &place, cx->err);
    if (result != OK)
        return result;
    if (place != WORDS_HEAD && *copy.rest)
        return ABSENT;
    *line = copy;
    return named(cx, &ref, ret_incident);
}

/* The one that is meant without being named, and is not this one. */
static enum result infer(struct context *cx, const struct request *rq, int64_t not_id,
                         struct incident *ret_incident) {
    struct incident_list open;
    struct incident_filter filter = {
        .open_only = true, .with_drills = true, .viewer = rq->user, .place = rq->channel};
    enum result result =
        incident_by_thread(cx->store, cx->arena, rq->channel, rq->thread, ret_incident, cx->err);
    if (result == ABSENT)
        result = incident_touched(cx->store, cx->arena, rq->user, ret_incident, cx->err);
    if (result == OK && ret_incident->id != not_id)
        return OK;
    if (result != OK && result != ABSENT)
        return result;
    result = incident_list(cx->store, cx->arena, &filter, 3, &open, cx->err);
    if (result != OK)
        return result;
    int count = 0;
    for (int i = 0; i < open.count; i++) {
        if (open.incidents[i].id == not_id)
            continue;
        *ret_incident = open.incidents[i];
        count++;
    }
    return count == 1 ? OK : ABSENT;
}

static enum result load(struct context *cx, const struct request *rq, int64_t id) {
    enum result result = route_load(cx, id);
    return result == OK ? kind_check_seen(cx, rq) : result;
}

static void take_glue(struct words *line) {
    static const char *const glue[] = {"into", "to", "with", "and", NULL};
    for (int i = 0; glue[i]; i++)
        (void)words_take_this(line, glue[i]);
}

enum result pair_read(struct context *cx, const struct request *rq, struct pair *ret_pair) {
    struct words line = words_of(cx->arena, rq->args);
    struct incident first, second;
    take_glue(&line);
    enum result result = take(cx, &line, &first);
    if (result == ABSENT)
        return fail(cx->err, INVALID, "Name the incident");
    if (result != OK)
        return result;
    take_glue(&line);
    result = take(cx, &line, &second);
    if (result == ABSENT) { /* the one that was named is the other one */
        second = first;
        result = infer(cx, rq, second.id, &first);
    }
    if (result == ABSENT)
        return fail(cx->err, INVALID, "Name both incidents");
    if (result == OK && first.id == second.id)
        return fail(cx->err, INVALID, "These are one and the same, %s", first.name);
    if (result == OK)
        result = load(cx, rq, second.id);
    if (result != OK)
        return result;
    ret_pair->other = cx->incident;
    if ((result = load(cx, rq, first.id)) != OK)
        return result;
    ret_pair->one = cx->incident;
    ret_pair->rest = line.rest;
    return OK;
}
