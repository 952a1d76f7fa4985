/* /incident triage – asks the playbook's questions, one at a time and privately: what is it, how
 * bad, what should be done? Anybody may go on where somebody else stopped.
 * /incident triage yes · 40% · …words… – answers the question that is next.
 * /incident triage <question> <answer> – answers one, or answers it anew.
 * /incident triage again – begins from the first question.
 *
 * Its end is one public line and a private proposal: a severity, a course, a kind, the checklists
 * that fit, each a button; or what is missing before anything can be proposed. */
#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/condition.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/triaged.h"
#include "handlers/kit/view.h"
#include "model/words.h"
#include "store/answers.h"

#include <ctype.h>
#include <string.h>

/* ---- What was answered ------------------------------------------------------------------------
 */

/* "reproducible: yes · data: no", in the stored form. */
static const char *answers_in_a_line(struct context *cx, const struct triage_path *path) {
    const char *line = "";
    for (int i = 0; i < path->count; i++)
        line = arena_printf(cx->arena, "%s%s%s: %s", line, *line ? " · " : "", path->asked[i]->name,
                            triaged_label(cx, path->asked[i], path->values[i]));
    return line;
}

/* ---- Asking -----------------------------------------------------------------------------------
 */

static void offer_answer(struct context *cx, const struct playbook_question *question,
                         const char *label, const char *word) {
    reply_button(
        cx, label,
        arena_printf(cx->arena, "triage %s %s %s", cx->incident->name, question->name, word));
}

/* What an answer is called on its button: its label, else its word with a capital. */
static const char *label_of(struct context *cx, const struct playbook_answer *answer) {
    if (*answer->label)
        return answer->label;
    return arena_printf(cx->arena, "%c%s", toupper((unsigned char)*answer->word), answer->word + 1);
}

/* A button names its question, so that one that is pressed late answers no other. */
static void ask(struct context *cx, const struct triage_path *path) {
    const struct playbook_question *question = path->next;
    const char *command = cx->config->slack.command, *lines = "";
    reply_say(cx, "*%s*", shown(cx, question->ask));
    for (int i = 0; i < question->answer_count; i++) {
        const struct playbook_answer *answer = &question->answers[i];
        offer_answer(cx, question, label_of(cx, answer), answer->word);
        lines = arena_printf(cx->arena, "%s%s`%s triage %s`", lines, *lines ? " · " : "", command,
                             answer->word);
        if (answer->above >= 0 && i + 1 == question->answer_count)
            lines = arena_printf(cx->arena, "%s, or the number: `%s triage 40%%`", lines, command);
    }
    if (!triage_answer(question, TRIAGE_UNKNOWN))
        offer_answer(cx, question, "Not known", TRIAGE_UNKNOWN);
    if (question->free_text)
        lines = arena_printf(cx->arena, "%s%s`%s triage …your words…`", lines,
                             *lines ? " · or " : "", command);
    reply_say(cx, "%s · or `%s triage skip`", lines, command);
}

/* ---- The end ----------------------------------------------------------------------------------
 */

/* Every word of a list of severities as a button that sets it. */
static void offer_severities(struct context *cx, const struct triage_path *path) {
    const char *reason = triaged_reason(cx, path, path->severity_by);
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++) {
        if (!str_has_word(path->severities, severity_code(s)) || !*path->severities)
            continue;
        if (s == cx->incident->severity)
            reply_say(cx, "It is %s already.", view_severity(cx, s));
        else
            reply_button(cx, view_severity(cx, s),
                         arena_printf(cx->arena, "sev %s %s %s", cx->incident->name,
                                      severity_code(s), reason));
    }
}

static void offer_course(struct context *cx, const struct triage_path *path) {
    const struct playbook_course *course = playbook_course(cx->playbook, path->course);
    if (!course) {
        reply_button(cx, "Decide what to do",
                     arena_printf(cx->arena, "decide %s", cx->incident->name));
        return;
    }
    const char *line = arena_printf(cx->arena, "decide %s %s %s", cx->incident->name, course->name,
                                    triaged_reason(cx, path, path->course_by));
    reply_button(cx, course->title, line);
    reply_say(cx, "`%s %s`", cx->config->slack.command, shown(cx, line));
}

/* What the answers on the way say, and the checklists that they call for. */
static void say_advice(struct context *cx, const struct triage_path *path) {
    for (int i = 0; i < path->count; i++) {
        const struct playbook_answer *answer = triage_answer(path->asked[i], path->values[i]);
        const struct playbook_checklist *list =
            answer ? playbook_checklist(cx->playbook, answer->checklist) : NULL;
        if (answer && *answer->say)
            reply_say(cx, "• %s", shown(cx, answer->say));
        if (!list)
            continue;
        reply_say(cx, "• The checklist for this: *%s* – `%s check %s`", shown(cx, list->title),
                  cx->config->slack.command, list->name);
        reply_button(cx, list->title,
                     arena_printf(cx->arena, "check %s %s", cx->incident->name, list->name));
    }
}

/* The questions that nobody could answer, and those that were not asked. */
static void say_unanswered(struct context *cx, const struct triage_path *path,
                           const struct playbook_question *last) {
    for (int i = 0; i < path->count; i++)
        if (str_equal(path->values[i], TRIAGE_UNKNOWN))
            reply_say(cx, "• %s", shown(cx, path->asked[i]->ask));
    for (int i = 0; last && i < cx->playbook->question_count; i++)
        if (&cx->playbook->triage[i] > last)
            reply_say(cx, "• %s", shown(cx, cx->playbook->triage[i].ask));
}

/* "No, it is no incident" ends the questions, and nothing more has to be known. */
static bool is_settled(const struct playbook_answer *answer) {
    return answer && answer->ends && *answer->say && !*answer->checklist;
}

static const struct playbook_answer *last_answer(const struct triage_path *path) {
    return path->count ? triage_answer(path->asked[path->count - 1], path->values[path->count - 1])
                       : NULL;
}

/* Nothing can be proposed yet: what is missing is what the last answer's checklist asks for, or
 * else the questions that are left. */
static void say_missing(struct context *cx, const struct triage_path *path) {
    const struct playbook_question *last = path->count ? path->asked[path->count - 1] : NULL;
    const struct playbook_answer *answer = last_answer(path);
    const struct playbook_checklist *list =
        answer ? playbook_checklist(cx->playbook, answer->checklist) : NULL;
    if (is_settled(answer)) /* what it says is said below */
        return;
    reply_say(cx, "Nothing can be proposed yet. What is missing:");
    for (int i = 0; list && i < list->item_count; i++)
        reply_say(cx, "• %s", shown(cx, list->items[i].text));
    if (!list)
        say_unanswered(cx, path, last);
    if (last)
        reply_say(cx, "When you know more: `%s triage %s …`", cx->config->slack.command,
                  last->name);
}

static bool proposes(const struct triage_path *path) {
    return *path->severities || *path->course;
}

/* "SEV-2 or SEV-3, Hotfix", as people read it. */
static const char *proposal(struct context *cx, const struct triage_path *path) {
    const struct playbook_course *course = playbook_course(cx->playbook, path->course);
    const char *text = "";
    for (enum severity s = SEVERITY_1; *path->severities && s <= SEVERITY_4; s++)
        if (str_has_word(path->severities, severity_code(s)))
            text =
                arena_printf(cx->arena, "%s%s%s", text, *text ? " or " : "", view_severity(cx, s));
    if (course)
        text = arena_printf(cx->arena, "%s%s%s", text, *text ? ", " : "", course->title);
    return text;
}

static void say_end(struct context *cx, const struct triage_path *path) {
    const struct playbook_kind *kind = playbook_kind(cx->playbook, path->kind);
    reply_say(cx, "Answered: %s", shown(cx, answers_in_a_line(cx, path)));
    if (proposes(path)) {
        reply_say(cx, "Proposed: *%s*. Nothing is changed before you press%s.",
                  shown(cx, proposal(cx, path)),
                  strchr(path->severities, ' ') ? "; in doubt take the worse one" : "");
        offer_severities(cx, path);
        offer_course(cx, path);
    } else {
        say_missing(cx, path);
    }
    say_advice(cx, path);
    if (kind && !str_equal_nocase(kind->name, cx->incident->kind))
        reply_button(cx, arena_printf(cx->arena, "It is a %s incident", kind->name),
                     arena_printf(cx->arena, "kind %s %s", cx->incident->name, kind->name));
    reply_say(
        cx, "To change an answer: `%s triage …question… …answer…`; all of them: `%s triage again`",
        cx->config->slack.command, cx->config->slack.command);
}

/* The result is a fact for the team. */
static enum result tell_end(struct context *cx, const struct request *rq,
                            const struct triage_path *path) {
    const struct playbook_answer *last = last_answer(path);
    const char *what = "nothing can be proposed yet, gathering more";
    if (proposes(path))
        what = arena_printf(cx->arena, "*%s*", proposal(cx, path));
    else if (is_settled(last))
        what = last->say;
    const char *fact = arena_printf(cx->arena, "%s – %s", what, answers_in_a_line(cx, path));
    enum result result =
        record(cx, rq->user, "triage", arena_printf(cx->arena, "Triage: %s", fact));
    if (result != OK)
        return result;
    return post_notice(
        cx, arena_printf(cx->arena, ":mag: Triage by %s: %s", mention(cx, rq->user), fact), "");
}

/* ---- Answering --------------------------------------------------------------------------------
 */

static enum result keep(struct context *cx, const struct request *rq,
                        const struct playbook_question *question, const char *value,
                        const char *text) {
    struct answer answer = {question->name, value, rq->user, cx->now_ms};
    enum result result = answer_put(cx->store, cx->incident->id, ANSWER_TRIAGE, &answer, cx->err);
    if (result == OK && *question->field && !str_equal(value, TRIAGE_UNKNOWN)) {
        struct answer fact = {question->field, text, rq->user, cx->now_ms};
        result = answer_put(cx->store, cx->incident->id, ANSWER_FACT, &fact, cx->err);
    }
    if (result == OK)
        result = record(cx, rq->user, "triage",
                        arena_printf(cx->arena, "%s %s", question->ask,
                                     str_equal(value, TRIAGE_UNKNOWN) ? "not known" : text));
    return result == OK ? save(cx, rq->user) : result;
}

/* The condition that the answers come to, where that is another one than before. */
static enum result follow(struct context *cx, const struct request *rq, const char *before,
                          const char *now) {
    if (str_equal(before, now))
        return OK;
    enum result result = condition_follow(cx, rq, now);
    if (result == OK)
        result = save(cx, rq->user);
    return result == OK ? moment_came(cx, rq, MOMENT_FACT, "condition") : result;
}

static enum result refuse(struct context *cx, const struct playbook_question *question) {
    const char *words = "";
    for (int i = 0; i < question->answer_count; i++)
        words =
            arena_printf(cx->arena, "%s%s%s", words, *words ? ", " : "", question->answers[i].word);
    return fail(cx->err, INVALID, "\"%s\" is answered by %s or skip", question->ask, words);
}

/* "workaround none" names its question; anything else answers the one that is next. */
static const struct playbook_question *find_question(struct context *cx, struct words *line,
                                                     const struct triage_path *path) {
    struct words behind = *line;
    const struct playbook_question *named =
        playbook_question(cx->playbook, words_take_verb(&behind));
    if (named && *behind.rest)
        *line = behind;
    return named && *behind.rest ? named : path->next;
}

static enum result answer(struct context *cx, const struct request *rq, struct triage_path *path) {
    struct words line = words_of(cx->arena, rq->args);
    const struct playbook_question *question = find_question(cx, &line, path);
    const char *value;
    if (!question)
        return fail(cx->err, INVALID,
                    "The triage of %s is finished. To change an answer: `%s triage …question… "
                    "…answer…`; to "
                    "begin again: `%s triage again`",
                    cx->incident->name, cx->config->slack.command, cx->config->slack.command);
    bool first = path->count == 0;
    const char *condition = path->condition;
    enum result result = check_text(cx, line.rest, "answer", POLICY_TEXT_MAX);
    if (result == OK)
        result = triage_read(question, line.rest, cx->arena, &value);
    if (result == ABSENT)
        return refuse(cx, question);
    if (result == OK)
        result = keep(cx, rq, question, value, line.rest);
    if (result == OK)
        result = triaged_load(cx, path);
    if (result == OK)
        result = follow(cx, rq, condition, path->condition);
    if (result == OK && first)
        result = moment_came(cx, rq, MOMENT_TRIAGE, "");
    if (result != OK)
        return result;
    reply_say(cx, "%s: %s %s.", heading(cx), shown(cx, question->ask),
              shown(cx, str_equal(value, TRIAGE_UNKNOWN) ? "not known" : line.rest));
    return path->next ? OK : tell_end(cx, rq, path);
}

/* ---- The command ------------------------------------------------------------------------------
 */

static enum result begin_again(struct context *cx, const struct request *rq,
                               struct triage_path *path) {
    const struct playbook *playbook = cx->playbook;
    const char *condition = path->condition;
    enum result result = OK;
    for (int i = 0; result == OK && i < playbook->question_count; i++)
        result = answer_clear(cx->store, cx->incident->id, ANSWER_TRIAGE, playbook->triage[i].name,
                              cx->err);
    if (result == OK)
        result = record(cx, rq->user, "triage", "Triage begins again");
    if (result == OK)
        result = save(cx, rq->user);
    if (result == OK)
        result = triaged_load(cx, path);
    if (result == OK)
        result = follow(cx, rq, condition, path->condition);
    if (result == OK)
        reply_say(cx, "%s: triage from the first question; the timeline keeps what was answered.",
                  heading(cx));
    return result;
}

static enum result run(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    struct triage_path path;
    if (cx->playbook->question_count == 0) {
        reply_say(cx,
                  "%s: the playbook %s asks no questions. Set the severity yourself: `%s sev sev2 "
                  "…why…`",
                  heading(cx), cx->playbook->name, cx->config->slack.command);
        reply_unused(cx, rq->args);
        return OK;
    }
    enum result result = triaged_load(cx, &path);
    if (result != OK)
        return result;
    if (words_take_this(&line, "again") && !*line.rest)
        result = begin_again(cx, rq, &path);
    else if (*rq->args)
        result = answer(cx, rq, &path);
    else
        reply_say(cx, "%s: triage%s%s", heading(cx), path.count ? ", so far " : "",
                  shown(cx, answers_in_a_line(cx, &path)));
    if (result != OK)
        return result;
    if (path.next)
        ask(cx, &path);
    else
        say_end(cx, &path);
    warn_unreachable(cx);
    return OK;
}

/* Whoever declares has the questions one press away. */
static enum result declared(struct context *cx, const struct request *rq) {
    (void)rq;
    if (cx->playbook->question_count)
        reply_button(cx, "Triage it", arena_printf(cx->arena, "triage %s", cx->incident->name));
    return OK;
}

const struct handler handlers_triage[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "triage",
     .usage = "[<answer>|<question> <answer>|skip|again]",
     .summary = "answer the playbook's questions, up to a severity and what to do",
     .example = "triage\ntriage yes",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = run},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_DECLARED, .run = declared},
    {0},
};
