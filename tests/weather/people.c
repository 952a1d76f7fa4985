/* The people: see people.h. Each types from what the channel shows. */
#include "tests/weather/people.h"

#include "base/str.h"

#include <stdio.h>
#include <string.h>

enum { INCIDENTS_MAX = 64, OPEN_MAX = 4, NAME_SIZE = 32 };

struct people {
    int64_t until_ms;
    int tokens;
};

static const char *const users[] = {"U0ALICE", "U0BOB", "U0CAROL", "U0DAVE", NULL};

struct people *people_new(struct world *world) {
    return arena_alloc(world->arena, sizeof(struct people));
}

/* ---- What the channel shows */

struct seen {
    char name[NAME_SIZE];
    const char *root; /* ts of the card */
    bool open;
};

/* The name in a card, "" when it is none. */
static void read_name(const struct message *message, char out[NAME_SIZE]) {
    const char *name = strstr(message->blocks, "INC-");
    size_t len = name ? strspn(name, "INC-0123456789") : 0;
    snprintf(out, NAME_SIZE, "%.*s", len < NAME_SIZE ? (int)len : 0, name ? name : "");
}

/* The incidents with a card in the channel; a card that was posted anew counts once. */
static int look_around(const struct world *world, struct seen list[INCIDENTS_MAX]) {
    int count = 0;
    for (int i = 0; i < slack_message_count(world->slack); i++) {
        const struct message *message = slack_message(world->slack, i);
        char name[NAME_SIZE];
        int at = 0;
        if (*message->thread || *message->to || !str_equal(message->channel, SLACK_INCIDENTS))
            continue;
        read_name(message, name);
        while (at < count && !str_equal(list[at].name, name))
            at++;
        if (!*name || at == INCIDENTS_MAX)
            continue;
        memcpy(list[at].name, name, sizeof name);
        list[at].root = message->ts;
        list[at].open = strstr(message->text, "INCIDENT DECLARED") != NULL;
        if (at == count)
            count++;
    }
    return count;
}

static int open_ones(const struct world *world, struct seen list[INCIDENTS_MAX]) {
    int open = 0, count = look_around(world, list);
    for (int i = 0; i < count; i++)
        if (list[i].open)
            list[open++] = list[i];
    return open;
}

/* ---- Typing */

static struct delivery *begin(struct world *world, const char *verb) {
    struct delivery *delivery = delivery_new(world);
    delivery->user = world_pick(world, users);
    delivery->verb = verb;
    delivery->token = arena_printf(world->arena, "zq%04dqz", world->people->tokens++);
    return delivery;
}

static void declare(struct world *world) {
    struct delivery *delivery = begin(world, "declare");
    delivery->text = arena_printf(world->arena, "declare sev%d checkout is down %s",
                                  1 + world_below(world, 4), delivery->token);
    delivery_send(world, delivery);
}

/* A verb with its words: %s is the incident's name where it is named, and the token at the end. */
static const struct {
    const char *verb, *format;
} lines[] = {
    {"update", "update %s we look at it %s"},
    {"update", "update %s status: mitigating progress: rolled back %s"},
    {"note", "note %s the graph fell %s"},
    {"snooze", "snooze %s 10m waiting for the build %s"},
    {"next", "next %s in 20m because %s"},
    {"cadence", "cadence %s 15m calmer now %s"},
    {"title", "title %s checkout answers slowly %s"},
    {"impact", "impact %s one in five fails %s"},
    {"ask", "status %s"},
    {"ask", "timeline %s"},
    {"wrong", "snooze %s soon %s"},
    {"wrong", "next %s never %s"},
    {"wrong", "fly %s to the moon %s"},
};

static void say_of(struct world *world, const struct seen *incident) {
    size_t line = (size_t)world_below(world, sizeof lines / sizeof *lines);
    struct delivery *delivery = begin(world, lines[line].verb);
    bool mention = world_chance(world, 250);
    if (mention) {
        delivery->kind = BY_MENTION;
        delivery->channel = SLACK_INCIDENTS;
        delivery->thread = arena_strdup(world->arena, incident->root); /* the list grows */
    }
    if (str_equal(delivery->verb, "ask"))
        delivery->token = "";
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    delivery->text =
        arena_printf(world->arena, lines[line].format, incident->name, delivery->token);
#pragma GCC diagnostic pop
    delivery_send(world, delivery);
}

static void hand_over(struct world *world, const struct seen *incident) {
    struct delivery *delivery = begin(world, "role");
    delivery->token = "";
    delivery->text =
        arena_printf(world->arena, "%s %s <@%s>", world_chance(world, 500) ? "ic" : "deputy",
                     incident->name, world_pick(world, users));
    delivery_send(world, delivery);
}

static void ask_for_form(struct world *world, const struct seen *incident) {
    struct delivery *delivery = begin(world, "form");
    delivery->token = "";
    delivery->text = arena_printf(world->arena, "update %s", incident->name);
    delivery_send(world, delivery);
}

static void resolve(struct world *world, const struct seen *incident) {
    struct delivery *delivery = begin(world, "resolve");
    delivery->text = arena_printf(world->arena, "resolve %s rolled back and well %s",
                                  incident->name, delivery->token);
    delivery_send(world, delivery);
}

static void reopen(struct world *world, const struct seen *incident) {
    struct delivery *delivery = begin(world, "reopen");
    delivery->text =
        arena_printf(world->arena, "reopen %s it is back %s", incident->name, delivery->token);
    delivery_send(world, delivery);
}

static void say_something(struct world *world) {
    struct seen list[INCIDENTS_MAX];
    int open = open_ones(world, list);
    if (open == 0 || (open < OPEN_MAX && world_chance(world, 60))) {
        declare(world);
        return;
    }
    const struct seen *incident = &list[world_below(world, open)];
    switch (world_below(world, 14)) {
    case 0:
        resolve(world, incident);
        break;
    case 1:
        hand_over(world, incident);
        break;
    case 2:
    case 3:
        ask_for_form(world, incident);
        break;
    case 4: {
        int all = look_around(world, list);
        incident = &list[world_below(world, all)];
        if (!incident->open)
            reopen(world, incident);
        break;
    }
    default:
        say_of(world, incident);
        break;
    }
}

static void turn(struct world *world, void *thing) {
    (void)thing;
    if (world->now_ms >= world->people->until_ms)
        return;
    /* Sometimes everybody speaks at once. */
    for (int more = world_chance(world, 100) ? 1 + world_below(world, 8) : 1; more > 0; more--)
        say_something(world);
    agenda_add(world, world_below(world, 25 * MINUTE_MS), turn, NULL);
}

void people_begin(struct world *world, int64_t until_ms) {
    world->people->until_ms = until_ms;
    agenda_add(world, SECOND_MS, turn, NULL);
}

void people_finish(struct world *world) {
    struct seen list[INCIDENTS_MAX];
    int open = open_ones(world, list);
    for (int i = 0; i < open; i++)
        resolve(world, &list[i]);
}

/* ---- Forms */

static void fill_in(struct world *world, void *thing) {
    const struct delivery *asked = thing;
    struct delivery *delivery = begin(world, "update");
    delivery->kind = BY_FORM;
    delivery->user = asked->user;
    delivery->view = asked->view;
    delivery->text = arena_printf(world->arena, "it gets better %s", delivery->token);
    delivery_send(world, delivery);
}

void people_see_form(struct world *world, const char *user, const char *view) {
    struct delivery *asked = arena_alloc(world->arena, sizeof *asked);
    asked->user = user;
    asked->view = arena_strdup(world->arena, view);
    agenda_add(world, world_below(world, 4 * MINUTE_MS), fill_in, asked);
}
