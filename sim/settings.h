/* The switches for what Slack does and does not document. The defaults are the best guess of the
 * public evidence; each can be changed while the server runs (POST /_control/config). */
#ifndef SIM_SETTINGS_H
#define SIM_SETTINGS_H

#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>
#include <stdint.h>

struct settings {
    int64_t time_factor;            /* retries, warnings, windows and lives run so much faster */
    int64_t ack_deadline_ms;        /* from sending an envelope; not scaled */
    int64_t trigger_life_ms;        /* of a trigger_id; not scaled */
    int64_t ping_interval_ms;       /* server's own pings; 0: never */
    int64_t ticket_life_ms;         /* of a websocket address */
    int64_t connection_time_s;      /* what hello promises, and keeps */
    int64_t warning_lead_ms;        /* between the warning and the end of a socket; scaled */
    int64_t warning_before_refresh; /* percent of refreshes that are announced by a warning */
    int64_t connections_open_tier;  /* 1 to 4 */
    int64_t burst_percent;          /* of a minute's budget that may come at once */
    int64_t metadata_max;           /* bytes */
    int64_t history_lag_ms;         /* how late history sees a message; not scaled */
    int64_t dead_url_status;        /* of a response URL that is used up, too old or unknown */
    bool rate_limits;
    bool redelivery_same_envelope_id;
    bool retry_on_same_socket; /* while it is open; otherwise on any */
    bool replay_unacked;       /* commands and interactions too, on the next connection */
    bool accept_ack_on_other_socket;
    bool oversized_ack_closes;   /* with 1009; otherwise the ack is dropped silently */
    bool joins_fragments;        /* of a client's message; otherwise it is dropped */
    bool answer_close;           /* a client's close frame gets one back */
    bool too_many_closes_oldest; /* of the sockets; otherwise the newest is sent away */
    bool too_many_after_hello;   /* the newest one hears hello before it is sent away */
    bool honours_client_msg_id;  /* of an app's post: the same again posts nothing */
    bool counts_utf16;           /* characters are UTF-16 units, not code points */
    bool dead_url_json;          /* an answer in JSON, not a word of text */
};

struct settings settings_default(void);

/* Takes over every member of the object. INVALID, and nothing changed, when a name is unknown or a
 * value has the wrong kind or is out of range. */
enum result settings_change(struct settings *settings, const struct json *changes, struct err *err)
    RESULT;

/* All switches with their values; the caller frees it. */
struct json *settings_json(const struct settings *settings);

#endif
