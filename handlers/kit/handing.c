/* Handing over a role: see handing.h. */
#include "handlers/kit/handing.h"

#include "base/str.h"
#include "handlers/kit/brief.h"
#include "handlers/kit/duty.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "store/jobs.h"
#include "store/outbox.h"

const char *handing_title(struct context *cx, const struct handoff *handoff) {
    return view_role(cx, handoff->role);
}

static const char *collapse_of(struct context *cx, const char *role) {
    return arena_printf(cx->arena, "handoff:%s:%s", cx->incident->name, role);
}

const char *handing_line(struct context *cx, const struct handoff *handoff, const char *word) {
    return arena_printf(cx->arena, "handoff %s %s %s", cx->incident->name, word, handoff->role);
}

enum result handing_wait(struct context *cx, const char *role, const char *step) {
    int64_t due_ms = cx->now_ms + HANDING_ANSWER_MS;
    struct job job = {.kind = "handoff",
                      .incident_id = cx->incident->id,
                      .subject = role,
                      .due_ms = due_ms,
                      .within_ms = job_within(cx->now_ms, due_ms),
                      .args = arena_printf(cx->arena, "%s %s", step, role)};
    return job_put(cx->store, &job, cx->err);
}

/* The message to the taker, as it is said in the reply. lead is mrkdwn. What is asked stands first,
 * with the buttons: whoever is handed a role at 3 am should not have to read on to answer. The
 * duties come with the acceptance. */
static enum result say_offer(struct context *cx, const struct handoff *handoff, const char *lead) {
    const char *command = cx->config->slack.command;
    const char *yes = handing_line(cx, handoff, "accept");
    const char *no = handing_line(cx, handoff, "decline");
    reply_say(cx, ":handshake: %s It is yours once you accept.", lead);
    if (*handoff->brief)
        reply_say(cx, "%s says: %s", mention(cx, handoff->giver), shown(cx, handoff->brief));
    reply_say(cx, "To answer: `%s %s` or `%s %s …why…`", command, yes, command, no);
    reply_button(cx, "Accept", yes);
    reply_button(cx, "Not now", no);
    reply_asked(cx);
    enum result result = brief_state(cx);
    if (result == OK)
        result = brief_undone(cx, "What to do next:");
    if (result == OK)
        brief_more(cx);
    return result;
}

/* In a drill nobody is asked directly: the thread has the buttons. */
static enum result offer_in_drill(struct context *cx, const struct handoff *handoff) {
    const char *command = cx->config->slack.command;
    const struct post_choice choices[] = {{"Accept", handing_line(cx, handoff, "accept")},
                                          {"Not now", handing_line(cx, handoff, "decline")}};
    struct post_choices asked = {
        .fact =
            arena_printf(cx->arena,
                         ":handshake: %s hands over %s to %s, if they accept (this is a drill: "
                         "nobody is asked directly). `%s %s`",
                         mention(cx, handoff->giver), handing_title(cx, handoff),
                         mention(cx, handoff->taker), command, handing_line(cx, handoff, "accept")),
        .usergroup = "",
        .choices = choices,
        .count = 2};
    return post_choices(cx, &asked, "",
                        &(struct post_how){.collapse = collapse_of(cx, handoff->role)});
}

enum result handing_post(struct context *cx, const struct handoff *handoff, const char *lead) {
    struct reply own = reply_new(), *outer = cx->reply;
    if (cx->incident->drill) {
        reply_free(&own);
        return offer_in_drill(cx, handoff);
    }
    cx->reply = &own;
    enum result result = say_offer(cx, handoff, lead);
    cx->reply = outer;
    if (result == OK)
        result = post_private_reply(cx, handoff->taker, &own,
                                    &(struct post_how){.collapse = collapse_of(cx, handoff->role)});
    reply_free(&own);
    return result;
}

enum result handing_tell(struct context *cx, const char *user, const char *text) {
    if (cx->incident->drill)
        return post_notice(cx, text, "");
    return post_private_text(
        cx, user, arena_printf(cx->arena, "*%s*: %s", cx->incident->name, shown(cx, text)), 0);
}

enum result handing_forget(struct context *cx, const char *role) {
    enum result result = handoff_drop(cx->store, cx->incident->id, role, cx->err);
    if (result == OK)
        result = job_drop(cx->store, "handoff", cx->incident->id, role, cx->err);
    if (result == OK)
        result = outbox_drop(cx->store, collapse_of(cx, role), cx->err);
    return result;
}
