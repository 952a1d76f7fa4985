/* Weather: people type, and Slack, the process, the clock and the store misbehave, all of it driven
 * by a seed. Afterwards every accepted update stands in Slack once and in order, and nothing is
 * left under way. A failing seed is printed and replays exactly. */
#include "base/utc.h"
#include "tests/kit/desk.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEEDS = 60, STEPS = 60, UPDATES_MAX = STEPS };

struct weather {
    struct desk *desk;
    struct random random;
    unsigned seed;
    bool accepted[UPDATES_MAX];
    int updates;
};

static int below(struct weather *weather, int limit) {
    return (int)random_below(&weather->random, (uint64_t)limit);
}

/* What Slack does to the next few calls. */
static void change_slack(struct weather *weather) {
    static const struct {
        enum web_outcome outcome;
        bool after_effect;
    } kinds[] = {
        {WEB_UNSENT, false}, {WEB_LATER, false}, {WEB_IN_DOUBT, false}, {WEB_IN_DOUBT, true}};
    struct desk *desk = weather->desk;
    int kind = below(weather, 4);
    desk->refuse_method[0] = 0;
    snprintf(desk->refuse_error, sizeof desk->refuse_error, "weather");
    desk->refuse_outcome = kinds[kind].outcome;
    desk->refuse_after_effect = kinds[kind].after_effect;
    desk->refuse_times = below(weather, 4);
}

static void type_update(struct weather *weather) {
    char line[64];
    struct desk *desk = weather->desk;
    snprintf(line, sizeof line, "update inc 1 report-%03d-", weather->updates);
    desk_type(desk, "U0BOB", line);
    cr_assert(desk->result == OK || desk->result == BUSY, "seed %u: %s", weather->seed,
              desk->reply);
    weather->accepted[weather->updates++] = desk->result == OK;
    if (desk->result == OK && below(weather, 4) == 0)
        desk_type_again(desk, "U0BOB", line);
}

static void step(struct weather *weather) {
    struct desk *desk = weather->desk;
    switch (below(weather, 9)) {
    case 0:
    case 1:
    case 2:
        type_update(weather);
        break;
    case 3:
        change_slack(weather);
        break;
    case 4:
        desk->away = !desk->away;
        break;
    case 5:
        if (below(weather, 8) > 0)
            break;
        desk->fail_times = 0; /* a start that fails is tried again by the service manager */
        desk_restart(desk, below(weather, 10) * MINUTE_MS);
        break;
    case 6:
        desk->fail_after = below(weather, 80);
        desk->fail_times = below(weather, 3);
        break;
    case 7:
        desk->now_ms -= below(weather, 20) * SECOND_MS;
        break;
    default:
        desk_pass(desk, below(weather, 20) * MINUTE_MS);
        break;
    }
}

/* The posts of all updates, in the order in which they reached Slack. */
static void check_updates(const struct weather *weather) {
    const struct desk *desk = weather->desk;
    int stands[UPDATES_MAX] = {0}, last = -1;
    for (int i = 0; i < desk->sent_count; i++) {
        const char *text = json_text_at(desk->sent[i].body, "text");
        const char *report = strstr(text, "report-");
        if (strcmp(desk->sent[i].method, "chat.postMessage") != 0 ||
            strncmp(text, "📊 UPDATE [", strlen("📊 UPDATE [")) != 0 || strstr(text, "automatic") ||
            !report)
            continue;
        int number = atoi(report + strlen("report-"));
        stands[number]++;
        cr_assert_gt(number, last, "seed %u: update %d after %d", weather->seed, number, last);
        last = number;
    }
    for (int i = 0; i < weather->updates; i++)
        cr_assert_eq(stands[i], weather->accepted[i], "seed %u: update %d stands %d times",
                     weather->seed, i, stands[i]);
}

static void live_through(unsigned seed) {
    struct weather weather = {.desk = desk_new(NULL), .random = random_new(seed), .seed = seed};
    struct desk *desk = weather.desk;
    desk_type(desk, "U0ALICE", "declare sev1 checkout is down");
    for (int i = 0; i < STEPS; i++)
        step(&weather);
    desk->away = false;
    desk->fail_times = desk->refuse_times = 0;
    desk_pass(desk, 25 * MINUTE_MS);
    desk_type(desk, "U0ALICE", "resolve inc 1 it is over");
    desk_pass(desk, HOUR_MS);
    cr_assert_eq(
        desk_number(desk, "SELECT count(*) FROM outbox WHERE state NOT IN ('done', 'dead')"), 0,
        "seed %u", seed);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM job WHERE kind = 'promise'"), 0, "seed %u",
                 seed);
    check_updates(&weather);
    desk_free(desk);
}

Test(weather, whatever_was_accepted_stands_once_and_in_order) {
    for (unsigned seed = 1; seed <= SEEDS; seed++)
        live_through(seed);
}
