/* The card: see card.h. */
#include "handlers/kit/card.h"

#include "base/str.h"
#include "handlers/kit/post.h"
#include "handlers/kit/useful.h"
#include "handlers/kit/view.h"
#include "store/answers.h"
#include "store/copies.h"
#include "store/outbox.h"
#include "store/own_channels.h"

/* where is what people read of where the incident goes on, or the id of a channel; NULL for the
 * thread below it. */
static enum result render(struct context *cx, const char *where, bool calls,
                          struct json **ret_message) {
    struct useful useful;
    enum result result = useful_read(cx, &useful);
    if (result != OK)
        return result;
    struct json *values = view_incident(cx);
    bool is_id = where && (*where == 'C' || *where == 'G');
    if (where)
        json_put_str(json_member(values, "incident"), is_id ? "own_channel" : "where", where);
    useful_put(cx, values, &useful);
    view_put_call(cx, values, calls);
    return post_render(cx, "announcement", values, ret_message);
}

/* The channel that the incident goes on in and has to itself; all empty for none. */
static enum result read_open(struct context *cx, struct own_channel *ret_own) {
    enum result result = own_channel_get(cx->store, cx->arena, cx->incident->id, ret_own, cx->err);
    if (result == ABSENT || (result == OK && !own_channel_is(ret_own, OWN_CHANNEL_OPEN)))
        *ret_own = (struct own_channel){.state = "", .channel = ""};
    return result == ABSENT ? OK : result;
}

/* ---- Posting */

/* Anew, for one that goes on elsewhere: it says where. */
static enum result announce_again(struct context *cx, const struct own_channel *own,
                                  const char *collapse) {
    struct json *message = NULL;
    if (!*own->announced_channel)
        return OK; /* it is announced nowhere */
    enum result result = render(cx, own->channel, true, &message);
    if (result != OK)
        return result;
    json_put_str(message, "channel", own->announced_channel);
    return post_at(cx, "chat.postMessage", message,
                   &(struct post_how){.on_result = CARD_ANNOUNCED_ANEW, .collapse = collapse});
}

enum result card_announce(struct context *cx) {
    struct json *message = NULL;
    struct own_channel own;
    const char *collapse = arena_printf(cx->arena, "announcement:%s", cx->incident->name);
    enum result result = read_open(cx, &own);
    if (result == OK && *own.channel)
        return announce_again(cx, &own, collapse);
    if (result == OK)
        result = render(cx, NULL, true, &message);
    if (result != OK)
        return result;
    if (!incident_has_channel(cx->incident))
        return post_to_audience(cx, message, NULL);
    return post_in_lane(cx, "chat.postMessage", OUTBOX_CHANNEL, message,
                        &(struct post_how){.on_result = CARD_ANNOUNCED, .collapse = collapse});
}

enum result card_post_own(struct context *cx) {
    struct json *message = NULL;
    const char *collapse = arena_printf(cx->arena, "own.card:%s", cx->incident->name);
    enum result result = render(cx, "in this channel", false, &message);
    if (result != OK)
        return result;
    return post_in_lane(cx, "chat.postMessage", OUTBOX_OWN, message,
                        &(struct post_how){.on_result = CARD_OWN, .collapse = collapse});
}

/* ---- Copies */

static enum result service_of(struct context *cx, const char **ret_service) {
    struct answer_list facts;
    enum result result =
        answer_list(cx->store, cx->arena, cx->incident->id, ANSWER_FACT, &facts, cx->err);
    if (result == OK)
        *ret_service = answer_value(&facts, "service");
    return result;
}

static bool leads_there(const struct incident *incident, const struct playbook_route *route,
                        const char *service) {
    return !route->instead && playbook_severity_in(route->severities, incident->severity) &&
           (!*route->kinds || str_has_word(route->kinds, incident->kind)) &&
           (!route->services.count || playbook_has(&route->services, service));
}

/* Where the incident goes on, for others. */
static const char *place(struct context *cx) {
    const char *channel = cx->incident->channel;
    return *channel == '#' ? arena_printf(cx->arena, "in %s", channel) : channel;
}

static enum result copy_to(struct context *cx, const struct playbook_route *route) {
    struct json *message = NULL;
    enum result result = copy_claim(cx->store, cx->incident->id, route->channel, cx->err);
    if (result != OK)
        return result == SEEN ? OK : result;
    result = render(cx, place(cx), false, &message);
    if (result != OK)
        return result;
    json_put_str(message, "channel", route->channel);
    const char *on_result = arena_printf(cx->arena, "%s %s", CARD_COPIED, route->channel);
    return post_at(cx, "chat.postMessage", message, &(struct post_how){.on_result = on_result});
}

enum result card_copy(struct context *cx) {
    const struct playbook *playbook = cx->playbook;
    const char *service = "";
    if (playbook->route_count == 0 || cx->incident->is_private || cx->incident->drill)
        return OK;
    enum result result = service_of(cx, &service);
    for (int i = 0; result == OK && i < playbook->route_count; i++)
        if (leads_there(cx->incident, &playbook->routes[i], service) &&
            !str_equal(playbook->routes[i].channel, cx->incident->channel))
            result = copy_to(cx, &playbook->routes[i]);
    return result;
}

static enum result edit_copies(struct context *cx) {
    struct copy_places copies;
    enum result result = copy_list(cx->store, cx->arena, cx->incident->id, &copies, cx->err);
    for (int i = 0; result == OK && i < copies.count; i++) {
        const struct copy_place *copy = &copies.places[i];
        struct json *message = NULL;
        result = render(cx, place(cx), false, &message);
        if (result != OK)
            return result;
        json_put_str(message, "channel", copy->channel);
        json_put_str(message, "ts", copy->ts);
        const char *collapse =
            arena_printf(cx->arena, "copy:%s:%s", cx->incident->name, copy->channel);
        result = post_at(cx, "chat.update", message,
                         &(struct post_how){.on_result = CARD_COPY_EDITED, .collapse = collapse});
    }
    return result;
}

/* ---- Following */

static enum result edit(struct context *cx, const char *address, const char *on_result,
                        const char *where, bool calls) {
    struct json *message = NULL;
    enum result result = render(cx, where, calls, &message);
    const char *collapse = arena_printf(cx->arena, "%s:%s", on_result, cx->incident->name);
    if (result != OK)
        return result;
    return post_in_lane(cx, "chat.update", address, message,
                        &(struct post_how){.on_result = on_result, .collapse = collapse});
}

/* A card that does not stand yet is brought up to date when it does. */
static enum result follow_in_both(struct context *cx, const struct own_channel *own) {
    enum result result = OK;
    if (*own->card_ts)
        result = edit(cx, OUTBOX_CARD, CARD_EDITED, "in this channel", false);
    if (result != OK)
        return result;
    return *own->announced_ts
               ? edit(cx, OUTBOX_ANNOUNCED, CARD_ANNOUNCEMENT_EDITED, own->channel, true)
               : card_announce(cx);
}

enum result card_follow(struct context *cx) {
    struct own_channel own;
    if (!incident_has_channel(cx->incident))
        return OK; /* nobody has a card before them */
    enum result result = read_open(cx, &own);
    if (result == OK)
        result = edit_copies(cx);
    if (result != OK)
        return result;
    if (*own.channel)
        return follow_in_both(cx, &own);
    if (!*cx->incident->card_ts && cx->incident->unreachable)
        return card_announce(cx); /* it never stood; perhaps it can now */
    return edit(cx, OUTBOX_CARD, CARD_EDITED, NULL, true);
}
