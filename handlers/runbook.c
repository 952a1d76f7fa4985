/* /incident runbook [words] – finds what to do by symptom, and shows it: privately as a whole, and
 * in the incident's thread step by step, with its commands as they are to be copied.
 * /incident runbook <name> <step> – the step, into the thread. */
#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/change.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/words.h"
#include "store/incidents.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { OFFERED_MAX = 5, SHOWN_MAX = 3000 };

/* ---- Markdown as Slack shows it */

/* "- [ ] x", "- x" and "* x" are bullets. */
static const char *put_bullet(const char *line, struct str *out) {
    static const char *const bullets[] = {"- [ ] ", "- ", "* "};
    size_t indent = strspn(line, " ");
    for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++)
        if (str_starts(line + indent, bullets[i])) {
            str_add_bytes(out, line, indent);
            str_add(out, "• ");
            return line + indent + strlen(bullets[i]);
        }
    return line;
}

/* The rest of a line; two asterisks are one in Slack. */
static const char *put_words(const char *line, struct str *out) {
    while (*line && *line != '\n') {
        str_add_bytes(out, line, 1);
        line += str_starts(line, "**") ? 2 : 1;
    }
    return line;
}

/* A step's text in the stored form: fences without their language, and nothing in them changed. */
static const char *shown_step(struct context *cx, const char *markdown) {
    STR_AUTO(out, SHOWN_MAX * 4);
    bool code = false;
    for (const char *line = markdown; *line;) {
        size_t len = strcspn(line, "\n");
        if (str_starts(line, "```")) {
            code = !code;
            str_add(&out, "```");
            line += len;
        } else if (code) {
            str_add_bytes(&out, line, len);
            line += len;
        } else {
            line = put_words(put_bullet(line, &out), &out);
        }
        if (*line)
            str_add_bytes(&out, line++, 1);
    }
    return arena_strdup(cx->arena, out.text);
}

/* "Owner: Codex · updated 2025-10-27", and whether it should have been read again since. */
static const char *facts_of(struct context *cx, const struct runbook *runbook) {
    const char *text = "";
    int64_t due_ms = runbook_review_due_ms(runbook);
    if (*runbook->owner)
        text = arena_printf(cx->arena, "Owner: %s", runbook->owner);
    if (*runbook->updated)
        text =
            arena_printf(cx->arena, "%s%supdated %s", text, *text ? " · " : "", runbook->updated);
    if (due_ms && due_ms < cx->now_ms) {
        char day[UTC_DAY_SIZE];
        text = arena_printf(cx->arena, "%s · its review was due %s: trust, but check", text,
                            utc_day(due_ms, day));
    }
    return text;
}

/* ---- Finding */

/* The playbook's own runbooks go before those of other organisations. */
static int score(struct context *cx, const struct runbook *runbook, const char *words) {
    int found = runbook_score(runbook, words);
    return found && playbook_has(&cx->playbook->runbooks, runbook->name) ? found + 1 : found;
}

struct match {
    const struct runbook *runbook;
    int score;
};

static int by_score(const void *a, const void *b) {
    const struct match *left = a, *right = b;
    if (left->score != right->score)
        return right->score - left->score;
    return left->runbook < right->runbook ? -1 : 1; /* in the order of the shelf */
}

/* The best first; returns how many. */
static int find(struct context *cx, const char *words, struct match ret_matches[RUNBOOKS_MAX]) {
    const struct runbooks *shelf = library_runbooks(cx->library);
    int count = 0;
    for (int i = 0; i < shelf->count; i++) {
        int found = score(cx, &shelf->list[i], words);
        if (found >= RUNBOOK_FITS)
            ret_matches[count++] = (struct match){&shelf->list[i], found};
    }
    qsort(ret_matches, (size_t)count, sizeof *ret_matches, by_score);
    return count;
}

static void offer(struct context *cx, const struct runbook *runbook) {
    reply_say(cx, "• `%s` %s%s%s", runbook->name, runbook->title, *runbook->symptoms ? " – " : "",
              runbook->symptoms);
    reply_button(cx, runbook->title,
                 arena_printf(cx->arena, "runbook %s%s%s", cx->incident ? cx->incident->name : "",
                              cx->incident ? " " : "", runbook->name));
}

static void list_all(struct context *cx) {
    const struct playbook_texts *own = &cx->playbook->runbooks;
    reply_say(cx, "Runbooks of the playbook %s:", cx->playbook->name);
    for (int i = 0; i < own->count; i++) {
        const struct runbook *runbook = runbooks_find(library_runbooks(cx->library), own->texts[i]);
        if (runbook)
            offer(cx, runbook);
    }
    reply_say(cx, "Say what you see, and I look for it: `%s runbook slow page loads`",
              cx->config->slack.command);
}

/* ---- Showing */

static enum result post_step(struct context *cx, const struct request *rq,
                             const struct runbook *runbook, int number) {
    const struct runbook_step *step = &runbook->steps[number - 1];
    const char *next = "";
    if (number < runbook->step_count)
        next = arena_printf(cx->arena, "runbook %s %s %d", cx->incident->name, runbook->name,
                            number + 1);
    enum result result =
        record(cx, rq->user, "runbook",
               arena_printf(cx->arena, "Runbook %s, step %d of %d: %s", runbook->title, number,
                            runbook->step_count, step->heading));
    if (result != OK)
        return result;
    struct json *values = view_incident(cx), *book = json_new_object(), *shown = json_new_object();
    json_put_str(book, "name", runbook->name);
    json_put_str(book, "title", runbook->title);
    json_put_str(book, "facts", number == 1 ? facts_of(cx, runbook) : "");
    json_put_int(shown, "number", number);
    json_put_int(shown, "count", runbook->step_count);
    json_put_str(shown, "heading", step->heading);
    json_put_str(shown, "text", shown_step(cx, step->text));
    json_put_str(shown, "next", next);
    json_put(values, "runbook", book);
    json_put(values, "step", shown);
    return post_thread(cx, "runbook", values, NULL);
}

static enum result show_step(struct context *cx, const struct request *rq,
                             const struct runbook *runbook, const char *typed) {
    long number = strtol(typed, NULL, 10);
    if (number < 1 || number > runbook->step_count)
        return fail(cx->err, INVALID, "%s has the steps 1 to %d", runbook->title,
                    runbook->step_count);
    if (!cx->incident) {
        const struct runbook_step *step = &runbook->steps[number - 1];
        reply_say(cx, "*%s* · step %ld of %d: *%s*", runbook->title, number, runbook->step_count,
                  step->heading);
        reply_say(cx, "%s", shown(cx, shown_step(cx, step->text)));
        return OK;
    }
    enum result result = post_step(cx, rq, runbook, (int)number);
    if (result == OK)
        result = incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err);
    if (result != OK)
        return result;
    reply_say(cx, "%s: step %ld of *%s* is in the thread.", heading(cx), number, runbook->title);
    warn_unreachable(cx);
    return OK;
}

static void show(struct context *cx, const struct runbook *runbook) {
    const char *command = cx->config->slack.command, *facts = facts_of(cx, runbook);
    reply_say(cx, "📖 *%s* (`%s`)", runbook->title, runbook->name);
    if (*runbook->symptoms)
        reply_say(cx, "Symptoms: %s", runbook->symptoms);
    if (*runbook->about)
        reply_say(cx, "%s", shown(cx, shown_step(cx, runbook->about)));
    for (int i = 0; i < runbook->step_count; i++)
        reply_say(cx, "%d. %s", i + 1, runbook->steps[i].heading);
    if (*facts)
        reply_say(cx, "_%s_", facts);
    const char *target = cx->incident ? arena_printf(cx->arena, "%s ", cx->incident->name) : "";
    reply_button(cx, cx->incident ? "Step 1 into the thread" : "Step 1",
                 arena_printf(cx->arena, "runbook %s%s 1", target, runbook->name));
    reply_say(cx, "A step: `%s runbook %s 1`", command, runbook->name);
}

/* ---- The command */

static enum result look(struct context *cx, const char *words) {
    struct match *matches = arena_alloc(cx->arena, RUNBOOKS_MAX * sizeof *matches);
    int count = find(cx, words, matches);
    if (count == 0)
        return fail(cx->err, INVALID,
                    "No runbook speaks of that; `%s runbook` lists those of your playbook",
                    cx->config->slack.command);
    if (count == 1 || matches[0].score > matches[1].score + 1) {
        show(cx, matches[0].runbook);
        return OK;
    }
    reply_say(cx, "These may fit:");
    for (int i = 0; i < count && i < OFFERED_MAX; i++)
        offer(cx, matches[i].runbook);
    return OK;
}

static enum result run(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args), whole = line;
    if (!*line.rest) {
        list_all(cx);
        return OK;
    }
    const struct runbook *named =
        runbooks_find(library_runbooks(cx->library), words_take_word(&line));
    if (!named)
        return look(cx, whole.rest);
    if (isdigit((unsigned char)*line.rest))
        return show_step(cx, rq, named, line.rest);
    show(cx, named);
    reply_unused(cx, line.rest);
    return OK;
}

const struct handler handlers_runbook[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "runbook",
     .aliases = "runbooks rb",
     .usage = "[what you see | name [step]]",
     .summary = "find what to do by symptom, and show it step by step in the thread",
     .example = "runbook\nrunbook rollback",
     .needs = NEEDS_OPEN_IF_ANY,
     .run = run},
    {0},
};
