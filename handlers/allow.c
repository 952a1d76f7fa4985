/* /incident allow <what> – asks the commander for what the kind of the incident lets nobody do
 * alone, such as "delete data" (S1, scenario 3). /incident allow alone lists it. */
#include "base/str.h"
#include "handlers/kit/approval.h"
#include "handlers/kit/change.h"
#include "handlers/kit/kind.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/likeness.h"

/* The handler that hears what became of an approval. */
#define TOPIC "allow"

static const struct playbook_texts nothing;

static const struct playbook_texts *needing_yes(const struct context *cx) {
    const struct playbook_kind *kind = kind_of(cx);
    return kind ? &kind->needs_approval : &nothing;
}

static void say_what(struct context *cx) {
    const struct playbook_texts *list = needing_yes(cx);
    if (list->count == 0) {
        reply_say(cx, "%s: nothing here needs the commander's yes first.", heading(cx));
        return;
    }
    reply_say(cx, "%s: what %s must allow first:", heading(cx), mention(cx, view_commander(cx)));
    for (int i = 0; i < list->count; i++)
        reply_say(cx, "• `%s allow %s %s …what exactly…`", cx->config->slack.command,
                  cx->incident->name, shown(cx, list->texts[i]));
}

/* Those of the list that share a word with what was typed, or all of them: "Delete data or Restore
 * the backup". */
static const char *nearest(struct context *cx, const struct playbook_texts *list,
                           const char *typed) {
    const char *alike = "", *all = "";
    for (int i = 0; i < list->count; i++) {
        const char *text = list->texts[i];
        all = arena_printf(cx->arena, "%s%s“%s”", all, *all ? " or " : "", text);
        if (likeness_of(text, typed).same)
            alike = arena_printf(cx->arena, "%s%s“%s”", alike, *alike ? " or " : "", text);
    }
    return *alike ? alike : all;
}

/* OK for what the playbook lists: all words of an item are in what was typed, and more may be. What
 * it says not to do at all is for nobody to allow. */
static enum result check_listed(struct context *cx, const char *typed) {
    const struct playbook_kind *kind = kind_of(cx);
    const struct playbook_texts *list = needing_yes(cx);
    const char *command = cx->config->slack.command;
    for (int i = 0; i < list->count; i++)
        if (likeness_is_full(likeness_of(list->texts[i], typed)))
            return OK;
    for (int i = 0; kind && i < kind->do_not.count; i++)
        if (likeness_is_full(likeness_of(typed, kind->do_not.texts[i])))
            return fail(cx->err, DENIED,
                        "“%s” is what nobody does in an incident of the kind %s, and nobody can "
                        "allow it",
                        unstopped(cx, kind->do_not.texts[i]), kind->name);
    if (list->count == 0)
        return fail(cx->err, INVALID,
                    "Nothing here needs the commander's yes. Do it, and write it down: `%s note "
                    "…what you did…`",
                    command);
    return fail(cx->err, INVALID,
                "The playbook asks for no such yes; did you mean %s? Anything else you do, and "
                "write down: `%s note …what you did…`",
                nearest(cx, list, typed), command);
}

static enum result allowed_by(struct context *cx, const char *who, const char *what) {
    const char *fact = arena_printf(cx->arena, "%s allows: %s", mention(cx, who), what);
    enum result result = record(cx, who, "allowed", fact);
    return result == OK
               ? post_notice(cx, arena_printf(cx->arena, ":white_check_mark: %s", fact), "")
               : result;
}

static enum result run(struct context *cx, const struct request *rq) {
    int64_t number = 0;
    const char *commander = view_commander(cx);
    if (!*rq->args) {
        say_what(cx);
        return OK;
    }
    enum result result = check_text(cx, rq->args, "text", POLICY_TEXT_MAX);
    if (result == OK)
        result = check_listed(cx, rq->args);
    if (result != OK)
        return result;
    if (str_equal(commander, rq->user)) {
        result = allowed_by(cx, rq->user, rq->args);
        reply_say(cx, "%s: you are the commander; that you allow it is written down and told.",
                  heading(cx));
        return result;
    }
    result = approval_ask(cx, rq,
                          &(struct approval_question){
                              .topic = TOPIC, .args = rq->args, .what = rq->args, .group = "ic"},
                          &number);
    if (result != OK)
        return result;
    reply_say(cx, "%s: %s is asked, as #%lld. Please wait for the yes; it comes in the thread.",
              heading(cx), mention(cx, commander), (long long)number);
    warn_unreachable(cx);
    return OK;
}

/* The answer is all that was asked for. */
static enum result answered(struct context *cx, const struct request *rq) {
    return approval_tell(cx, rq, "");
}

/* What the commander was asked to allow may be done by anybody now. */
static enum result kind_changed(struct context *cx, const struct request *rq) {
    struct approval_list open;
    (void)rq;
    if (needing_yes(cx)->count)
        return OK;
    enum result result = approval_open(cx->store, cx->arena, cx->incident->id, &open, cx->err);
    for (int i = 0; result == OK && i < open.count; i++)
        if (str_equal(open.approvals[i].topic, TOPIC))
            result = approval_take_back(cx, &open.approvals[i],
                                        "this is of another kind now, and nobody need allow it");
    return result;
}

const struct handler handlers_allow[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "allow",
     .usage = "[what]",
     .summary = "ask the commander to allow what nobody may do alone, such as deleting data",
     .example = "allow",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = run},
    {.trigger = TRIGGER_APPROVAL, .name = TOPIC, .run = answered},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_KIND, .run = kind_changed},
    {0},
};
