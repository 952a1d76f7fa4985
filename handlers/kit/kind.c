/* Kinds of incidents: see kind.h. */
#include "handlers/kit/kind.h"

#include "base/str.h"
#include "handlers/kit/approval.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/undelivered.h"
#include "handlers/kit/view.h"
#include "store/incidents.h"

const struct playbook_kind *kind_of(const struct context *cx) {
    return *cx->incident->kind ? playbook_kind(cx->playbook, cx->incident->kind) : NULL;
}

bool kind_locks_comms(const struct context *cx) {
    const struct playbook_kind *kind = kind_of(cx);
    return kind && kind->locks_comms;
}

enum result kind_named(struct context *cx, const char *word,
                       const struct playbook_kind **ret_kind) {
    const struct playbook *playbook = cx->playbook;
    const struct playbook_kind *kind = playbook_kind(playbook, word);
    if (kind) {
        *ret_kind = kind;
        return OK;
    }
    if (playbook->kind_count == 0)
        return fail(cx->err, INVALID, "The playbook \"%s\" has no kinds of incidents",
                    playbook->title);
    const char *names = "";
    for (int i = 0; i < playbook->kind_count; i++)
        names = listed(cx, names, playbook->kinds[i].name, i, playbook->kind_count);
    return fail(cx->err, INVALID, "There is no kind \"%s\"; there is %s", word, names);
}

/* ---- The severity */

enum result kind_severity(const struct playbook_kind *kind, enum severity *ret_severity) {
    for (enum severity s = SEVERITY_1; *kind->severity && s <= SEVERITY_4; s++) {
        if (!str_equal(kind->severity, severity_code(s)))
            continue;
        *ret_severity = s;
        return OK;
    }
    return ABSENT;
}

enum result kind_check_severity(struct context *cx, enum severity severity) {
    const struct playbook_kind *kind = kind_of(cx);
    enum severity forced;
    if (!kind || kind_severity(kind, &forced) != OK ||
        severity_compare(forced, severity) != SEVERITY_LOWERED)
        return OK;
    return fail(cx->err, DENIED,
                "An incident of the kind %s is %s, always. If it is of no such kind, type "
                "`%s kind %s none …why…` first",
                kind->name, view_severity(cx, forced), cx->config->slack.command,
                cx->incident->name);
}

/* ---- Who may see it */

/* Whoever may say yes for the kind has to be able to look. */
static bool is_approver(struct context *cx, const char *user, const struct incident *incident) {
    const struct playbook_kind *kind = playbook_kind(cx->playbook, incident->kind);
    return kind && *kind->approvers && approval_is_theirs(cx, kind->approvers, user);
}

/* Whoever is in the channel where its card stands reads it there. */
static bool is_there(const char *channel, const struct incident *incident) {
    return incident_has_channel(incident) && str_equal(channel, incident->channel);
}

enum result kind_may_see(struct context *cx, const char *user, const char *channel,
                         const struct incident *incident, bool *ret_may) {
    *ret_may =
        !incident->is_private || is_there(channel, incident) || is_approver(cx, user, incident);
    if (*ret_may)
        return OK;
    enum result result = incident_is_announced(cx->store, incident->id, channel, ret_may, cx->err);
    return result != OK || *ret_may
               ? result
               : incident_concerns(cx->store, incident->id, user, ret_may, cx->err);
}

enum result kind_check_seen(struct context *cx, const struct request *rq) {
    bool may = false;
    if (!cx->incident) /* none is meant, and none is needed */
        return OK;
    enum result result = kind_may_see(cx, rq->user, rq->channel, cx->incident, &may);
    if (result != OK || may)
        return result;
    return fail(cx->err, DENIED,
                "%s is private: only those who take part in it see it, and those in its channel. "
                "Ask %s to let you in",
                cx->incident->name, mention(cx, view_commander(cx)));
}

/* ---- Telling */

bool kind_moves(const struct context *cx) {
    const struct playbook_kind *kind = kind_of(cx);
    return kind && cx->incident->is_private && *kind->channel &&
           !str_equal(kind->channel, cx->incident->channel);
}

/* An array of {"text"} for a template. */
static struct json *lines_of(const struct playbook_texts *texts) {
    struct json *lines = json_new_array();
    for (int i = 0; i < texts->count; i++) {
        struct json *line = json_new_object();
        json_put_str(line, "text", texts->texts[i]);
        json_push(lines, line);
    }
    return lines;
}

static struct json *values_of_kind(struct context *cx, const struct playbook_kind *kind) {
    struct json *values = view_incident(cx);
    const char *first = cx->config->slack.command;
    json_put(values, "first", lines_of(&kind->first));
    json_put(values, "do_not", lines_of(&kind->do_not));
    json_put(values, "needs_approval", lines_of(&kind->needs_approval));
    json_put_str(values, "allow",
                 kind->needs_approval.count
                     ? arena_printf(cx->arena, "%s allow %s %s …", first, cx->incident->name,
                                    kind->needs_approval.texts[0])
                     : "");
    json_put_str(values, "commander", mention(cx, view_commander(cx)));
    json_put_str(values, "approvers", kind->locks_comms ? approval_whom(cx, kind->approvers) : "");
    json_put_str(values, "runbook", kind->runbook);
    return values;
}

enum result kind_tell(struct context *cx, const char *fact, bool calls) {
    const struct playbook_kind *kind = kind_of(cx);
    if (!kind)
        return OK;
    struct json *values = values_of_kind(cx, kind);
    json_put_str(values, "fact", fact);
    view_put_call(cx, values, calls);
    return post_thread(cx, "kind", values,
                       &(struct post_how){.on_result = KIND_TOLD, .broadcast = calls});
}

static void say_lines(struct context *cx, const char *heading, const struct playbook_texts *texts) {
    if (texts->count)
        reply_say(cx, "%s", heading);
    for (int i = 0; i < texts->count; i++)
        reply_say(cx, "• %s", shown(cx, texts->texts[i]));
}

void kind_say(struct context *cx) {
    const struct playbook_kind *kind = kind_of(cx);
    if (!kind)
        return;
    say_lines(cx, "*Do first:*", &kind->first);
    say_lines(cx, ":no_entry: *Do not:*", &kind->do_not);
    if (kind->needs_approval.count)
        reply_say(cx, "The commander must allow it first: `%s allow %s %s …`",
                  cx->config->slack.command, cx->incident->name, kind->needs_approval.texts[0]);
    if (kind->locks_comms)
        reply_say(cx, ":lock: Nothing goes outside without a yes of %s.",
                  shown(cx, approval_whom(cx, kind->approvers)));
}

enum result kind_alert(struct context *cx) {
    const struct playbook_kind *kind = kind_of(cx);
    const char *name = cx->incident->name;
    if (!kind || !*kind->channel || str_equal(kind->channel, cx->incident->channel))
        return OK;
    if (!cx->incident->is_private)
        return post_elsewhere(cx, kind->channel, "kind_alert", view_incident(cx),
                              &(struct post_how){.on_result = "kind.alert"});
    /* What is said next is said in the channel of this card, and is on it. */
    struct post_how how = {.on_result = "kind.card",
                           .collapse = arena_printf(cx->arena, "kind:%s", name),
                           .in_turn = true};
    struct json *values = view_incident(cx);
    view_put_call(cx, values, true);
    return post_elsewhere(cx, kind->channel, "announcement", values, &how);
}
