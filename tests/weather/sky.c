/* The weather: spells of trouble with fair hours between, and single misfortunes. */
#include "tests/weather/channels.h"
#include "tests/weather/process.h"
#include "tests/weather/slack.h"
#include "tests/weather/socket.h"
#include "tests/weather/world.h"

#include <stdlib.h>
#include <string.h>

enum {
    SPELL_MIN_MS = 2 * MINUTE_MS,
    SPELL_MS = 40 * MINUTE_MS,
    FAIR_MS = 90 * MINUTE_MS,
    SKEW_MAX_MS = 5 * DAY_MS /* what ended a week ago is forgotten, and the oracle asks for it */
};

/* Until when the weather may do what it likes. */
struct climate {
    int64_t until_ms;
};

static bool is_clear(const struct sky *sky) {
    static const struct sky clear;
    return memcmp(sky, &clear, sizeof clear) == 0;
}

int64_t world_fair_ms(const struct world *world) {
    bool fair = is_clear(&world->sky) && process_is_up(world) && slack_place(world) == PLACE_OPEN &&
                world->fair_since_ms <= world->now_ms;
    return fair ? world->now_ms - world->fair_since_ms : 0;
}

void sky_clear(struct world *world) {
    memset(&world->sky, 0, sizeof world->sky);
    slack_set_place(world, PLACE_OPEN);
    world->frozen_until_ms = 0;
    world_disturbed(world);
}

/* ---- Spells */

static void add_trouble(struct world *world) {
    struct sky *sky = &world->sky;
    switch (world_below(world, 19)) {
    case 0:
        sky->api_down = true;
        break;
    case 1:
        sky->token_revoked = true;
        break;
    case 2:
        sky->unsent = 300;
        break;
    case 3:
        sky->request_lost = 200;
        break;
    case 4:
        sky->answer_lost = 1 + world_below(world, 500);
        break;
    case 5:
        sky->server_error = 1 + world_below(world, 500);
        break;
    case 6:
        sky->rate_limited = 1 + world_below(world, 600);
        break;
    case 7:
        sky->history_lag_ms = world_below(world, 5 * SECOND_MS);
        sky->answer_lost += 200;
        sky->server_error += 400; /* in doubt at once, while the history still lags */
        break;
    case 8:
        sky->no_sockets = true;
        break;
    case 9:
        sky->envelope_lost = 300;
        break;
    case 10:
        sky->envelope_doubled = 500;
        break;
    case 11:
        sky->envelope_delay_ms = 1 + world_below(world, 20 * SECOND_MS);
        break;
    case 12:
        sky->ack_lost = 500;
        sky->replay = world_chance(world, 700);
        break;
    case 13:
        sky->ghosts = true;
        break;
    case 14:
        sky->store_fails = 1 + world_below(world, 200);
        break;
    case 15:
        sky->commits_fail = 1 + world_below(world, 500);
        break;
    case 16:
        sky->crashes = 1 + world_below(world, 20);
        break;
    case 17:
        sky->files_spoiled = 1 + world_below(world, 600);
        break;
    default:
        sky->replay = true;
        sky->envelope_lost = 100;
        break;
    }
}

static void next_spell(struct world *world, void *thing) {
    const struct climate *climate = thing;
    if (world->now_ms >= climate->until_ms)
        return;
    bool was_clear = is_clear(&world->sky);
    memset(&world->sky, 0, sizeof world->sky);
    world_disturbed(world);
    if (was_clear) {
        for (int more = 1 + world_below(world, 4); more > 0; more--)
            add_trouble(world);
        agenda_add(world, SPELL_MIN_MS + world_below(world, SPELL_MS), next_spell, thing);
    } else {
        agenda_add(world, SPELL_MIN_MS + world_below(world, FAIR_MS), next_spell, thing);
    }
    world_tell(world, is_clear(&world->sky) ? "SKY  fair" : "SKY  troubled");
}

/* ---- Misfortunes */

static void open_place(struct world *world, void *thing) {
    (void)thing;
    slack_set_place(world, PLACE_OPEN);
}

static void close_place(struct world *world) {
    slack_set_place(world, world_chance(world, 500) ? PLACE_REMOVED : PLACE_ARCHIVED);
    agenda_add(world, world_below(world, 2 * HOUR_MS), open_place, NULL);
}

static void step_clock(struct world *world) {
    static const int64_t steps[] = {-2 * SECOND_MS, 3 * SECOND_MS, -MINUTE_MS,      MINUTE_MS,
                                    -HOUR_MS,       HOUR_MS,       -13 * MINUTE_MS, 63 * HOUR_MS};
    int64_t step_ms = steps[world_below(world, sizeof steps / sizeof *steps)];
    if (llabs(world->skew_ms + step_ms) > SKEW_MAX_MS)
        return;
    world->skew_ms += step_ms;
    world_tell(world, "CLOCK stepped by %lld s", (long long)(step_ms / SECOND_MS));
    world_disturbed(world);
}

/* It wakes with the end of the storm at the latest: what was put off until then comes then. */
static void freeze(struct world *world, int64_t storm_ms) {
    int64_t until_ms = world->now_ms + world_below(world, 3 * HOUR_MS);
    if (until_ms > storm_ms)
        until_ms = storm_ms;
    if (until_ms <= world->frozen_until_ms) /* it sleeps already */
        return;
    world->frozen_until_ms = until_ms;
    world_tell(world, "MACHINE sleeps");
    world->fair_since_ms = world->frozen_until_ms;
}

static void disconnect(struct world *world) {
    static const char *const reasons[] = {
        "warning",       "refresh_requested", "too_many_websockets",
        "link_disabled", "no_such_reason",    NULL};
    sockets_disconnect(world, world_chance(world, 300) ? NULL : world_pick(world, reasons));
}

static void strike(struct world *world, void *thing) {
    const struct climate *climate = thing;
    if (world->now_ms >= climate->until_ms)
        return;
    switch (world_below(world, 12)) {
    case 0:
        close_place(world);
        break;
    case 1:
        step_clock(world);
        break;
    case 2:
        freeze(world, climate->until_ms);
        break;
    case 3:
    case 4:
        process_kill(world, world_below(world, 20 * MINUTE_MS));
        break;
    case 5:
        process_kill(world, world_below(world, SECOND_MS));
        break;
    case 6:
        sockets_go_deaf(world);
        break;
    default:
        if (channels_count(world) && world_chance(world, 500))
            channels_meddle(world);
        else
            disconnect(world);
        break;
    }
    agenda_add(world, MINUTE_MS + world_below(world, 100 * MINUTE_MS), strike, thing);
}

static void drip(struct world *world, void *thing) {
    const struct climate *climate = thing;
    if (world->now_ms >= climate->until_ms)
        return;
    switch (world_below(world, 4)) {
    case 0:
        close_place(world);
        break;
    case 1:
        freeze(world, climate->until_ms);
        break;
    case 2:
        process_kill(world, world_below(world, 20 * MINUTE_MS));
        break;
    default:
        disconnect(world);
        break;
    }
    agenda_add(world, HOUR_MS + world_below(world, 30 * HOUR_MS), drip, thing);
}

void sky_drizzle(struct world *world, int64_t until_ms) {
    struct climate *climate = arena_alloc(world->arena, sizeof *climate);
    climate->until_ms = until_ms;
    agenda_add(world, world_below(world, DAY_MS), drip, climate);
}

void sky_begin(struct world *world, int64_t until_ms) {
    struct climate *climate = arena_alloc(world->arena, sizeof *climate);
    climate->until_ms = until_ms;
    world_disturbed(world);
    agenda_add(world, world_below(world, HOUR_MS), next_spell, climate);
    agenda_add(world, world_below(world, HOUR_MS), strike, climate);
}
