/* Envelopes, their ack clocks and retries: see delivery.h. */
#include "sim/delivery.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utc.h"
#include "sim/fault.h"
#include "sim/journal.h"
#include "sim/socket_mode.h"
#include "sim/timer.h"

#include <stdio.h>

enum { UUID_SIZE = 37, KEY_SIZE = 128, TYPE_SIZE = 64, ATTEMPTS = 4 };

enum delivery_state {
    DELIVERY_SENT,  /* the ack clock runs */
    DELIVERY_RESTS, /* an event, until its next attempt */
    DELIVERY_LAPSED /* a request that was given up; may be replayed */
};

struct delivery {
    TAILQ_ENTRY(delivery) link;
    struct deliveries *all;
    struct app *app;
    enum delivery_state state;
    bool is_event, accepts_payload;
    char type[TYPE_SIZE];
    char key[KEY_SIZE];
    struct json *payload;
    char envelope_id[UUID_SIZE];
    char second_id[UUID_SIZE]; /* of a duplicate, or "" */
    int attempt;               /* from 0 */
    int64_t socket;            /* number of the one it was sent to, 0 for none */
    int64_t sent_ms;           /* monotonic clock */
    int64_t journal_n;
    struct timer *timer; /* the ack clock, or the next attempt */
    answer_handler *handler;
    void *owner;
};
TAILQ_HEAD(delivery_list, delivery);

struct deliveries {
    struct sim *sim;
    struct delivery_list list;
    size_t count, lapsed;
};

static void new_uuid(struct sim *sim, char out[UUID_SIZE]) {
    char hex[RANDOM_ID_SIZE];
    random_id(&sim->random, hex);
    snprintf(out, UUID_SIZE, "%.8s-%.4s-4%.3s-a%.3s-%.12s", hex, hex + 8, hex + 13, hex + 17,
             hex + 20);
}

/* ---- Life and death */

static void end_delivery(struct delivery *delivery) {
    struct deliveries *all = delivery->all;
    TAILQ_REMOVE(&all->list, delivery, link);
    all->count--;
    all->lapsed -= delivery->state == DELIVERY_LAPSED;
    timer_stop(delivery->timer);
    json_free(delivery->payload);
    mem_free(delivery);
}

/* Who waits for the answer, taken off a delivery: he may do anything when he hears it, a reset that
 * ends the delivery included. */
struct waiting {
    answer_handler *handler;
    void *owner;
    char envelope_id[UUID_SIZE];
    int64_t sent_ms;
};

static struct waiting take_waiting(struct delivery *delivery) {
    struct waiting waiting = {
        .handler = delivery->handler, .owner = delivery->owner, .sent_ms = delivery->sent_ms};
    snprintf(waiting.envelope_id, sizeof waiting.envelope_id, "%s", delivery->envelope_id);
    delivery->handler = NULL;
    return waiting;
}

static void tell(const struct waiting *waiting, const struct json *payload, const char *error) {
    struct answer answer = {.envelope_id = waiting->envelope_id,
                            .ack_ms = clock_monotonic_ms() - waiting->sent_ms,
                            .payload = payload,
                            .error = error};
    if (waiting->handler)
        waiting->handler(waiting->owner, &answer);
}

/* Ends the delivery and tells whoever waits. */
static void settle(struct delivery *delivery, const struct json *payload, const char *error) {
    struct waiting waiting = take_waiting(delivery);
    end_delivery(delivery);
    tell(&waiting, payload, error);
}

struct deliveries *deliveries_new(struct sim *sim) {
    struct deliveries *deliveries = mem_alloc(sizeof *deliveries);
    deliveries->sim = sim;
    TAILQ_INIT(&deliveries->list);
    return deliveries;
}

void deliveries_clear(struct deliveries *deliveries) {
    struct delivery *delivery;
    while ((delivery = TAILQ_FIRST(&deliveries->list)) != NULL)
        settle(delivery, NULL, "dispatch_failed");
}

void deliveries_free(struct deliveries *deliveries) {
    if (!deliveries)
        return;
    deliveries_clear(deliveries);
    mem_free(deliveries);
}

/* ---- Sending */

static struct json *frame_of(const struct delivery *delivery, const char *envelope_id) {
    struct json *frame = json_new_object();
    json_put_str(frame, "envelope_id", envelope_id);
    json_put_str(frame, "type", delivery->type);
    json_put_bool(frame, "accepts_response_payload", delivery->accepts_payload);
    if (delivery->is_event) {
        json_put_int(frame, "retry_attempt", delivery->attempt);
        json_put_str(frame, "retry_reason", delivery->attempt > 0 ? "timeout" : "");
    }
    json_put(frame, "payload", json_copy(delivery->payload));
    return frame;
}

static void note_sent(struct delivery *delivery, const struct socket *socket) {
    struct json *entry = json_new_object();
    json_put_str(entry, "envelope_id", delivery->envelope_id);
    json_put_str(entry, "type", delivery->type);
    json_put_str(entry, "app", delivery->app->id);
    json_put_str(entry, "key", delivery->key);
    json_put(entry, "socket", socket ? json_new_int(socket_number(socket)) : NULL);
    json_put_int(entry, "attempt", delivery->attempt);
    json_put_bool(entry, "acked", false);
    json_put(entry, "ack_ms", NULL);
    json_put_int(entry, "acks", 0);
    delivery->journal_n = journal_add(delivery->all->sim->journal, "envelope", entry);
}

/* A second frame with the same content, maybe to another socket. */
static void send_duplicate(struct delivery *delivery, const struct json *fault) {
    struct sim *sim = delivery->all->sim;
    struct socket *socket = socket_pick(sim, delivery->app, 0);
    if (!json_is_true(fault, "same_id"))
        new_uuid(sim, delivery->second_id);
    const char *id = *delivery->second_id ? delivery->second_id : delivery->envelope_id;
    JSON_AUTO *frame = frame_of(delivery, id);
    socket_send(socket, frame);
}

static void on_deadline(void *owner);

/* One attempt. False when the app has no socket. */
static bool send_once(struct delivery *delivery, bool same_id) {
    struct sim *sim = delivery->all->sim;
    int64_t preferred = sim->settings.retry_on_same_socket ? delivery->socket : 0;
    struct socket *socket = socket_pick(sim, delivery->app, preferred);
    if (!same_id || !*delivery->envelope_id)
        new_uuid(sim, delivery->envelope_id);
    *delivery->second_id = 0;
    delivery->sent_ms = clock_monotonic_ms();
    delivery->socket = socket ? socket_number(socket) : 0;
    note_sent(delivery, socket);
    if (!socket)
        return false;
    delivery->state = DELIVERY_SENT;
    delivery->timer = timer_start(sim->loop, sim->settings.ack_deadline_ms, on_deadline, delivery);
    JSON_AUTO *frame = frame_of(delivery, delivery->envelope_id);
    socket_send(socket, frame);
    JSON_AUTO *duplicate = fault_take(sim->faults, "duplicate_envelopes", NULL, NULL);
    if (duplicate)
        send_duplicate(delivery, duplicate);
    return true;
}

/* ---- What comes after a failed attempt */

static void note_lost(struct delivery *delivery) {
    struct json *entry = json_new_object();
    json_put_str(entry, "key", delivery->key);
    json_put_str(entry, "app", delivery->app->id);
    journal_add(delivery->all->sim->journal, "event_lost", entry);
}

static void on_retry_due(void *owner);

static void rest_event(struct delivery *delivery) {
    static const int64_t pauses_ms[ATTEMPTS - 1] = {0, MINUTE_MS, 5 * MINUTE_MS};
    struct sim *sim = delivery->all->sim;
    if (delivery->attempt == ATTEMPTS - 1) {
        note_lost(delivery);
        end_delivery(delivery);
        return;
    }
    int64_t pause_ms = sim_scaled_ms(sim, pauses_ms[delivery->attempt]);
    delivery->attempt++;
    delivery->state = DELIVERY_RESTS;
    delivery->timer = timer_start(sim->loop, pause_ms, on_retry_due, delivery);
}

static void drop_oldest_lapsed(struct deliveries *deliveries) {
    struct delivery *delivery;
    TAILQ_FOREACH(delivery, &deliveries->list, link)
    if (delivery->state == DELIVERY_LAPSED)
        break;
    if (delivery)
        end_delivery(delivery);
}

/* Gives a request up, and keeps it for a replay. */
static void lapse_request(struct delivery *delivery) {
    struct deliveries *all = delivery->all;
    struct waiting waiting = take_waiting(delivery);
    if (all->lapsed == LAPSED_MAX)
        drop_oldest_lapsed(all);
    delivery->state = DELIVERY_LAPSED;
    all->lapsed++;
    tell(&waiting, NULL, "operation_timeout");
}

static void on_deadline(void *owner) {
    struct delivery *delivery = owner;
    delivery->timer = NULL;
    if (delivery->is_event)
        rest_event(delivery);
    else
        lapse_request(delivery);
}

static void on_retry_due(void *owner) {
    struct delivery *delivery = owner;
    delivery->timer = NULL;
    if (!send_once(delivery, delivery->all->sim->settings.redelivery_same_envelope_id))
        rest_event(delivery);
}

/* ---- Making */

static struct delivery *new_delivery(struct deliveries *deliveries, struct app *app,
                                     const char *type, const char *key,
                                     struct json *owned_payload) {
    struct delivery *delivery = mem_alloc(sizeof *delivery);
    delivery->all = deliveries;
    delivery->app = app;
    delivery->payload = owned_payload;
    snprintf(delivery->type, sizeof delivery->type, "%s", type);
    snprintf(delivery->key, sizeof delivery->key, "%s", key);
    TAILQ_INSERT_TAIL(&deliveries->list, delivery, link);
    deliveries->count++;
    return delivery;
}

void delivery_event(struct deliveries *deliveries, struct app *app, const char *event_id,
                    struct json *owned_payload) {
    if (deliveries->count >= DELIVERIES_MAX) {
        json_free(owned_payload);
        return;
    }
    struct delivery *delivery =
        new_delivery(deliveries, app, "events_api", event_id, owned_payload);
    delivery->is_event = true;
    if (!send_once(delivery, false))
        rest_event(delivery);
}

void delivery_request(struct deliveries *deliveries, struct app *app, const char *type,
                      bool accepts_payload, const char *key, struct json *owned_payload,
                      answer_handler *handler, void *owner) {
    struct delivery *delivery = new_delivery(deliveries, app, type, key, owned_payload);
    delivery->accepts_payload = accepts_payload;
    delivery->handler = handler;
    delivery->owner = owner;
    if (!send_once(delivery, false))
        settle(delivery, NULL, "dispatch_failed"); /* nothing is queued for a person who waits */
}

/* ---- Acks */

static struct delivery *find_sent(struct deliveries *deliveries, const char *envelope_id) {
    struct delivery *delivery;
    TAILQ_FOREACH(delivery, &deliveries->list, link)
    if (delivery->state == DELIVERY_SENT &&
        (str_equal(delivery->envelope_id, envelope_id) ||
         (*delivery->second_id && str_equal(delivery->second_id, envelope_id))))
        return delivery;
    return NULL;
}

static void note_ack(struct sim *sim, const char *envelope_id, const struct delivery *delivery) {
    struct json *entry = delivery ? journal_entry(sim->journal, delivery->journal_n)
                                  : journal_find(sim->journal, "envelope_id", envelope_id);
    if (!entry)
        return;
    json_put_int(entry, "acks", json_int(entry, "acks", 0) + 1);
    if (!delivery)
        return; /* a second ack, or a late one, changes nothing */
    json_put_bool(entry, "acked", true);
    json_put_int(entry, "ack_ms", clock_monotonic_ms() - delivery->sent_ms);
}

static void note_bad_ack(struct sim *sim, const struct socket *socket, const char *why) {
    struct json *entry = json_new_object();
    json_put_int(entry, "socket", socket_number(socket));
    json_put_str(entry, "why", why);
    journal_add(sim->journal, "bad_ack", entry);
}

void delivery_ack(struct deliveries *deliveries, const struct socket *socket, const char *text,
                  size_t len) {
    struct sim *sim = deliveries->sim;
    struct err err;
    JSON_AUTO *ack = NULL;
    if (json_parse(text, len, &ack, &err) != OK) {
        note_bad_ack(sim, socket, err.text);
        return;
    }
    const char *envelope_id = json_str(ack, "envelope_id");
    if (!envelope_id) {
        note_bad_ack(sim, socket, "no envelope_id");
        return;
    }
    struct delivery *delivery = find_sent(deliveries, envelope_id);
    bool elsewhere = delivery && delivery->socket != socket_number(socket) && !*delivery->second_id;
    if (elsewhere && !sim->settings.accept_ack_on_other_socket) {
        note_bad_ack(sim, socket, "the envelope came on another socket");
        return;
    }
    note_ack(sim, envelope_id, delivery);
    if (!delivery)
        return;
    settle(delivery, json_at(ack, "payload"), NULL);
}

/* ---- Replay */

/* Whether the delivery hangs: given up, or sent to a socket that is gone. */
static bool hangs(const struct delivery *delivery) {
    if (delivery->state == DELIVERY_SENT)
        return !socket_find(delivery->all->sim, delivery->socket);
    return delivery->state == DELIVERY_LAPSED;
}

static void replay(struct delivery *delivery, bool same_id) {
    delivery->all->lapsed -= delivery->state == DELIVERY_LAPSED;
    timer_stop(delivery->timer);
    delivery->timer = NULL;
    delivery->state = DELIVERY_RESTS;
    if (!send_once(delivery, same_id))
        settle(delivery, NULL, "dispatch_failed");
}

void delivery_connected(struct deliveries *deliveries, const struct socket *socket) {
    struct sim *sim = deliveries->sim;
    JSON_AUTO *fault = fault_take(sim->faults, "replay_unacked_on_reconnect", NULL, NULL);
    bool same_id =
        fault ? json_is_true(fault, "same_id") : sim->settings.redelivery_same_envelope_id;
    if (!fault && !sim->settings.replay_unacked)
        return;
    struct delivery *delivery = TAILQ_FIRST(&deliveries->list), *next;
    for (; delivery; delivery = next) {
        next = TAILQ_NEXT(delivery, link);
        if (delivery->app == socket_app(socket) && hangs(delivery))
            replay(delivery, same_id);
    }
}

size_t delivery_unacked(const struct deliveries *deliveries, const struct socket *socket) {
    const struct delivery *delivery;
    size_t count = 0;
    TAILQ_FOREACH(delivery, &deliveries->list, link)
    count += delivery->state == DELIVERY_SENT && delivery->socket == socket_number(socket);
    return count;
}
