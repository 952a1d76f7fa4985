/* Reactions that mean something (settings emoji.*): on a message in an incident's thread, or in a
 * channel where one incident is open, a note or evidence for its timeline; on a message about a
 * task, that it is done.
 *
 * However many people react, a message is noted once. Who did is remembered, so that with the last
 * reaction the entry is struck, with who took it back. We answer with the same reaction, and with
 * words only where that fails: in a thread where people work, silence that shows is worth more.
 *
 * A reaction does not say what it is on, so that its message is read first. */
#include "handlers/reaction.h"

#include "base/str.h"
#include "handlers/kit/emoji.h"
#include "handlers/kit/kind.h"
#include "handlers/kit/noted.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/route.h"
#include "handlers/kit/tasking.h"
#include "model/words.h"
#include "store/incidents.h"

#define READ "reaction.read"
#define SHOWN "reaction.shown"

/* ---- Telling the person, where there is something to tell */

/* A refusal is an answer, too, and nobody waits for another. */
static enum result tell_refusal(struct context *cx, const struct reaction *on, enum result result) {
    if (result != INVALID && result != DENIED)
        return result;
    return post_private_text(cx, on->user,
                             arena_printf(cx->arena, ":x: :%s: changed nothing: %s",
                                          emoji_of(cx->config, on->kind), shown(cx, cx->err->text)),
                             0);
}

static enum result show(struct context *cx, const struct reaction *on, bool add, const char *args) {
    const char *on_result = arena_printf(cx->arena, SHOWN " %s", args);
    return post_reaction(cx, on->channel, on->ts, emoji_of(cx->config, on->kind), add, on_result);
}

/* Our own reaction was refused: an app that was installed before it had the scope cannot. Whoever
 * reacted hears it in words. */
static enum result shown_or_not(struct context *cx, const struct request *rq) {
    static const char *const there[] = {"already_reacted", "no_reaction", "message_not_found",
                                        NULL};
    struct words line = words_of(cx->arena, rq->args);
    const char *user = words_take_word(&line);
    if (rq->ok || !*user || str_is_one_of(json_text_at(rq->payload, "error"), there))
        return OK;
    return post_private_text(cx, user, shown(cx, line.rest), 0);
}

/* ---- Which incident */

/* Loads the incident of a message: of its thread; of a message in no thread, the only one that is
 * open in its channel. ABSENT, and nothing loaded, where it is none's or not for this person. */
static enum result load_place(struct context *cx, const struct reaction *on,
                              const struct json *message) {
    struct incident incident;
    const char *thread = json_text_at(message, "thread_ts");
    bool root = !*thread || str_equal(thread, on->ts), may = false;
    enum result result = incident_by_thread(cx->store, cx->arena, on->channel,
                                            root ? on->ts : thread, &incident, cx->err);
    if (result == ABSENT && root) {
        struct incident_list open;
        struct incident_filter filter = {
            .open_only = true, .channel = on->channel, .viewer = on->user, .place = on->channel};
        result = incident_list(cx->store, cx->arena, &filter, 2, &open, cx->err);
        if (result == OK && open.count != 1)
            return ABSENT;
        if (result == OK)
            incident = open.incidents[0];
    }
    if (result == OK)
        result = kind_may_see(cx, on->user, on->channel, &incident, &may);
    if (result != OK)
        return result;
    return may ? route_load(cx, incident.id) : ABSENT;
}

/* What the message is already, of this kind; ABSENT for nothing. */
static enum result find_use(struct context *cx, const struct reaction *on,
                            struct message_use *ret_use) {
    struct message_uses list;
    enum result result = message_uses(cx->store, cx->arena, on->channel, on->ts, &list, cx->err);
    for (int i = 0; result == OK && i < list.count; i++) {
        if (!str_equal(list.uses[i].kind, on->kind))
            continue;
        *ret_use = list.uses[i];
        return OK;
    }
    return result == OK ? ABSENT : result;
}

/* ---- Notes and evidence */

static enum result note(struct context *cx, const struct reaction *on, const struct json *message) {
    struct noted noted = {0};
    struct noting noting = {.channel = on->channel,
                            .message = message,
                            .kind = on->kind,
                            .how = MESSAGE_REACTED,
                            .by = on->user};
    enum result result = load_place(cx, on, message);
    if (result == OK)
        result = noted_add(cx, &noting, &noted);
    if (result == OK)
        result = incident_touch(cx->store, on->user, cx->incident->id, cx->now_ms, cx->err);
    if (result == OK && noted.number)
        result =
            show(cx, on, true,
                 arena_printf(cx->arena,
                              "%s That message is on the timeline of %s now, as #%lld. To take "
                              "it back, take the reaction back.",
                              on->user, cx->incident->name, (long long)noted.number));
    return result == ABSENT ? OK : tell_refusal(cx, on, result);
}

static enum result read_message(struct context *cx, const struct reaction *on) {
    return post_message_reading(cx, on->channel, on->ts,
                                arena_printf(cx->arena, READ " %s %s", on->kind, on->user));
}

/* Whether somebody's reaction put it there before, so that there is nothing to read or to show. */
static enum result is_noted(struct context *cx, const struct reaction *on, bool *ret_noted) {
    struct message_use use;
    struct timeline_entry entry;
    *ret_noted = false;
    enum result result = find_use(cx, on, &use);
    if (result == OK)
        result = timeline_get(cx->store, cx->arena, use.incident_id, use.number, &entry, cx->err);
    if (result == OK)
        *ret_noted = str_equal(use.how, MESSAGE_REACTED) && !entry.struck;
    return result == ABSENT ? OK : result;
}

static enum result add_note(struct context *cx, const struct reaction *on,
                            const struct json *message) {
    bool noted = false;
    enum result result = reaction_put(cx->store, on->channel, on->ts, on->kind, on->user, cx->err);
    if (result == OK)
        result = is_noted(cx, on, &noted);
    if (result != OK || noted)
        return result;
    return message ? note(cx, on, message) : read_message(cx, on);
}

static enum result could_not_read(struct context *cx, const struct reaction *on,
                                  const char *error) {
    if (str_equal(error, "thread_not_found") || str_equal(error, "message_not_found"))
        return OK; /* it was deleted meanwhile */
    return post_private_text(
        cx, on->user,
        arena_printf(cx->arena,
                     ":x: I could not read the message that you marked with :%s: (%s), so it is on "
                     "no timeline. To write it there yourself: `%s note …`",
                     emoji_of(cx->config, on->kind), error, cx->config->slack.command),
        0);
}

/* The message was read, unless everybody took their reaction back meanwhile. */
static enum result was_read(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    struct people people;
    struct reaction on = {.kind = words_take_word(&line)};
    on.user = line.rest;
    on.channel = json_text_at(rq->payload, "call.channel");
    on.ts = json_text_at(rq->payload, "call.ts");
    enum result result =
        reaction_list(cx->store, cx->arena, on.channel, on.ts, on.kind, &people, cx->err);
    if (result != OK || people.count == 0)
        return result;
    if (!rq->ok)
        return could_not_read(cx, &on, json_text_at(rq->payload, "error"));
    if (!people_have(&people, on.user))
        on.user = people.users[0];
    const struct json *messages = json_at(rq->payload, "messages");
    for (size_t i = 0; i < json_len(messages, ""); i++)
        if (str_equal(json_text_at(json_item(messages, i), "ts"), on.ts))
            return note(cx, &on, json_item(messages, i));
    return OK;
}

static enum result strike(struct context *cx, const struct reaction *on,
                          const struct message_use *use) {
    enum result result = route_load(cx, use->incident_id);
    if (result == OK)
        result = noted_strike(cx, use, on->user,
                              arena_printf(cx->arena, "nobody marks it with :%s: any more",
                                           emoji_of(cx->config, on->kind)));
    if (result == OK)
        result = show(cx, on, false, "");
    return tell_refusal(cx, on, result);
}

/* ---- Tasks */

/* In the thread the others hear of it; where only the two of us are, it needs an answer. */
static enum result answer(struct context *cx, const struct reaction *on) {
    bool direct = *on->channel == 'D';
    return direct ? post_private_reply(cx, on->user, cx->reply, NULL) : OK;
}

static enum result load_task(struct context *cx, const struct reaction *on,
                             const struct message_use *use, struct task *ret_task) {
    bool may = false;
    enum result result = route_load(cx, use->incident_id);
    if (result == OK)
        result = kind_may_see(cx, on->user, on->channel, cx->incident, &may);
    if (result != OK)
        return result;
    return may ? tasking_load(cx, use->number, ret_task) : ABSENT;
}

static enum result finish_task(struct context *cx, const struct request *rq,
                               const struct reaction *on, const struct message_use *use) {
    struct task task;
    enum result result = load_task(cx, on, use, &task);
    if (result != OK || !task_is_open(&task))
        return result == ABSENT ? OK : result;
    result = tasking_finish(cx, rq, &task, "");
    if (result == OK)
        result = reaction_put(cx->store, on->channel, on->ts, on->kind, on->user, cx->err);
    return result == OK ? answer(cx, on) : tell_refusal(cx, on, result);
}

/* Whoever said so by the reaction takes it back by it. */
static enum result reopen_task(struct context *cx, const struct request *rq,
                               const struct reaction *on, const struct message_use *use) {
    struct task task;
    enum result result = load_task(cx, on, use, &task);
    if (result != OK || !str_equal(task.state, TASK_DONE) || !str_equal(task.ended_by, on->user))
        return result == ABSENT ? OK : result;
    result = tasking_reopen(cx, rq, &task, "not done yet");
    return result == OK ? answer(cx, on) : tell_refusal(cx, on, result);
}

/* ---- What happened */

enum result reaction_add(struct context *cx, const struct request *rq, const struct reaction *on,
                         const struct json *message) {
    struct message_use use;
    if (!str_equal(on->kind, MESSAGE_TASK))
        return add_note(cx, on, message);
    enum result result = find_use(cx, on, &use);
    if (result != OK)
        return result == ABSENT ? OK : result;
    return finish_task(cx, rq, on, &use);
}

enum result reaction_take_back(struct context *cx, const struct request *rq,
                               const struct reaction *on) {
    struct message_use use;
    struct people left = {0};
    enum result result = reaction_drop(cx->store, on->channel, on->ts, on->kind, on->user, cx->err);
    if (result == OK)
        result = find_use(cx, on, &use);
    if (result == OK)
        result = reaction_list(cx->store, cx->arena, on->channel, on->ts, on->kind, &left, cx->err);
    if (result != OK) /* it was of no effect, or its message is still to be read */
        return result == ABSENT ? OK : result;
    if (str_equal(on->kind, MESSAGE_TASK))
        return reopen_task(cx, rq, on, &use);
    if (left.count)
        return OK;
    return str_equal(use.how, MESSAGE_REACTED) ? strike(cx, on, &use) : show(cx, on, false, "");
}

static enum result happened(struct context *cx, const struct request *rq) {
    struct reaction on = {.kind = emoji_kind(cx->config, json_text_at(rq->payload, "reaction")),
                          .channel = rq->channel,
                          .ts = rq->message,
                          .user = rq->user};
    if (!on.kind || !*on.user)
        return OK;
    return str_equal(rq->name, "reaction_added") ? reaction_add(cx, rq, &on, NULL)
                                                 : reaction_take_back(cx, rq, &on);
}

const struct handler handlers_reaction[] = {
    {.trigger = TRIGGER_EVENT, .name = "reaction_added", .run = happened},
    {.trigger = TRIGGER_EVENT, .name = "reaction_removed", .run = happened},
    {.trigger = TRIGGER_RESULT, .name = READ, .run = was_read},
    {.trigger = TRIGGER_RESULT, .name = SHOWN, .run = shown_or_not},
    {0},
};
