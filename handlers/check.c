/* /incident checklists – the checklists of the playbook, and how far each of them is.
 * /incident check [list] – one of them, with what is next.
 * /incident check [list] <number|words> [note] – ticks an item; see kit/ticking.h. The list may be
 * left out: it is the one that this person looked at or ticked on last, or the only one that is
 * under way. Nobody ticks on a list that they did not name and do not have before them. */
#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/checklist.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/ticking.h"
#include "model/words.h"

enum { NAME_WORDS_MAX = 4, BUTTONS_MAX = 20 };

/* ---- Which list */

/* The list whose name, title or word the first words are: "emergency-patch", "Emergency patch". */
static const struct playbook_checklist *take_list(struct context *cx, struct words *line) {
    const struct playbook_checklist *found = NULL;
    struct words copy = *line, behind = *line;
    const char *name = "", *title = "";
    for (int i = 0; i < NAME_WORDS_MAX && *copy.rest; i++) {
        const char *word = words_take_verb(&copy);
        name = arena_printf(cx->arena, "%s%s%s", name, i ? "-" : "", word);
        title = arena_printf(cx->arena, "%s%s%s", title, i ? " " : "", word);
        const struct playbook_checklist *list = playbook_checklist(cx->playbook, name);
        for (int j = 0; !list && j < cx->playbook->checklist_count; j++)
            if (str_equal_nocase(cx->playbook->checklists[j].title, title))
                list = &cx->playbook->checklists[j];
        if (!list)
            continue;
        found = list;
        behind = copy;
    }
    *line = behind;
    return found;
}

static bool is_under_way(const struct checklist *checklist) {
    return checklist_is_begun(checklist) && !checklist_is_finished(checklist);
}

/* The list that is meant where none is named; NULL when that is not certain. */
static enum result infer_list(struct context *cx, const struct request *rq,
                              const struct playbook_checklist **ret_list) {
    const char *name = "";
    struct tick_list ticks;
    const struct playbook *playbook = cx->playbook;
    enum result result =
        list_in_hand(cx->store, cx->arena, cx->incident->id, rq->user, &name, cx->err);
    if (result == OK || result == ABSENT)
        result = checklist_ticks(cx, &ticks);
    if (result != OK)
        return result;
    *ret_list = playbook_checklist(playbook, name);
    if (*ret_list)
        return OK;
    int under_way = 0;
    for (int i = 0; i < playbook->checklist_count; i++) {
        struct checklist checklist = checklist_of(cx, &playbook->checklists[i], &ticks);
        if (is_under_way(&checklist) && under_way++ == 0)
            *ret_list = checklist.list;
    }
    if (under_way != 1)
        *ret_list = playbook->checklist_count == 1 ? &playbook->checklists[0] : NULL;
    return OK;
}

/* ---- checklists */

static enum result say_lists(struct context *cx, const char *rest) {
    struct tick_list ticks;
    enum result result = checklist_ticks(cx, &ticks);
    if (result != OK)
        return result;
    for (int i = 0; i < cx->playbook->checklist_count; i++) {
        struct checklist checklist = checklist_of(cx, &cx->playbook->checklists[i], &ticks);
        const struct playbook_checklist *list = checklist.list;
        const char *mark = checklist_is_finished(&checklist) ? ":ballot_box_with_check:"
                           : is_under_way(&checklist)        ? ":arrow_forward:"
                                                             : "•";
        reply_say(cx, "%s *%s* (`%s`): %s", mark, shown(cx, list->title), list->name,
                  checklist_progress(cx, &checklist));
        if (i < BUTTONS_MAX)
            reply_button(cx, list->title,
                         arena_printf(cx->arena, "check %s %s%s%s", cx->incident->name, list->name,
                                      *rest ? " " : "", rest));
    }
    return OK;
}

static bool has_none(struct context *cx, const char *rest) {
    if (cx->playbook->checklist_count)
        return false;
    reply_say(cx,
              "%s: your playbook has no checklists. What was done goes on the timeline: `%s "
              "note …what was done…`",
              heading(cx), cx->config->slack.command);
    reply_unused(cx, rest);
    return true;
}

static enum result checklists(struct context *cx, const struct request *rq) {
    if (has_none(cx, rq->args))
        return OK;
    reply_say(cx, "%s: the checklists of *%s*", heading(cx), shown(cx, cx->playbook->title));
    enum result result = say_lists(cx, "");
    if (result != OK)
        return result;
    reply_say(cx, "Press one, or type `%s check %s`. A number behind it ticks: `%s check %s 1`",
              cx->config->slack.command, cx->playbook->checklists[0].name,
              cx->config->slack.command, cx->playbook->checklists[0].name);
    reply_unused(cx, rq->args);
    return OK;
}

/* ---- check */

static enum result ask_list(struct context *cx, const struct request *rq, const char *rest) {
    reply_say(cx, *rest ? "%s: on which checklist? Your words are kept." : "%s: which checklist?",
              heading(cx));
    if (*rest)
        reply_typed(cx, rq);
    return say_lists(cx, rest);
}

static enum result show(struct context *cx, const struct request *rq,
                        const struct checklist *checklist) {
    reply_say(cx, "%s: *%s*, %s", heading(cx), shown(cx, checklist->list->title),
              checklist_progress(cx, checklist));
    checklist_say(cx, checklist, PART_WHOLE);
    enum result result = ticking_next(cx, checklist);
    return result == OK ? checklist_in_hand(cx, rq, checklist) : result;
}

static enum result check(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    struct checklist checklist;
    enum result result = OK;
    if (has_none(cx, rq->args))
        return OK;
    const struct playbook_checklist *list = take_list(cx, &line);
    if (!list)
        result = infer_list(cx, rq, &list);
    if (result != OK)
        return result;
    if (!list)
        return ask_list(cx, rq, line.rest);
    if ((result = checklist_load(cx, list, &checklist)) != OK)
        return result;
    return *line.rest ? ticking(cx, rq, &checklist, line.rest) : show(cx, rq, &checklist);
}

const struct handler handlers_check[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "check",
     .aliases = "checklist tick",
     .usage = "[list] [number|words] [note]",
     .summary = "read a checklist, tick an item, or take a tick back with undo",
     .example = "check\ncheck triage 3 on staging",
     .needs = NEEDS_INCIDENT,
     .run = check},
    {.trigger = TRIGGER_COMMAND,
     .name = "checklists",
     .usage = "[incident]",
     .summary = "see the checklists and how far they are",
     .example = "checklists",
     .needs = NEEDS_INCIDENT,
     .run = checklists},
    {0},
};
