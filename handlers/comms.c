/* /incident comms – the playbook's texts for outside, and what became of each.
 * /incident comms <text> [preview] – one of them, filled with what is known, to be copied.
 * /incident comms <text> send – asks for the approval that it needs, or gives it to the thread.
 * /incident comms <text> sent <link> – where it stands now.
 * /incident comms [@who|me|none] – who leads communications, as before.
 *
 * A text goes out as it was approved: when the facts change it is asked for anew. What is missing
 * in it, what is too long and what looks like a token is said, and keeps it from going out. */
#include "base/str.h"
#include "handlers/kit/approval.h"
#include "handlers/kit/change.h"
#include "handlers/kit/kind.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/outside.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/temporary.h"
#include "handlers/kit/view.h"
#include "model/field.h"
#include "model/slack_text.h"
#include "model/words.h"
#include "store/answers.h"
#include "templates/names.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { NAMES_SHOWN_MAX = 40, BUTTONS_SHOWN = 5, WHERE_MAX = 500 };

/* ---- Preview */

static const char *length_of(struct context *cx, const struct outside *outside) {
    if (!outside->one->max_chars)
        return arena_printf(cx->arena, "%zu characters", outside->length);
    return arena_printf(cx->arena, "%zu of %lld characters", outside->length,
                        (long long)outside->one->max_chars);
}

static enum result preview(struct context *cx, const struct playbook_communication *one) {
    struct outside text;
    enum result result = outside_fill(cx, one, &text);
    if (result != OK)
        return result;
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    const char *group = outside_approvers(cx, one);
    reply_say(cx, "%s: %s, %s. Nobody else sees this.", heading(cx), one->title,
              length_of(cx, &text));
    copy_say(cx, &text.copy);
    outside_say_faults(cx, &text);
    if (text.document.unnamed)
        reply_say(cx,
                  "I am asking Slack for %d name%s; a role stands there meanwhile. Open it "
                  "again in a moment.",
                  text.document.unnamed, text.document.unnamed == 1 ? "" : "s");
    if (*group)
        reply_say(cx, "Before it goes out, %s must say yes; `%s comms %s %s send` asks.",
                  shown(cx, approval_whom(cx, group)), command, name, one->name);
    else
        reply_say(cx,
                  "`%s comms %s %s send` gives it to the thread; once it is out: "
                  "`%s comms %s %s sent …link…`",
                  command, name, one->name, command, name, one->name);
    if (outside_is_ready(&text))
        reply_button(cx, *group ? "Ask for the yes" : "Give it to the thread",
                     arena_printf(cx->arena, "comms %s %s send", name, one->name));
    return OK;
}

/* ---- Sending */

static enum result post_text(struct context *cx, const char *fact, const char *next,
                             const struct outside *text) {
    struct json *values = view_incident(cx);
    json_put_str(values, "fact", fact);
    json_put_str(values, "next", next);
    json_put(values, "parts", copy_values(&text->copy));
    return post_thread(cx, "outside", values, NULL);
}

static const char *paste_line(struct context *cx, const struct playbook_communication *one) {
    return arena_printf(cx->arena,
                        "Paste it where it belongs, then type `%s comms %s %s sent …link…`",
                        cx->config->slack.command, cx->incident->name, one->name);
}

static enum result ask(struct context *cx, const struct request *rq, const struct outside *text,
                       const char *group) {
    const struct playbook_communication *one = text->one;
    int64_t number = 0;
    struct approval_question question = {
        .topic = "comms",
        .args = one->name,
        .what = arena_printf(cx->arena, "send \"%s\" as it stands above", one->title),
        .group = group};
    enum result result = outside_keep(cx, one->name, COMMUNICATION_ASKED, text->whole, rq->user);
    if (result == OK)
        result = post_text(cx,
                           arena_printf(cx->arena, ":memo: %s wants to send this outside: %s.",
                                        mention(cx, rq->user), one->title),
                           "It waits for a yes; nothing went out.", text);
    if (result == OK)
        result = approval_ask(cx, rq, &question, &number);
    if (result == OK)
        result = save(cx, rq->user);
    if (result != OK)
        return result;
    reply_say(cx,
              "%s: I asked %s, as #%lld; the text is in the thread for them. Nothing went out yet.",
              heading(cx), shown(cx, approval_whom(cx, group)), (long long)number);
    warn_unreachable(cx);
    return OK;
}

static enum result release(struct context *cx, const struct request *rq,
                           const struct outside *text) {
    const struct playbook_communication *one = text->one;
    enum result result = outside_keep(cx, one->name, COMMUNICATION_APPROVED, text->whole, rq->user);
    if (result == OK)
        result = record(cx, rq->user, "communication",
                        arena_printf(cx->arena, "Text ready to go out: %s", one->title));
    if (result == OK)
        result = save(cx, rq->user);
    if (result == OK)
        result = post_text(cx,
                           arena_printf(cx->arena, ":outbox_tray: %s gives this to go out: %s",
                                        mention(cx, rq->user), one->title),
                           paste_line(cx, one), text);
    if (result != OK)
        return result;
    reply_say(cx,
              "%s: the text is in the thread, to be copied. Once it is out: `%s comms %s %s sent "
              "…link…`",
              heading(cx), cx->config->slack.command, cx->incident->name, one->name);
    warn_unreachable(cx);
    return OK;
}

/* No refusal in the usual form, whose one sentence has no room for a list. */
static void say_not_ready(struct context *cx, const struct outside *text) {
    const char *command = cx->config->slack.command;
    reply_say(cx, ":x: %s: %s does not go out like this. Nothing was changed.", heading(cx),
              text->one->title);
    outside_say_faults(cx, text);
    reply_say(cx,
              "Nobody knows? Say so, such as: `%s set release not known yet`. Or write it by hand, "
              "and then: `%s comms %s %s sent …link…`",
              command, command, cx->incident->name, text->one->name);
}

static enum result send(struct context *cx, const struct request *rq,
                        const struct playbook_communication *one) {
    struct outside text;
    struct communication state;
    enum result result = outside_fill(cx, one, &text);
    if (result == OK)
        result = outside_state(cx, one->name, &state);
    if (result != OK)
        return result;
    if (!outside_is_ready(&text)) {
        say_not_ready(cx, &text);
        return OK;
    }
    bool same = str_equal(state.text, text.whole);
    if (same && str_equal(state.state, COMMUNICATION_ASKED)) {
        reply_say(cx, "%s: %s waits for a yes already. Nothing went out yet.", heading(cx),
                  one->title);
        return OK;
    }
    const char *group = outside_approvers(cx, one);
    bool had_right = !*group || approval_may(cx, group, "", state.who);
    if (same && had_right && !str_equal(state.state, COMMUNICATION_DENIED)) {
        reply_say(cx, "%s: %s is %s already, and nothing in it has changed since:", heading(cx),
                  one->title, state.state);
        copy_say(cx, &text.copy);
        return OK;
    }
    if (*group && !approval_may(cx, group, rq->user, rq->user))
        return ask(cx, rq, &text, group);
    return release(cx, rq, &text);
}

/* Somebody said yes or no to a text that was asked for. */
static enum result answered(struct context *cx, const struct request *rq) {
    const struct playbook_communication *one = playbook_communication(cx->playbook, rq->args);
    struct communication state;
    if (!one)
        return approval_tell(cx, rq, "");
    enum result result = outside_state(cx, one->name, &state);
    if (result == OK && !str_equal(state.state, COMMUNICATION_ASKED))
        return approval_tell(cx, rq, "");
    if (result != OK)
        return result;
    result = outside_keep(cx, one->name, rq->ok ? COMMUNICATION_APPROVED : COMMUNICATION_DENIED,
                          state.text, rq->user);
    if (result == OK)
        result = record(cx, rq->user, "communication",
                        arena_printf(cx->arena, "%s: %s", rq->ok ? "May go out" : "Does not go out",
                                     one->title));
    if (result == OK)
        result = save(cx, rq->user);
    if (result != OK)
        return result;
    return approval_tell(cx, rq, rq->ok ? paste_line(cx, one) : "Change it and ask again.");
}

/* ---- Sent */

static bool is_link(const char *text) {
    return (str_starts(text, "https://") || str_starts(text, "http://")) && !strpbrk(text, " \n");
}

/* The link is a fact that other texts use. */
static enum result keep_link(struct context *cx, const struct request *rq, const char *name,
                             const char *link) {
    struct answer answer = {name, link, rq->user, cx->now_ms};
    if (!*name || !is_link(link))
        return OK;
    enum result result = answer_put(cx->store, cx->incident->id, ANSWER_FACT, &answer, cx->err);
    return result == OK ? moment_came(cx, rq, MOMENT_FACT, name) : result;
}

static enum result sent(struct context *cx, const struct request *rq,
                        const struct playbook_communication *one, const char *where) {
    struct communication state;
    enum result result = OK;
    if (!*where)
        return fail(cx->err, INVALID,
                    "Say where it stands: a link, or in a few words to whom it went");
    if ((result = check_text(cx, where, "place", WHERE_MAX)) != OK ||
        (result = outside_state(cx, one->name, &state)) != OK)
        return result;
    bool unapproved = *outside_approvers(cx, one) &&
                      !str_equal(state.state, COMMUNICATION_APPROVED) &&
                      !str_equal(state.state, COMMUNICATION_SENT);
    const char *note = unapproved ? ", without the yes that it needed" : "";
    struct communication row = {one->name,  COMMUNICATION_SENT, where,
                                state.text, rq->user,           cx->now_ms};
    result = communication_add(cx->store, cx->incident->id, &row, cx->err);
    if (result == OK)
        result = record(cx, rq->user, "communication",
                        arena_printf(cx->arena, "Sent%s: %s – %s", note, one->title, where));
    if (result == OK)
        result = save(cx, rq->user);
    if (result == OK)
        result = post_notice(cx,
                             arena_printf(cx->arena, ":mega: %s has sent \"%s\"%s: %s",
                                          mention(cx, rq->user), one->title, note, where),
                             "");
    if (result == OK)
        reply_say(cx, "%s: %s is noted as sent; the thread and the timeline say so.", heading(cx),
                  one->title);
    if (result == OK)
        result = keep_link(cx, rq, one->field, where);
    if (result == OK && one->remind_ms)
        result = temporary_owe(cx, rq, one);
    return result;
}

/* ---- The list */

static const char *state_shown(struct context *cx, const struct communication *state) {
    if (!state)
        return "not yet";
    const char *who = mention(cx, state->who), *when = moment(cx, state->at_ms);
    if (str_equal(state->state, COMMUNICATION_SENT))
        return arena_printf(cx->arena, ":white_check_mark: sent by %s, %s: %s", who, when,
                            shown(cx, state->link));
    if (str_equal(state->state, COMMUNICATION_APPROVED))
        return arena_printf(cx->arena, "ready, by %s, %s, not sent yet", who, when);
    return arena_printf(cx->arena,
                        str_equal(state->state, COMMUNICATION_ASKED)
                            ? "asked for by %s, %s"
                            : ":no_entry: refused by %s, %s",
                        who, when);
}

/* Whether one is what a place of the severity's list is called after: "GitHub issue" is told by
 * "GitHub issue: incident report", and "Stakeholders, if applicable" by "Stakeholders: a note". */
static bool tells(const struct playbook_communication *one, const char *place) {
    size_t len = strcspn(place, ",");
    return strncasecmp(one->title, place, len) == 0 && !isalnum((unsigned char)one->title[len]);
}

/* "✓ ", "✗ ", or nothing for what nobody here can know. */
static const char *told_mark(struct context *cx, const char *place,
                             const struct communication_list *states) {
    bool known = false;
    if (*place == '#' || str_equal_nocase(place, "Incident channel"))
        return *cx->incident->card_ts && !cx->incident->unreachable ? "✓ " : "✗ ";
    for (int i = 0; i < cx->playbook->communication_count; i++) {
        const struct playbook_communication *one = &cx->playbook->communications[i];
        const struct communication *state = communication_find(states, one->name);
        if (!tells(one, place))
            continue;
        if (state && str_equal(state->state, COMMUNICATION_SENT))
            return "✓ ";
        known = true;
    }
    return known ? "✗ " : "";
}

static void say_told(struct context *cx, const struct communication_list *states) {
    const struct playbook_texts *told =
        &playbook_severity(cx->playbook, cx->incident->severity)->told;
    const char *line = "";
    for (int i = 0; i < told->count; i++)
        line = arena_printf(cx->arena, "%s%s%s%s", line, *line ? " · " : "",
                            told_mark(cx, told->texts[i], states), told->texts[i]);
    if (*line)
        reply_say(cx, "To be told at %s: %s", view_severity(cx, cx->incident->severity), line);
}

static void offer_lead(struct context *cx) {
    const char *lead = role_holder(&cx->roles, "comms");
    if (*lead)
        reply_say(cx, "%s leads communications.", mention(cx, lead));
    else
        reply_button(cx, "I lead communications",
                     arena_printf(cx->arena, "comms %s me", cx->incident->name));
}

/* When a text is wanted: what is due now, what can be read any time, and what is for later, or out
 * already and of no concern. */
enum urgency { OWED_NOW, ANY_TIME, LATER, NOT_OWED };

static enum urgency urgency_of(struct context *cx, const struct playbook_communication *one,
                               const struct communication_list *states, const char *course) {
    const struct communication *state = communication_find(states, one->name);
    const struct playbook_texts *told =
        &playbook_severity(cx->playbook, cx->incident->severity)->told;
    if (state)
        return str_equal(state->state, COMMUNICATION_APPROVED) ? OWED_NOW : NOT_OWED;
    if (!outside_fits(one, cx->incident->severity, course))
        return NOT_OWED;
    if (str_equal(one->when, "resolve"))
        return incident_is_open(cx->incident) ? LATER : OWED_NOW;
    for (int i = 0; i < told->count; i++)
        if (tells(one, told->texts[i]))
            return OWED_NOW;
    return *one->when ? OWED_NOW : ANY_TIME;
}

/* A few buttons, for what is owed now before all else. */
static void offer_texts(struct context *cx, const struct communication_list *states,
                        const char *course) {
    for (enum urgency urgency = OWED_NOW; urgency < NOT_OWED; urgency++)
        for (int i = 0; i < cx->playbook->communication_count; i++) {
            const struct playbook_communication *one = &cx->playbook->communications[i];
            if (urgency_of(cx, one, states, course) == urgency &&
                json_len(cx->reply->buttons, "") < BUTTONS_SHOWN)
                reply_button(cx, one->title,
                             arena_printf(cx->arena, "comms %s %s", cx->incident->name, one->name));
        }
}

static enum result list(struct context *cx) {
    struct communication_list states;
    const char *course = "", *others = "";
    enum result result =
        communication_list(cx->store, cx->arena, cx->incident->id, &states, cx->err);
    if (result == OK)
        result = outside_course(cx, &course);
    if (result != OK)
        return result;
    reply_say(cx, "%s: texts for outside, from the playbook %s", heading(cx), cx->playbook->title);
    for (int i = 0; i < cx->playbook->communication_count; i++) {
        const struct playbook_communication *one = &cx->playbook->communications[i];
        const struct communication *state = communication_find(&states, one->name);
        if (!state && !outside_fits(one, cx->incident->severity, course)) {
            others = arena_printf(cx->arena, "%s%s`%s`", others, *others ? ", " : "", one->name);
            continue;
        }
        reply_say(cx, "• `%s` %s – %s", one->name, one->title, state_shown(cx, state));
    }
    offer_texts(cx, &states, course);
    if (!cx->playbook->communication_count)
        reply_say(cx, "It has none.");
    if (*others)
        reply_say(cx, "Not for this severity or before something is decided: %s", others);
    say_told(cx, &states);
    if (cx->playbook->communication_count)
        reply_say(cx, "To read one as it would go out: `%s comms %s`", cx->config->slack.command,
                  cx->playbook->communications[0].name);
    if (kind_locks_comms(cx))
        reply_say(cx, ":lock: Nothing goes outside without a yes of %s.",
                  shown(cx, approval_whom(cx, kind_of(cx)->approvers)));
    if (incident_is_open(cx->incident))
        offer_lead(cx);
    return OK;
}

/* ---- The command */

static enum result unknown(struct context *cx, const char *word) {
    STR_AUTO(text, ERR_TEXT_MAX);
    const char *names[NAMES_SHOWN_MAX];
    size_t count = 0;
    for (int i = 0; i < cx->playbook->communication_count && count < NAMES_SHOWN_MAX; i++)
        names[count++] = cx->playbook->communications[i].name;
    names_add_nearest(&text, word, names, count);
    return fail(cx->err, INVALID,
                "The playbook has no text \"%s\"%s%s To name who leads communications, write "
                "comms @name, comms me or comms none",
                word, text.text, text.len ? "" : "; comms alone lists them.");
}

/* comms was a role before it had texts, and still is. */
static bool names_somebody(const char *args) {
    static const char *const people[] = {"me", "myself", "none", "nobody", NULL};
    struct slack_mention who;
    size_t len = strcspn(args, " \n\t");
    for (int i = 0; people[i]; i++)
        if (len == strlen(people[i]) && strncasecmp(args, people[i], len) == 0)
            return true;
    return slack_mention_at(args, &who);
}

static enum result give_role(struct context *cx, const struct request *rq) {
    struct request other = *rq;
    const struct handler *handler = handler_find(TRIGGER_COMMAND, "role");
    enum result result = check_open(cx);
    other.name = handler->name;
    other.args = arena_printf(cx->arena, "comms %s", rq->args);
    return result == OK ? handler->run(cx, &other) : result;
}

static enum result run(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    if (!*line.rest)
        return list(cx);
    if (names_somebody(line.rest))
        return give_role(cx, rq);
    const char *word = words_take_word(&line);
    const struct playbook_communication *one = playbook_communication(cx->playbook, word);
    if (!one)
        return unknown(cx, word);
    const char *verb = words_take_verb(&line);
    if (str_equal(verb, "sent"))
        return sent(cx, rq, one, line.rest);
    bool alone = !*line.rest;
    if (alone && (!*verb || str_equal(verb, "preview") || str_equal(verb, "show")))
        return preview(cx, one);
    if (alone && str_equal(verb, "send"))
        return send(cx, rq, one);
    return fail(cx->err, INVALID,
                "After the text's name comes preview, send, or sent and where it stands");
}

const struct handler handlers_comms[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "comms",
     .aliases = "communications liaison announce",
     .usage = "[<text> [preview|send|sent <link>]] or [@who|me|none]",
     .summary = "read and send the texts for outside, or say who leads communications",
     .example = "comms me",
     .needs = NEEDS_INCIDENT,
     .run = run},
    {.trigger = TRIGGER_APPROVAL, .name = "comms", .run = answered},
    {0},
};
