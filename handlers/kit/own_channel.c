/* An incident's own channel: see own_channel.h. */
#include "handlers/kit/own_channel.h"

#include "base/str.h"
#include "base/utc.h"
#include "base/utf8.h"
#include "handlers/kit/card.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/undelivered.h"
#include "handlers/kit/view.h"
#include "handlers/retract.h"
#include "model/channel_name.h"
#include "store/incidents.h"
#include "store/outbox.h"

enum result own_channel_of(struct context *cx, struct own_channel *ret_own) {
    return own_channel_get(cx->store, cx->arena, cx->incident->id, ret_own, cx->err);
}

enum result own_channel_announced(struct context *cx, const struct request *rq,
                                  struct own_channel *own) {
    own->announced_channel = json_text_at(rq->payload, "channel");
    own->announced_ts = json_text_at(rq->payload, "ts");
    return own_channel_put(cx->store, own, cx->err);
}

enum result own_channel_call(struct context *cx, const char *method, struct json *body,
                             const char *on_result) {
    return post_at(cx, method, body, &(struct post_how){.on_result = on_result});
}

enum result own_channel_archive(struct context *cx, const char *channel) {
    struct json *body = json_new_object();
    json_put_str(body, "channel", channel);
    return own_channel_call(cx, "conversations.archive", body, OWN_ARCHIVED);
}

const struct playbook_own_channel *own_channel_rules(const struct context *cx) {
    const struct playbook *playbook = cx->playbook;
    const struct playbook_own_channel *rules =
        playbook_own_channel(playbook, cx->incident->severity, cx->incident->kind);
    for (int i = 0; !rules && i < POLICY_SEVERITIES; i++)
        if (playbook->severities[i].own_channel.line)
            rules = &playbook->severities[i].own_channel;
    return rules;
}

/* ---- Asking */

static struct channel_words words_of_incident(struct context *cx) {
    const struct incident *incident = cx->incident;
    char day[UTC_DAY_SIZE];
    return (struct channel_words){
        .id = incident->name,
        .date = arena_strdup(cx->arena, utc_day(incident->declared_ms, day)),
        .title = incident->title,
        .severity = severity_code(incident->severity),
        .kind = incident->kind,
        .status = view_status(incident),
        .ic = mention(cx, view_commander(cx)),
        .impact = incident->impact,
        .bridge = incident->bridge,
    };
}

static enum result ask(struct context *cx, struct own_channel *own) {
    const struct playbook_own_channel *rules = own_channel_rules(cx);
    const struct channel_words words = words_of_incident(cx);
    char name[CHANNEL_NAME_SIZE];
    const char *mark = cx->incident->drill ? "drill-" : ""; /* nobody takes it for the real thing */
    channel_name(arena_printf(cx->arena, "%s%s", mark, rules ? rules->name : ""), &words,
                 (int)own->tries, name);
    own->state = OWN_CHANNEL_ASKED;
    own->name = arena_strdup(cx->arena, name);
    enum result result = own_channel_put(cx->store, own, cx->err);
    if (result != OK)
        return result;
    struct json *body = json_new_object();
    json_put_str(body, "name", name);
    json_put_bool(body, "is_private", own->is_private);
    return post_in_lane(cx, "conversations.create", OUTBOX_FIXED, body,
                        &(struct post_how){.on_result = OWN_CREATED});
}

enum result own_channel_ask(struct context *cx) {
    struct own_channel own;
    enum result result = own_channel_of(cx, &own);
    bool had = result == OK && !own_channel_is(&own, OWN_CHANNEL_LEFT);
    if ((result != OK && result != ABSENT) || had ||
        !playbook_own_channel(cx->playbook, cx->incident->severity, cx->incident->kind))
        return result == ABSENT ? OK : result;
    own = (struct own_channel){.incident_id = cx->incident->id,
                               .channel = "",
                               .card_ts = "",
                               .topic = "",
                               .announced_channel = "",
                               .announced_ts = "",
                               .is_private = cx->incident->is_private};
    result = own_channel_empty(cx->store, own.incident_id, cx->err);
    if (result == OK)
        result = ask(cx, &own);
    return result == OK ? card_post_own(cx) : result;
}

enum result own_channel_ask_again(struct context *cx, struct own_channel *own) {
    own->tries++;
    return ask(cx, own);
}

/* ---- Going there and back */

enum result own_channel_enter(struct context *cx, struct own_channel *own) {
    struct incident *incident = cx->incident;
    own->state = OWN_CHANNEL_OPEN;
    own->announced_channel = incident->channel;
    own->announced_ts = incident->card_ts;
    incident->channel = own->channel;
    incident->card_ts = own->card_ts;
    incident->unreachable = false;
    enum result result = own_channel_put(cx->store, own, cx->err);
    if (result == OK)
        result = incident_save(cx->store, incident, cx->err);
    return result == OK ? card_follow(cx) : result;
}

enum result own_channel_go_back(struct context *cx, struct own_channel *own, const char *state) {
    struct incident *incident = cx->incident;
    own->state = state;
    incident->channel = own->announced_channel;
    incident->card_ts = own->announced_ts;
    incident->unreachable = false;
    own->announced_channel = own->announced_ts = "";
    enum result result = own_channel_put(cx->store, own, cx->err);
    if (result == OK)
        result = incident_save(cx->store, incident, cx->err);
    return result == OK ? card_follow(cx) : result;
}

enum result own_channel_leave(struct context *cx) {
    struct own_channel own;
    enum result result = own_channel_of(cx, &own);
    if (result != OK || own.is_private)
        return result == ABSENT ? OK : result;
    bool open = own_channel_is(&own, OWN_CHANNEL_OPEN);
    const char *channel = own.channel, *card = own.card_ts;
    own.state = OWN_CHANNEL_LEFT;
    own.channel = own.card_ts = "";
    if (open) {
        cx->incident->channel = own.announced_channel;
        cx->incident->card_ts = own.announced_ts;
        own.announced_channel = own.announced_ts = "";
    }
    result = own_channel_put(cx->store, &own, cx->err);
    if (result == OK && *card)
        result = retract_card(cx, channel, card);
    if (result != OK || !open)
        return result;
    return own_channel_archive(cx, channel);
}

enum result own_channel_refused(struct context *cx, int64_t incident_id, const char *tried_channel,
                                const char *error, bool *ret_refused) {
    struct own_channel own;
    *ret_refused = false;
    if (!*tried_channel || !undelivered_is_channel_gone(error))
        return OK;
    enum result result = own_channel_get(cx->store, cx->arena, incident_id, &own, cx->err);
    if (result == OK)
        *ret_refused = str_equal(own.channel, tried_channel);
    return result == ABSENT ? OK : result;
}

/* ---- Telling of it */

struct json *own_channel_line(struct context *cx, const char *before, const char *channel,
                              const char *after) {
    struct json *values = view_incident(cx);
    json_put_str(values, "before", before);
    json_put_str(values, "channel", channel);
    json_put_str(values, "after", after);
    json_put_str(values, "undo", "");
    view_put_call(cx, values, false);
    return values;
}

enum result own_channel_point_to(struct context *cx, const struct own_channel *own) {
    struct json *message = NULL;
    enum result result =
        post_render(cx, "own_channel",
                    own_channel_line(cx, ":speech_balloon: This goes on in ", own->channel,
                                     ". Updates and the end of it are told here as well."),
                    &message);
    if (result != OK)
        return result;
    return post_in_lane(cx, "chat.postMessage", OUTBOX_MIRROR, message,
                        &(struct post_how){.on_result = POST_MIRRORED});
}

/* ---- Topic and purpose */

/* As it fits, escapes and all. */
static const char *filled(struct context *cx, const char *text) {
    struct channel_words words = words_of_incident(cx);
    const char *out = "";
    words.severity = view_severity(cx, cx->incident->severity);
    for (size_t max = CHANNEL_TOPIC_MAX; max > 0; max -= 10) {
        STR_AUTO(topic, 4 * CHANNEL_TOPIC_MAX + 1);
        channel_topic(text, &words, max, &topic);
        out = shown(cx, topic.text);
        if (utf8_count(out) <= CHANNEL_TOPIC_MAX)
            break;
    }
    return out;
}

static enum result set(struct context *cx, const char *method, const char *what,
                       const struct own_channel *own, const char *text) {
    struct json *body = json_new_object();
    json_put_str(body, "channel", own->channel);
    json_put_str(body, what, text);
    const char *collapse = arena_printf(cx->arena, "own.%s:%s", what, cx->incident->name);
    return post_at(cx, method, body,
                   &(struct post_how){.on_result = OWN_SET, .collapse = collapse});
}

static enum result follow_topic(struct context *cx, const struct playbook_own_channel *rules,
                                struct own_channel *own) {
    const char *topic = filled(cx, rules->topic);
    bool is_new = !*own->topic;
    if (!*topic || str_equal(topic, own->topic))
        return OK;
    own->topic = topic;
    enum result result = own_channel_put(cx->store, own, cx->err);
    if (result == OK)
        result = set(cx, "conversations.setTopic", "topic", own, topic);
    if (result != OK || !is_new || !*rules->purpose)
        return result;
    return set(cx, "conversations.setPurpose", "purpose", own, filled(cx, rules->purpose));
}

/* ---- The whole */

enum result own_channel_follow(struct context *cx) {
    struct own_channel own;
    enum result result = own_channel_of(cx, &own);
    if (result != OK || !own_channel_is(&own, OWN_CHANNEL_OPEN) || cx->incident->closed_ms)
        return result == ABSENT ? OK : result;
    const struct playbook_own_channel *rules = own_channel_rules(cx);
    if (rules)
        result = follow_topic(cx, rules, &own);
    if (result == OK)
        result = own_channel_invite_all(cx, &own, rules);
    return result == OK ? own_channel_link_all(cx, &own) : result;
}
