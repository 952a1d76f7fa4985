/* /incident postmortem – whether one is owed and why, who drives it, and what of it is done.
 * /incident postmortem show – the draft, to be copied.
 * /incident postmortem draft – writes it anew with what is known now; a file that somebody has
 * changed stays, and the new one is written beside it.
 * /incident postmortem details – a form for what only people know: postmortem_form.c.
 * /incident postmortem commit – commits the document as people left it in the folder.
 * /incident postmortem owner @who · review [link] · publish [link] · done <step> · skip <why>
 * When it is owed, and the days that it has, are the playbook's: see days.c. */
#include "model/postmortem.h"
#include "base/str.h"
#include "handlers/kit/approval.h"
#include "handlers/kit/change.h"
#include "handlers/kit/copy.h"
#include "handlers/kit/draft.h"
#include "handlers/kit/escalation.h"
#include "handlers/kit/kind.h"
#include "handlers/kit/owed.h"
#include "handlers/kit/post.h"
#include "handlers/kit/publishing.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "handlers/postmortem_form.h"
#include "model/phrase.h"
#include "model/words.h"
#include "store/incidents.h"

#define TOPIC "postmortem"

enum { LINK_MAX_CHARS = 500 };

static const char *line_for(struct context *cx, const char *words) {
    return arena_printf(cx->arena, "%s postmortem %s %s", cx->config->slack.command,
                        cx->incident->name, words);
}

static enum result touch(struct context *cx, const struct request *rq) {
    return incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err);
}

/* ---- Where it stands */

static void say_owed(struct context *cx, const struct postmortem *postmortem) {
    const char *state = postmortem->state, *rule = postmortem->rule;
    if (str_equal(state, POSTMORTEM_PUBLISHED))
        reply_say(cx, "%s: the postmortem is published, since %s%s%s.", heading(cx),
                  moment(cx, postmortem->at_ms), *postmortem->link ? ": " : "",
                  shown(cx, postmortem->link));
    else if (str_equal(state, POSTMORTEM_OWED))
        reply_say(cx, "%s: a postmortem is owed (%s), by %s. %s drives it.", heading(cx), rule,
                  moment(cx, cx->incident->postmortem_due_ms),
                  *postmortem->owner ? mention(cx, postmortem->owner) : "Nobody");
    else if (str_equal(state, POSTMORTEM_SKIPPED))
        reply_say(cx, "%s: the postmortem was skipped, %s: %s", heading(cx),
                  moment(cx, postmortem->at_ms), shown(cx, postmortem->why));
    else if (cx->incident->drill || *cx->incident->outcome)
        reply_say(cx, "%s: %s owes no postmortem.", heading(cx),
                  cx->incident->drill ? "a rehearsal" : "what was no incident of its own");
    else
        reply_say(cx, "%s: no postmortem is required. %s", heading(cx), rule);
}

static void say_step(struct context *cx, const struct postmortem_step *step) {
    const struct task *task = &step->task;
    if (!task_is_open(task)) {
        reply_say(cx, "• :white_check_mark: `%s` %s – %s", step->day->name, step->day->text,
                  mention(cx, task->ended_by));
        return;
    }
    const char *late = task->due_ms < cx->now_ms ? ":warning: since " : "by ";
    reply_say(cx, "• `%s` %s – %s, %s%s", step->day->name, step->day->text,
              mention(cx, task->owner), late, moment(cx, task->due_ms));
}

static void say_draft(struct context *cx, const struct postmortem *postmortem) {
    int gaps = draft_gaps(postmortem->text);
    if (!*postmortem->text) {
        reply_say(cx, "There is no draft yet: `%s`", line_for(cx, "draft"));
        return;
    }
    if (*postmortem->place)
        reply_say(cx, "The draft is in `%s`.", postmortem->place);
    reply_say(cx, "As it was written it has %d place%s for what only people know. To read it: `%s`",
              gaps, gaps == 1 ? "" : "s", line_for(cx, "show"));
}

static enum result status(struct context *cx) {
    struct postmortem postmortem;
    struct postmortem_steps steps;
    enum result result = postmortem_load(cx, &postmortem);
    if (result == OK)
        result = postmortem_steps(cx, &steps);
    if (result != OK)
        return result;
    say_owed(cx, &postmortem);
    for (int i = 0; i < steps.count; i++)
        say_step(cx, &steps.steps[i]);
    say_draft(cx, &postmortem);
    reply_button(cx, "Fill in the details",
                 arena_printf(cx->arena, "postmortem %s details", cx->incident->name));
    if (!steps.count)
        return OK;
    reply_say(cx, "When one is done: `%s` · somebody else drives it: `%s` · it is out: `%s`",
              line_for(cx, "done …"), line_for(cx, "owner @who"), line_for(cx, "publish …link…"));
    return OK;
}

/* ---- The draft */

static enum result fill(struct context *cx, const char **ret_text) {
    int secrets = 0;
    enum result result = draft_fill(cx, ret_text, &secrets);
    if (result == OK && secrets)
        reply_say(cx,
                  ":warning: %d thing%s that looked like a token or a key stood in what was typed, "
                  "and %s taken out of the draft.",
                  secrets, secrets == 1 ? "" : "s", secrets == 1 ? "is" : "are");
    return result;
}

static enum result show(struct context *cx) {
    struct postmortem postmortem;
    struct copy copy = {.count = 0};
    const char *text = "";
    enum result result = postmortem_load(cx, &postmortem);
    text = result == OK ? postmortem.text : "";
    if (result == OK && !*text)
        result = fill(cx, &text);
    if (result != OK)
        return result;
    copy_add(cx, &copy, "Postmortem", text);
    if (copy.full)
        return fail(cx->err, INVALID, "The draft is longer than one message holds; read it in %s",
                    *postmortem.place ? postmortem.place : "the folder of postmortem.folder");
    reply_say(cx, "%s: the draft of the postmortem. Nobody else sees this.", heading(cx));
    copy_say(cx, &copy);
    return OK;
}

static enum result draft(struct context *cx, const struct request *rq) {
    struct postmortem postmortem;
    const char *text = "";
    enum result result = postmortem_load(cx, &postmortem);
    if (result == OK)
        result = fill(cx, &text);
    if (result != OK)
        return result;
    if (!*postmortem.owner)
        postmortem.owner = rq->user;
    const char *state = cx->incident->postmortem_due_ms ? POSTMORTEM_OWED : POSTMORTEM_FREE;
    if (str_equal(postmortem.state, POSTMORTEM_PUBLISHED))
        state = POSTMORTEM_PUBLISHED;
    result = draft_write(cx, &postmortem, text, 0);
    if (result == OK)
        result = draft_upload(cx, &postmortem,
                              arena_printf(cx->arena,
                                           ":memo: %s made the draft of the postmortem "
                                           "anew, with what is known now.",
                                           mention(cx, rq->user)));
    if (result == OK)
        result = postmortem_save(cx, &postmortem, state);
    if (result == OK)
        result = record(cx, rq->user, "postmortem", "Draft of the postmortem written anew");
    if (result == OK)
        result = touch(cx, rq);
    if (result != OK)
        return result;
    reply_say(cx,
              "%s: the draft is made with what is known now, and goes into the thread as a file; "
              "%d places are for people to fill.",
              heading(cx), draft_gaps(text));
    if (*cx->config->postmortem.folder)
        reply_say(cx,
                  "It goes to `%s`. If somebody has changed the file there, that stays as it "
                  "is, and this one is written beside it.",
                  postmortem.path);
    reply_say(cx, "To read it here: `%s`", line_for(cx, "show"));
    return OK;
}

/* What people changed in the folder, or what was refused before. */
static enum result commit(struct context *cx, const struct request *rq) {
    struct postmortem postmortem;
    enum result result = postmortem_load(cx, &postmortem);
    if (result == OK && !cx->config->postmortem.git)
        return fail(cx->err, INVALID,
                    "Postmortems are not committed here: the setting postmortem.git is false");
    if (result == OK && !draft_is_committed(cx, &postmortem))
        return fail(cx->err, INVALID,
                    "There is no draft in %s yet, so there is nothing to commit; type `%s`",
                    cx->config->postmortem.folder, line_for(cx, "draft"));
    if (result == OK)
        result = draft_commit(
            cx, &postmortem,
            &(struct draft_commit){
                .what = "postmortem, as it is in the folder",
                .user = rq->user,
                .told = arena_printf(cx->arena, "the document is `%s`.", postmortem.place)});
    if (result == OK)
        reply_say(cx, "%s: `%s` is being committed; I tell you what git says.", heading(cx),
                  postmortem.place);
    return result;
}

/* ---- Who drives it */

/* Whoever drives it has all of its days that are open. */
static enum result give_steps(struct context *cx, const char *owner) {
    struct postmortem_steps steps;
    enum result result = postmortem_steps(cx, &steps);
    for (int i = 0; result == OK && i < steps.count; i++) {
        struct task *task = &steps.steps[i].task;
        if (!task_is_open(task))
            continue;
        task->owner = owner;
        result = task_save(cx->store, task, cx->err);
    }
    return result;
}

static enum result brief(struct context *cx, const struct request *rq, const char *owner) {
    struct postmortem_steps steps;
    enum result result = postmortem_steps(cx, &steps);
    if (result != OK || str_equal(owner, rq->user))
        return result;
    return post_private_text(cx, owner,
                             arena_printf(cx->arena,
                                          ":memo: %s gives you the postmortem of *%s* *%s*: %s. "
                                          "Where it stands: `%s`",
                                          mention(cx, rq->user), cx->incident->name,
                                          shown(cx, cx->incident->title),
                                          postmortem_plan(cx, &steps), line_for(cx, "status")),
                             0);
}

enum result postmortem_give(struct context *cx, const struct request *rq, struct words *line) {
    struct postmortem postmortem;
    struct somebody whom;
    enum result result = postmortem_load(cx, &postmortem);
    if (result == OK)
        result = somebody_take(cx, rq, line, &whom);
    if (result == ABSENT || (result == OK && !*whom.user))
        return fail(cx->err, INVALID, "Name a person of Slack with @, or write me");
    if (result != OK)
        return result;
    const char *before = postmortem.owner, *undo = "";
    postmortem.owner = whom.user;
    if (*before)
        undo = line_for(cx, arena_printf(cx->arena, "owner %s", mention(cx, before)));
    const char *state = *postmortem.state ? postmortem.state : POSTMORTEM_FREE;
    const char *fact =
        arena_printf(cx->arena, "%s drives the postmortem now", mention(cx, whom.user));
    result = postmortem_save(cx, &postmortem, state);
    if (result == OK)
        result = give_steps(cx, whom.user);
    if (result == OK)
        result = record(cx, rq->user, "postmortem", fact);
    if (result == OK)
        result = touch(cx, rq);
    if (result == OK)
        result = post_notice(cx, arena_printf(cx->arena, ":memo: %s", fact), undo);
    if (result == OK)
        result = brief(cx, rq, whom.user);
    if (result == OK)
        reply_say(cx, "%s: %s, and the thread knows.", heading(cx), fact);
    reply_unused(cx, line->rest);
    return result;
}

/* ---- Its steps */

static enum result unknown_step(struct context *cx, const struct postmortem_steps *steps,
                                const char *word) {
    const char *names = "";
    for (int i = 0; i < steps->count; i++)
        names = arena_printf(cx->arena, "%s%s%s", names, i ? ", " : "", steps->steps[i].day->name);
    if (!*names)
        return fail(cx->err, INVALID, "Nothing is owed after %s, so no step waits to be done",
                    cx->incident->name);
    return fail(cx->err, INVALID, "There is no step \"%s\"; write one of: %s", word, names);
}

static enum result tell_step(struct context *cx, const struct request *rq,
                             const struct postmortem_step *step, const char *answer) {
    long long number = (long long)step->task.number;
    return post_notice(cx,
                       arena_printf(cx->arena, ":white_check_mark: %s did this: %s%s%s",
                                    mention(cx, rq->user), step->day->text, *answer ? " – " : "",
                                    answer),
                       arena_printf(cx->arena, "%s task %s #%lld reopen", cx->config->slack.command,
                                    cx->incident->name, number));
}

static enum result done(struct context *cx, const struct request *rq, struct words *line) {
    struct postmortem_steps steps;
    enum result result = postmortem_steps(cx, &steps);
    if (result != OK)
        return result;
    const char *word = words_take_word(line);
    struct postmortem_step *step = postmortem_step(&steps, word);
    if (!step)
        return unknown_step(cx, &steps, word);
    if (!task_is_open(&step->task)) {
        reply_say(cx, "%s: `%s` is done already. Nothing to do.", heading(cx), step->day->name);
        reply_unused(cx, line->rest);
        return OK;
    }
    result = *line->rest ? check_text(cx, line->rest, "answer", POLICY_TEXT_MAX) : OK;
    if (result == OK)
        result = postmortem_check_done(cx, &step->task);
    if (result == OK)
        result = postmortem_step_done(cx, rq, step, line->rest);
    if (result == OK)
        result = touch(cx, rq);
    if (result == OK)
        result = tell_step(cx, rq, step, line->rest);
    if (result == OK)
        reply_say(cx, "%s: `%s` is done, and the thread knows.", heading(cx), step->day->name);
    return result;
}

/* The draft is ready to be read by others. */
static enum result review(struct context *cx, const struct request *rq, const char *link) {
    struct postmortem postmortem;
    struct postmortem_steps steps;
    enum result result = *link ? check_text(cx, link, "place", LINK_MAX_CHARS) : OK;
    if (result == OK)
        result = postmortem_load(cx, &postmortem);
    if (result == OK)
        result = postmortem_steps(cx, &steps);
    if (result != OK)
        return result;
    struct postmortem_step *drafted = postmortem_step(&steps, POSTMORTEM_DRAFT);
    const struct postmortem_step *reviewed = postmortem_step(&steps, POSTMORTEM_REVIEW);
    const char *place = *link ? link : postmortem.place, *until = "";
    char when[PHRASE_WHEN_SIZE];
    if (reviewed)
        until = arena_printf(cx->arena, ", until %s",
                             phrase_of_moment(reviewed->task.due_ms, cx->now_ms, when));
    if (drafted)
        result = postmortem_step_done(cx, rq, drafted, link);
    if (result == OK)
        result = record(cx, rq->user, "postmortem", "Postmortem given to be reviewed");
    if (result == OK)
        result = touch(cx, rq);
    if (result == OK)
        result = post_notice(
            cx,
            arena_printf(cx->arena,
                         ":eyes: %s gives the postmortem to be read%s%s. Say here what is missing "
                         "or wrong%s.",
                         mention(cx, rq->user), *place ? ": " : "", place, until),
            "");
    if (result == OK)
        reply_say(cx, "%s: the thread is asked to read it. Once it is out: `%s`", heading(cx),
                  line_for(cx, "publish …link…"));
    return result;
}

/* ---- Publishing */

static enum result say_published(struct context *cx) {
    reply_say(cx, "%s: the postmortem is published; the thread and the channel know.", heading(cx));
    warn_unreachable(cx);
    return OK;
}

/* What nobody may read openly is asked about first: of those who may say so, or of oneself. */
static enum result ask_first(struct context *cx, const struct request *rq, const char *link) {
    const struct playbook_kind *kind = kind_of(cx);
    int64_t number = 0;
    if (!kind || !*kind->approvers || approval_may(cx, kind->approvers, rq->user, rq->user)) {
        const char *words = arena_printf(cx->arena, "publish openly %s", link);
        reply_say(cx,
                  ":lock: %s: this incident is %s, so the postmortem is not published yet. If "
                  "nothing in it helps an attacker or names a customer: `%s`",
                  heading(cx), cx->incident->is_private ? "private" : "about security",
                  line_for(cx, words));
        reply_button(cx, "Publish it openly",
                     arena_printf(cx->arena, "postmortem %s %s", cx->incident->name, words));
        return OK;
    }
    struct approval_question question = {
        .topic = TOPIC,
        .args = link,
        .what = arena_printf(cx->arena, "publish the postmortem%s%s", *link ? " at " : "", link),
        .group = kind->approvers};
    enum result result = approval_ask(cx, rq, &question, &number);
    if (result == OK)
        reply_say(cx, ":lock: %s: %s is asked (#%lld). Nothing is published yet.", heading(cx),
                  shown(cx, approval_whom(cx, kind->approvers)), (long long)number);
    return result;
}

static bool is_sensitive(const struct context *cx) {
    return cx->incident->is_private || str_equal(cx->incident->kind, "security");
}

static enum result publish_it(struct context *cx, const struct request *rq, struct words *line) {
    struct postmortem postmortem;
    bool openly = words_take_this(line, "openly"), ready = false;
    enum result result = *line->rest ? check_text(cx, line->rest, "link", LINK_MAX_CHARS) : OK;
    if (result == OK)
        result = postmortem_load(cx, &postmortem);
    if (result == OK)
        result = publishing_check(cx, line->rest, &ready);
    if (result != OK || !ready)
        return result;
    const struct playbook_kind *kind = kind_of(cx);
    bool may = !kind || !*kind->approvers || approval_may(cx, kind->approvers, rq->user, rq->user);
    if (is_sensitive(cx) && !(openly && may))
        return ask_first(cx, rq, line->rest);
    result = publish(cx, rq, &postmortem, line->rest);
    return result == OK ? say_published(cx) : result;
}

/* Those who may say so answered. A yes is told with the publication, in one line. */
static enum result answered(struct context *cx, const struct request *rq) {
    struct postmortem postmortem;
    if (!rq->ok)
        return approval_tell(cx, rq, "");
    enum result result = postmortem_load(cx, &postmortem);
    return result == OK ? publish(cx, rq, &postmortem, rq->args) : result;
}

/* ---- Skipping */

static enum result skip(struct context *cx, const struct request *rq, const char *why) {
    struct postmortem postmortem;
    enum result result = postmortem_load(cx, &postmortem);
    if (result == OK && cx->incident->postmortem_due_ms)
        return fail(cx->err, DENIED,
                    "This one is required: %s (%s). Somebody else can drive it: `%s`",
                    postmortem.rule, cx->playbook->title, line_for(cx, "owner @who"));
    if (result == OK)
        result = check_text(cx, why, "reason", POLICY_TEXT_MAX);
    if (result != OK)
        return result;
    postmortem.why = why;
    result = postmortem_save(cx, &postmortem, POSTMORTEM_SKIPPED);
    if (result == OK)
        result = record(cx, rq->user, "postmortem",
                        arena_printf(cx->arena, "Postmortem skipped: %s", why));
    if (result == OK)
        result = touch(cx, rq);
    if (result == OK)
        result = post_notice(cx,
                             arena_printf(cx->arena, ":memo: %s skips the postmortem: %s",
                                          mention(cx, rq->user), why),
                             line_for(cx, "draft"));
    if (result == OK)
        reply_say(cx, "%s: no postmortem will be written; the reason is kept.", heading(cx));
    return result;
}

/* ---- The command */

static enum result run(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    const char *verb = words_take_verb(&line);
    if (!*verb || str_equal(verb, "status"))
        return status(cx);
    if (str_equal(verb, "show") || str_equal(verb, "read"))
        return show(cx);
    if (str_equal(verb, "draft"))
        return draft(cx, rq);
    if (str_equal(verb, "details"))
        return postmortem_form_open(cx, rq);
    if (str_equal(verb, "commit"))
        return commit(cx, rq);
    if (str_equal(verb, "owner"))
        return postmortem_give(cx, rq, &line);
    if (str_equal(verb, "done"))
        return done(cx, rq, &line);
    if (str_equal(verb, "review"))
        return review(cx, rq, line.rest);
    if (str_equal(verb, "publish") || str_equal(verb, "published"))
        return publish_it(cx, rq, &line);
    if (str_equal(verb, "skip"))
        return skip(cx, rq, line.rest);
    return fail(cx->err, INVALID,
                "Of a postmortem I understand: status, show, draft, commit, details, owner @who, "
                "review, publish, done …step…, skip …why…");
}

const struct handler handlers_postmortem[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "postmortem",
     .aliases = "pm retro post-mortem",
     .usage = "[status|show|draft|commit|details|owner @who|review|publish [link]|done <step>|skip "
              "<why>]",
     .summary = "see what is owed after the incident, and write it up",
     .example = "postmortem owner me",
     .needs = NEEDS_RESOLVED_INCIDENT,
     .run = run},
    {.trigger = TRIGGER_APPROVAL, .name = TOPIC, .run = answered},
    {0},
};
