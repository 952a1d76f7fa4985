/* /incident role <role> [@who|me|none] [why], and ic, deputy, scribe as verbs of their own – who
 * does what. One person holds a role; the timeline keeps who held it before. What comms.c finds to
 * be meant for the role of that name comes here too.
 * /incident roles – who holds which. */
#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/slack_text.h"
#include "model/words.h"

#include <assert.h>
#include <string.h>

static const struct role_word {
    const char *name;  /* as stored */
    const char *words; /* how people say it, with spaces around each */
} role_words[] = {
    {"ic", " ic lead commander owner "},
    {"deputy", " deputy second "},
    {"scribe", " scribe "},
    {"comms", " comms communications liaison "},
};

enum { ROLE_WORDS = sizeof role_words / sizeof *role_words };

static const struct role_word *role_named(struct context *cx, const char *word) {
    const char *wanted = arena_printf(cx->arena, " %s ", word);
    for (int i = 0; i < ROLE_WORDS; i++)
        if (*word && strstr(role_words[i].words, wanted))
            return &role_words[i];
    return NULL;
}

/* Takes "@who", "me" or "none"; "" for none. */
static enum result take_holder(struct context *cx, const struct request *rq, struct words *line,
                               const char **ret_holder) {
    struct slack_mention who;
    if (!*line->rest || words_take_this(line, "me") || words_take_this(line, "myself")) {
        *ret_holder = rq->user;
        return OK;
    }
    if (words_take_this(line, "none") || words_take_this(line, "nobody")) {
        *ret_holder = "";
        return OK;
    }
    if (!slack_mention_at(line->rest, &who))
        return fail(cx->err, INVALID, "Name a person with @, or write me or none");
    if (who.kind != SLACK_MENTION_USER)
        return slack_mention_unknown(who.name, cx->err);
    if (str_equal(who.id, cx->place->bot_user))
        return fail(cx->err, INVALID, "I keep the time and the record; the roles are for people");
    const char *behind = line->rest + who.len;
    *line = words_of(cx->arena, behind + strspn(behind, ",:;"));
    *ret_holder = arena_strdup(cx->arena, who.id);
    return OK;
}

static enum result store_holder(struct context *cx, const struct role_word *role,
                                const char *holder) {
    enum result result = *holder ? role_put(cx->store, cx->incident->id,
                                            &(struct role){role->name, holder, cx->now_ms}, cx->err)
                                 : role_clear(cx->store, cx->incident->id, role->name, cx->err);
    if (result == OK)
        result = role_list(cx->store, cx->arena, cx->incident->id, &cx->roles, cx->err);
    return result;
}

/* Whoever leads cannot be taken back to nobody. */
static const char *undo(struct context *cx, const struct role_word *role, const char *before) {
    if (!*before && str_equal(role->name, "ic"))
        return "";
    return arena_printf(cx->arena, "%s role %s %s %s", cx->config->slack.command,
                        cx->incident->name, role->name, *before ? mention(cx, before) : "none");
}

/* "@bob is scribe, before @alice – she is off now", in the stored form. */
static const char *fact_of(struct context *cx, const struct role_word *role, const char *holder,
                           const char *before, const char *why) {
    const char *fact =
        arena_printf(cx->arena, "%s is %s", mention(cx, holder), view_role(role->name));
    if (*before)
        fact = arena_printf(cx->arena, "%s, before %s", fact, mention(cx, before));
    return *why ? arena_printf(cx->arena, "%s – %s", fact, why) : fact;
}

static enum result assign(struct context *cx, const struct request *rq,
                          const struct role_word *role, const char *arguments) {
    struct words line = words_of(cx->arena, arguments);
    const char *before = role_holder(&cx->roles, role->name), *holder = "";
    enum result result = take_holder(cx, rq, &line, &holder);
    if (result != OK)
        return result;
    if (str_equal(before, holder)) {
        reply_say(cx, "%s: %s is %s already. Nothing to do.", heading(cx), mention(cx, holder),
                  view_role(role->name));
        reply_unused(cx, line.rest);
        return OK;
    }
    if (str_equal(role->name, "ic") && !*holder)
        return fail(cx->err, INVALID,
                    "An incident always has a commander; hand it to somebody: `%s ic @name`",
                    cx->config->slack.command);
    if (*line.rest && (result = check_text(cx, line.rest, "reason", POLICY_TEXT_MAX)) != OK)
        return result;
    const char *fact = fact_of(cx, role, holder, before, line.rest);
    if ((result = store_holder(cx, role, holder)) == OK)
        result = record(cx, rq->user, "role", fact);
    if (result == OK)
        result = save(cx, rq->user);
    if (result == OK)
        result = post_notice(cx, arena_printf(cx->arena, ":busts_in_silhouette: %s", fact),
                             undo(cx, role, before));
    if (result != OK)
        return result;
    reply_say(cx, "%s: %s; the card and the thread say so.", heading(cx), shown(cx, fact));
    warn_unreachable(cx);
    return OK;
}

static enum result role(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    const struct role_word *found = role_named(cx, words_take_verb(&line));
    if (!found)
        return fail(cx->err, INVALID, "The roles are ic, deputy, scribe and comms");
    return assign(cx, rq, found, line.rest);
}

/* ic, deputy and scribe as verbs, under whichever of their words was typed. */
static enum result role_verb(struct context *cx, const struct request *rq) {
    const struct role_word *word = role_named(cx, rq->name);
    assert(word); /* each of these verbs is a word of its role */
    return assign(cx, rq, word, rq->args);
}

static enum result roles(struct context *cx, const struct request *rq) {
    reply_say(cx, "%s: who does what", heading(cx));
    for (int i = 0; i < ROLE_WORDS; i++) {
        const char *holder = role_holder(&cx->roles, role_words[i].name);
        reply_say(cx, "• %s: %s", view_role(role_words[i].name), mention(cx, holder));
    }
    reply_say(cx, "To take one: `%s scribe me`; to give one: `%s deputy @name`",
              cx->config->slack.command, cx->config->slack.command);
    reply_unused(cx, rq->args);
    return OK;
}

#define ROLE_VERB(word, other, what)                                                               \
    {                                                                                              \
        .trigger = TRIGGER_COMMAND, .name = word, .aliases = other,                                \
        .usage = "[@who|me|none] [why]", .summary = "make somebody " what ", or take it yourself", \
        .example = word " me", .needs = NEEDS_OPEN_INCIDENT, .run = role_verb                      \
    }

const struct handler handlers_role[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "role",
     .aliases = "assign",
     .usage = "<ic|deputy|scribe|comms> [@who|me|none] [why]",
     .summary = "give or take a role",
     .example = "role scribe me",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = role},
    ROLE_VERB("ic", "lead commander owner", "incident commander"),
    ROLE_VERB("deputy", "second", "deputy"),
    ROLE_VERB("scribe", NULL, "scribe"),
    {.trigger = TRIGGER_COMMAND,
     .name = "roles",
     .aliases = "who",
     .usage = "[incident]",
     .summary = "see who holds which role",
     .example = "roles",
     .needs = NEEDS_INCIDENT,
     .run = roles},
    {0},
};
