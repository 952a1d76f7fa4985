/* The switches, their names and ranges: see settings.h. */
#include "sim/settings.h"

#include "base/str.h"

#include <stddef.h>

/* A switch is a number with a range, or true and false, or one of two words. */
static const struct switch_spec {
    const char *name;
    size_t offset;
    int64_t min, max;     /* of a number; both 0 for true and false */
    const char *on, *off; /* the two words, where true and false would say too little */
} switches[] = {
#define NUMBER(name, min, max)                                                                     \
    { #name, offsetof(struct settings, name), min, max, NULL, NULL }
#define FLAG(name)                                                                                 \
    { #name, offsetof(struct settings, name), 0, 0, NULL, NULL }
#define WORDS(name, member, on, off)                                                               \
    { name, offsetof(struct settings, member), 0, 0, on, off }
    NUMBER(time_factor, 1, 100000),
    NUMBER(ack_deadline_ms, 1, 600000),
    NUMBER(trigger_life_ms, 1, 600000),
    NUMBER(ping_interval_ms, 0, 3600000),
    NUMBER(ticket_life_ms, 1, 3600000),
    NUMBER(connection_time_s, 1, 1000000),
    NUMBER(warning_lead_ms, 0, 3600000),
    NUMBER(warning_before_refresh, 0, 100),
    NUMBER(connections_open_tier, 1, 4),
    NUMBER(burst_percent, 1, 1000),
    NUMBER(metadata_max, 1, 1000000),
    NUMBER(history_lag_ms, 0, 600000),
    NUMBER(dead_url_status, 200, 599),
    FLAG(rate_limits),
    FLAG(redelivery_same_envelope_id),
    FLAG(retry_on_same_socket),
    FLAG(replay_unacked),
    FLAG(accept_ack_on_other_socket),
    FLAG(answer_close),
    FLAG(too_many_after_hello),
    WORDS("oversized_ack", oversized_ack_closes, "close", "drop"),
    WORDS("fragmented_ack", joins_fragments, "join", "drop"),
    WORDS("too_many_closes", too_many_closes_oldest, "oldest", "newest"),
    WORDS("client_msg_id", honours_client_msg_id, "honour", "ignore"),
    WORDS("characters", counts_utf16, "utf16_units", "code_points"),
    WORDS("dead_url_answer", dead_url_json, "json", "text"),
#undef NUMBER
#undef FLAG
#undef WORDS
};

enum { SWITCH_COUNT = sizeof switches / sizeof *switches };

struct settings settings_default(void) {
    return (struct settings){
        .time_factor = 1,
        .ack_deadline_ms = 3000,
        .trigger_life_ms = 3000,
        .ping_interval_ms = 10000,
        .ticket_life_ms = 30000,
        .connection_time_s = 18060,
        .warning_lead_ms = 10000,
        .warning_before_refresh = 50,
        .connections_open_tier = 3,
        .burst_percent = 100,
        .metadata_max = 8 * 1024,
        .dead_url_status = 404,
        .rate_limits = true,
        .accept_ack_on_other_socket = true,
        .oversized_ack_closes = true,
        .answer_close = true,
    };
}

static bool is_number(const struct switch_spec *spec) {
    return spec->max > 0;
}

static void *field(const struct settings *settings, const struct switch_spec *spec) {
    union {
        const struct settings *from;
        char *to;
    } cast = {.from = settings};
    return cast.to + spec->offset;
}

static enum result change_number(struct settings *settings, const struct switch_spec *spec,
                                 const struct json *value, struct err *err) {
    int64_t number = json_int(value, "", spec->min - 1);
    if (number < spec->min || number > spec->max)
        return fail(err, INVALID, "%s must be a number from %lld to %lld", spec->name,
                    (long long)spec->min, (long long)spec->max);
    *(int64_t *)field(settings, spec) = number;
    return OK;
}

static enum result change_flag(struct settings *settings, const struct switch_spec *spec,
                               const struct json *value, struct err *err) {
    const char *word = json_str(value, "");
    bool is_on = spec->on && str_equal(word, spec->on);
    bool is_off = spec->off && str_equal(word, spec->off);
    if (!is_on && !is_off && (spec->on || json_kind_of(value) != JSON_TRUE_FALSE))
        return fail(err, INVALID, "%s must be %s or %s", spec->name, spec->on ? spec->on : "true",
                    spec->off ? spec->off : "false");
    *(bool *)field(settings, spec) = is_on || json_is_true(value, "");
    return OK;
}

static enum result change_one(struct settings *settings, const struct json_member *change,
                              struct err *err) {
    for (size_t i = 0; i < SWITCH_COUNT; i++)
        if (str_equal(switches[i].name, change->name))
            return is_number(&switches[i])
                       ? change_number(settings, &switches[i], change->value, err)
                       : change_flag(settings, &switches[i], change->value, err);
    return fail(err, INVALID, "there is no switch %s", change->name);
}

enum result settings_change(struct settings *settings, const struct json *changes,
                            struct err *err) {
    struct settings changed = *settings;
    struct json_member change = {0};
    while (json_next(changes, &change)) {
        enum result result = change_one(&changed, &change, err);
        if (result != OK)
            return result;
    }
    *settings = changed;
    return OK;
}

struct json *settings_json(const struct settings *settings) {
    struct json *json = json_new_object();
    for (const struct switch_spec *spec = switches; spec < switches + SWITCH_COUNT; spec++) {
        const void *value = field(settings, spec);
        if (is_number(spec))
            json_put_int(json, spec->name, *(const int64_t *)value);
        else if (spec->on)
            json_put_str(json, spec->name, *(const bool *)value ? spec->on : spec->off);
        else
            json_put_bool(json, spec->name, *(const bool *)value);
    }
    return json;
}
