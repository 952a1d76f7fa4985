/* What somebody may have meant: see meant.h. */
#include "handlers/kit/meant.h"

#include "base/str.h"
#include "model/words.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { CANDIDATES_MAX = 512, WORD_MIN = 3 };

/* ---- Habits */

/* What people bring with them: the words of PagerDuty's, Atlassian's, Grafana's, Rootly's,
 * FireHydrant's and Mattermost's commands that mean something else here, or nothing. What means the
 * same everywhere is an alias of its verb. */
static const struct {
    const char *words;
    const char *line; /* the beginning of ours, before what was typed behind it */
} habits[] = {
    {"trigger report run raise alert launch begin sos", "declare"},
    {"take claim mine accept own", "ack"},
    {"comment add event events annotate record write say", "note"},
    {"describe symptoms affected", "impact"},
    {"summary summarise summarize", "set summary"},
    {"progress", "update progress:"},
    {"eta", "update eta:"},
    {"downgrade upgrade priority urgency", "sev"},
    {"responders participants team members", "roles"},
    {"invite add-responder", "join"},
    {"pager ping call notify sre", "page"},
    {"statuspage status-page status-pages", "comms statuspage"},
    {"stakeholders email tweet publicize", "comms"},
    {"fixed stable recovered stopped", "mitigate"},
    {"solve solved complete completed stop", "resolve"},
    {"restart regressed recurred", "reopen"},
    {"delete false-alarm false invalid abort", "dismiss"},
    {"cause root-cause rca", "set cause"},
    {"service", "set service"},
    {"version", "set version"},
    {"workaround", "set workaround"},
    {"revert roll-back", "decide rollback"},
    {"patch", "decide hotfix"},
    {"remind reminder timer defer later", "snooze"},
    {"assigned delegate give transfer", "handoff"},
    {"attach file screenshot url links", "evidence"},
    {"restrict private secret", "kind security"},
    {"dashboard home active", "list"},
    {"config settings playbook", "policy"},
    {"statistics kpi", "metrics"},
    {"download backup", "export all json"},
    {"practice practise exercise gameday test simulate", "drill"},
};

const char *meant_habit(const char *word) {
    for (size_t i = 0; i < sizeof habits / sizeof *habits; i++)
        if (str_has_word(habits[i].words, word))
            return habits[i].line;
    return NULL;
}

/* ---- Verbs */

static const struct handler *verb_of(struct context *cx, const char *line) {
    struct words words = words_of(cx->arena, line);
    return handler_find(TRIGGER_COMMAND, words_take_verb(&words));
}

static int put_meant(struct context *cx, struct meant *meant, int count, const char *start,
                     const char *line) {
    const struct handler *handler = verb_of(cx, start);
    bool known = !handler || count == MEANT_MAX;
    for (int i = 0; i < count; i++)
        known = known || meant[i].handler == handler;
    if (!known)
        meant[count++] = (struct meant){handler, start, line};
    return count;
}

static const char *joined(struct context *cx, const char *start, const char *rest) {
    return *rest ? arena_printf(cx->arena, "%s %s", start, rest) : start;
}

/* Each of the words in list, which have single spaces between. */
static size_t put_words(struct context *cx, const char *list, const char **out, size_t count) {
    while (list && *list && count < CANDIDATES_MAX) {
        size_t len = strcspn(list, " ");
        out[count++] = arena_strndup(cx->arena, list, len);
        list += len + (list[len] == ' ');
    }
    return count;
}

/* Those spelt most alike. An alias counts when it begins in the same way: there are many. */
static int put_nearest(struct context *cx, struct meant *meant, const char *verb,
                       const char *rest) {
    const char *names[CANDIDATES_MAX];
    size_t count = 0, nearest[WORDS_NEAREST_MAX];
    int found = 0;
    const struct handler *handler = NULL;
    while ((handler = handler_next(TRIGGER_COMMAND, handler)))
        count = put_words(cx, handler->name, names, count);
    size_t own = count;
    while ((handler = handler_next(TRIGGER_COMMAND, handler)))
        count = put_words(cx, handler->aliases, names, count);
    size_t near = words_nearest(verb, names, count, nearest);
    for (size_t i = 0; i < near; i++) {
        const char *name = names[nearest[i]];
        if (nearest[i] >= own && name[0] != *verb)
            continue;
        handler = handler_find(TRIGGER_COMMAND, name);
        found = put_meant(cx, meant, found, handler->name, joined(cx, handler->name, rest));
    }
    return found;
}

int meant_verbs(struct context *cx, const char *verb, const char *rest,
                struct meant ret_meant[MEANT_MAX]) {
    const struct handler *next = verb_of(cx, rest);
    const char *habit = meant_habit(verb);
    int found = 0;
    if (next && *rest)
        found = put_meant(cx, ret_meant, found, next->name, rest);
    if (habit)
        found = put_meant(cx, ret_meant, found, habit, joined(cx, habit, rest));
    return found ? found : put_nearest(cx, ret_meant, verb, rest);
}

/* ---- The first word behind a verb */

/* The words that a usage names, "done" and "plan" of "[done|plan <name>]": not what is in <…>,
 * which is the person's own. */
static size_t put_usage(struct context *cx, const char *usage, const char **out, size_t count) {
    while (*usage && count < CANDIDATES_MAX) {
        size_t len = 0;
        if (*usage == '<')
            usage += strcspn(usage, ">");
        while (islower((unsigned char)usage[len]))
            len++;
        if (len >= WORD_MIN && !strchr(":…", usage[len]))
            out[count++] = arena_strndup(cx->arena, usage, len);
        usage += len ? len : *usage != 0;
    }
    return count;
}

static size_t put_playbook(struct context *cx, const char *usage, const char **out, size_t count) {
    const struct playbook *playbook = cx->playbook;
    for (int i = 0; strstr(usage, "role") && i < playbook->role_count && count < CANDIDATES_MAX;
         i++)
        out[count++] = playbook->roles[i].name;
    const struct playbook_decision *decision = &playbook->decision;
    for (int i = 0; strstr(usage, "<course>") && i < decision->course_count; i++)
        if (count < CANDIDATES_MAX)
            out[count++] = decision->courses[i].name;
    return count;
}

static bool is_among(const char *word, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(words[i], word) == 0)
            return true;
    return false;
}

const char *meant_arguments(struct context *cx, const struct handler *handler, const char *args) {
    const char *words[CANDIDATES_MAX];
    size_t nearest[WORDS_NEAREST_MAX];
    struct words line = words_of(cx->arena, args);
    const char *word = words_take_word(&line);
    if (strlen(word) < WORD_MIN || !handler->usage)
        return "";
    size_t count = put_usage(cx, handler->usage, words, 0);
    count = put_playbook(cx, handler->usage, words, count);
    if (is_among(word, words, count) || !words_nearest(word, words, count, nearest))
        return "";
    return arena_printf(cx->arena, "%s%s%s", words[nearest[0]], *line.rest ? " " : "", line.rest);
}
