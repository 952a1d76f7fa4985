/* /incident history [words] [--page 2] – what there was: the table of S1, the newest first, with
 * the last incident and the next drill below it. Words are looked for in titles, impact, cause,
 * resolution, timelines and published postmortems; all of them must be there. */
#include "handlers/kit/change.h"
#include "handlers/kit/drills.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/route.h"
#include "handlers/kit/view.h"
#include "model/phrase.h"
#include "model/words.h"
#include "store/incidents.h"
#include "store/postmortems.h"

#include <stdlib.h>

enum { PAGE_ROWS = 20, PAGES_MAX = 5000 };

/* Takes "--page 2"; 1 when it is not there. */
static enum result take_page(struct context *cx, struct words *line, int *ret_page) {
    static const char *const options[] = {"page"};
    const char *value = "1";
    enum result result = words_take_option(line, "page", &value, cx->err);
    if (result == OK || result == ABSENT)
        result = words_check_options(line, options, 1, cx->err);
    if (result != OK)
        return result;
    long page = strtol(value, NULL, 10);
    if (page < 1 || page > PAGES_MAX)
        return fail(cx->err, INVALID, "There is no page %s; the first is 1", value);
    *ret_page = (int)page;
    return OK;
}

static const char *lasted(struct context *cx, const struct incident *incident) {
    char text[PHRASE_DURATION_SIZE];
    return arena_strdup(cx->arena, phrase_of_duration(incident->resolved_ms - incident->started_ms,
                                                      PHRASE_MEDIUM, text));
}

/* Where it is, by when it is owed, or that there is none. */
static enum result postmortem(struct context *cx, const struct incident *incident,
                              const char **ret_text) {
    char when[PHRASE_WHEN_SIZE];
    struct postmortem row;
    enum result result = postmortem_get(cx->store, cx->arena, incident->id, &row, cx->err);
    *ret_text = "none";
    if (result != OK)
        return result == ABSENT ? OK : result;
    if (str_equal(row.state, POSTMORTEM_PUBLISHED))
        *ret_text = *row.link ? shown(cx, row.link) : row.state;
    else if (str_equal(row.state, POSTMORTEM_SKIPPED))
        *ret_text = row.state;
    else if (str_equal(row.state, POSTMORTEM_OWED))
        *ret_text = arena_printf(cx->arena, "%s %s",
                                 incident->postmortem_due_ms < cx->now_ms ? "overdue since" : "due",
                                 phrase_of_moment(incident->postmortem_due_ms, cx->now_ms, when));
    return OK;
}

static enum result say_row(struct context *cx, const struct incident *incident) {
    char day[UTC_DAY_SIZE];
    const char *written = "";
    enum result result = postmortem(cx, incident, &written);
    if (result != OK)
        return result;
    reply_say(cx, "• %s · %s · %s · %s*%s*%s%s%s · %s · %s", utc_day(incident->declared_ms, day),
              view_severity(cx, incident->severity), lasted(cx, incident),
              incident->drill ? "🧪 Drill " : "", shown(cx, incident->title),
              *incident->outcome ? " (" : "", incident->outcome, *incident->outcome ? ")" : "",
              written, incident->name);
    return OK;
}

/* The newest that was one, whoever may read of it. */
static enum result say_footer(struct context *cx, const struct request *rq) {
    struct incident_list last;
    char day[UTC_DAY_SIZE];
    struct incident_filter filter = {.counted = true, .viewer = rq->user, .place = rq->channel};
    enum result result = incident_list(cx->store, cx->arena, &filter, 1, &last, cx->err);
    if (result != OK)
        return result;
    const char *drill = "";
    cx->playbook = library_current(cx->library); /* and not that of the last row */
    result = drills_next(cx, &drill);
    if (result != OK)
        return result;
    if (last.count)
        reply_say(cx, "*Last incident:* %s, %s %s", utc_day(last.incidents[0].declared_ms, day),
                  last.incidents[0].name, shown(cx, last.incidents[0].title));
    reply_say(cx, "*Next drill:* %s", *drill ? drill : "no day is set");
    return OK;
}

static enum result say_rows(struct context *cx, const struct incident_list *found) {
    if (found->count)
        reply_say(cx, "*Date · Severity · Duration · Summary · Postmortem*");
    for (int i = 0; i < found->count && i < PAGE_ROWS; i++) {
        enum result result = route_follow(cx, &found->incidents[i]);
        if (result == OK)
            result = say_row(cx, &found->incidents[i]);
        if (result != OK)
            return result;
    }
    return OK;
}

static void say_none(struct context *cx, const char *words) {
    const char *command = cx->config->slack.command;
    if (*words)
        reply_say(cx,
                  "Nothing that is over has all of these words. `%s history` shows all, `%s "
                  "list` what is open.",
                  command, command);
    else
        reply_say(cx, "Nothing is over yet. `%s list` shows what is open.", command);
}

static enum result history(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    struct incident_list found;
    int page = 1;
    enum result result = take_page(cx, &line, &page);
    if (result != OK)
        return result;
    struct incident_filter filter = {.resolved_only = true,
                                     .with_drills = true,
                                     .viewer = rq->user,
                                     .place = rq->channel,
                                     .words = search_of(cx->arena, line.rest),
                                     .skip = (page - 1) * PAGE_ROWS};
    result = incident_list(cx->store, cx->arena, &filter, PAGE_ROWS + 1, &found, cx->err);
    if (result == OK)
        result = say_rows(cx, &found);
    if (result != OK)
        return result;
    if (!found.count)
        say_none(cx, line.rest);
    if (filter.words.cut)
        reply_say(cx, "Only the first %d words were looked for.", SEARCH_WORDS_MAX);
    if (found.count > PAGE_ROWS)
        reply_button(cx, "More",
                     arena_printf(cx->arena, "history %s --page %d", line.rest, page + 1));
    return say_footer(cx, rq);
}

const struct handler handlers_history[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "history",
     .aliases = "past search",
     .usage = "[words] [--page 2]",
     .summary = "see what there was, or look for words in it",
     .example = "history checkout\nhistory",
     .run = history},
    {0},
};
