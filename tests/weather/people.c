/* The people: see people.h. Each types, and presses, from what the channels show. */
#include "tests/weather/people.h"

#include "base/str.h"
#include "tests/weather/channels.h"
#include "tests/weather/seen.h"
#include "tests/weather/speech.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPEN_MAX = 4,
    RECENT = 60,      /* messages on the screen */
    READ_BACK = 400,  /* and when somebody looks for what was asked */
    PRESSES_MAX = 12, /* in a row, each on the answer to the one before */
    THINKING_MS = 3 * MINUTE_MS,
    LATER_MS = 8 * HOUR_MS /* once there is no hurry */
};

struct people {
    int64_t until_ms;
    bool in_no_hurry; /* what they began is over, and stays so unless somebody means it */
    int tokens;
};

static const char *const users[] = {"U0ALICE", "U0BOB", "U0CAROL", "U0DAVE", NULL};

/* Looks at everything and takes part in nothing. */
static const char stranger[] = "U0EVE";

struct people *people_new(struct world *world) {
    return arena_alloc(world->arena, sizeof(struct people));
}

/* ---- Typing */

static struct delivery *begin(struct world *world, const char *verb) {
    struct delivery *delivery = delivery_new(world);
    delivery->user = world_pick(world, users);
    delivery->verb = verb;
    delivery->token = arena_printf(world->arena, "zq%04dqz", world->people->tokens++);
    return delivery;
}

/* Says what speaks makes of it; into the incident's thread now and then, when there is one. */
static void say(struct world *world,
                struct speech (*speaks)(struct world *world, const struct speech_slots *slots),
                const struct seen *incident, const char *other) {
    struct delivery *delivery = begin(world, "");
    struct speech_slots slots = {incident ? incident->name : "", other, world_pick(world, users),
                                 delivery->token};
    struct speech speech = speaks(world, &slots);
    delivery->verb = speech.verb;
    delivery->text = speech.text;
    if (!speech.has_word)
        delivery->token = "";
    bool strange = str_equal(speech.verb, "look") && world_chance(world, 300);
    if (strange)
        delivery->user = stranger;
    if (incident && !strange && !str_equal(speech.verb, "form") && world_chance(world, 250)) {
        delivery->kind = BY_MENTION;
        delivery->channel = incident->channel;
        delivery->thread = channels_have(world, incident->channel)
                               ? ""
                               : arena_strdup(world->arena, incident->root); /* the list grows */
    }
    delivery_send(world, delivery);
}

/* ---- Pressing */

static void press(struct world *world, void *thing) {
    delivery_send(world, thing);
}

/* One of the buttons in blocks, after some thought; depth counts the answers before. */
static void think_of(struct world *world, const char *user, const struct message *message,
                     int depth) {
    const char *lines[SEEN_BUTTONS_MAX];
    int count = seen_buttons(world, message->blocks, lines);
    if (count == 0 || depth >= PRESSES_MAX)
        return;
    struct delivery *delivery = begin(world, "press");
    delivery->kind = BY_BUTTON;
    delivery->user = user;
    delivery->token = "";
    delivery->depth = depth;
    delivery->channel = message->channel;
    delivery->thread = arena_strdup(world->arena, message->thread);
    delivery->text = lines[world_below(world, count)];
    agenda_add(world, world_below(world, THINKING_MS), press, delivery);
}

void people_see_answer(struct world *world, const struct delivery *delivery, const char *blocks) {
    struct message answer = {
        .channel = delivery->channel, .thread = delivery->thread, .blocks = blocks};
    bool begun = delivery->kind == BY_BUTTON || str_equal(delivery->verb, "look") ||
                 str_equal(delivery->verb, "answer");
    if (str_equal(delivery->user, stranger))
        return;
    if (world->now_ms < world->people->until_ms && world_chance(world, begun ? 600 : 200))
        think_of(world, delivery->user, &answer, delivery->depth + 1);
}

void people_see_page(struct world *world, const char *user, const char *blocks) {
    struct message page = {.channel = "", .thread = "", .blocks = blocks};
    if (world->now_ms < world->people->until_ms && !world->people->in_no_hurry &&
        world_chance(world, 30) && !str_equal(user, stranger))
        think_of(world, user, &page, 0);
}

/* In every fourth world: what is followed is made anew with each change. */
static void look_at_page(struct world *world) {
    if (world->seed % 4 != 3)
        return;
    struct delivery *delivery = begin(world, "look");
    delivery->kind = BY_HOME;
    delivery->text = delivery->token = delivery->channel = "";
    if (world_chance(world, 200))
        delivery->user = stranger;
    delivery_send(world, delivery);
}

/* A button of some message on the screen: who was written to directly, or whoever reads along. */
static void press_something(struct world *world) {
    int count = slack_message_count(world->slack);
    const struct message *message = slack_message(
        world->slack, count - 1 - world_below(world, count < RECENT ? count : RECENT));
    const char *user = world_pick(world, users);
    if (!*message->user && !*message->to)
        think_of(world, message->channel[0] == 'U' ? message->channel : user, message, 0);
}

/* Answers what stands there as asked, whether or not somebody has before. */
static bool answer_request(struct world *world) {
    static const char line[] = "/incident approve ";
    int count = slack_message_count(world->slack);
    for (int i = count - 1; i >= 0 && i >= count - READ_BACK; i--) {
        const struct message *message = slack_message(world->slack, i);
        const char *asked = strstr(message->text, line);
        char name[SEEN_NAME_SIZE];
        if (!asked || *message->to || *message->user || world_chance(world, 500))
            continue;
        const char *sign = strchr(asked, '#');
        struct delivery *delivery = begin(world, world_chance(world, 600) ? "approve" : "deny");
        delivery->text = arena_printf(world->arena, "%s %s #%ld so be it %s", delivery->verb,
                                      seen_name(asked, name), sign ? strtol(sign + 1, NULL, 10) : 0,
                                      delivery->token);
        delivery_send(world, delivery);
        return true;
    }
    return false;
}

/* ---- A turn */

static bool speak_afterwards(struct world *world) {
    struct seen list[SEEN_MAX];
    int all = seen_incidents(world, list);
    const struct seen *incident = all ? &list[world_below(world, all)] : NULL;
    if (!incident || incident->open)
        return false;
    say(world, speech_afterwards, incident, "");
    return true;
}

static void say_something(struct world *world) {
    struct seen list[SEEN_MAX];
    int open = seen_open(world, list);
    if (open == 0 || (open < OPEN_MAX && world_chance(world, 50))) {
        say(world, speech_declare, NULL, "");
        return;
    }
    const struct seen *incident = &list[world_below(world, open)];
    const char *other = arena_strdup(world->arena, list[world_below(world, open)].name);
    int what = world_below(world, 100);
    if (what < 5)
        say(world, speech_end, incident, other);
    else if (what < 15 && speak_afterwards(world))
        return;
    else if (what < 20 && answer_request(world))
        return;
    else if (what < 23)
        look_at_page(world);
    else if (what < 50)
        say(world, speech_everyday, incident, other);
    else if (what < 80)
        say(world, speech_playbook, incident, other);
    else
        press_something(world);
}

static void turn(struct world *world, void *thing) {
    (void)thing;
    if (world->now_ms >= world->people->until_ms)
        return;
    /* Sometimes everybody speaks at once. */
    for (int more = world_chance(world, 100) ? 1 + world_below(world, 8) : 1; more > 0; more--)
        say_something(world);
    agenda_add(world, world_below(world, 15 * MINUTE_MS), turn, NULL);
}

void people_begin(struct world *world, int64_t until_ms) {
    world->people->until_ms = until_ms;
    agenda_add(world, SECOND_MS, turn, NULL);
}

/* Where a playbook asks for what must hold first, they say that it does, or why they go on. */
void people_finish(struct world *world) {
    struct seen list[SEEN_MAX];
    int open = seen_open(world, list);
    for (int i = 0; i < open; i++) {
        struct delivery *delivery = begin(world, "resolve");
        delivery->text = arena_printf(
            world->arena, "resolve %s rolled back and well %s because: the graphs are flat",
            list[i].name, delivery->token);
        delivery_send(world, delivery);
    }
}

static void live_on(struct world *world, void *thing) {
    struct seen list[SEEN_MAX];
    (void)thing;
    if (world->now_ms >= world->people->until_ms)
        return;
    if (seen_open(world, list))
        people_finish(world);
    else if (world_chance(world, 50))
        look_at_page(world);
    else if (world_chance(world, 800))
        (void)speak_afterwards(world);
    else
        press_something(world);
    agenda_add(world, world_below(world, LATER_MS), live_on, NULL);
}

void people_live_on(struct world *world, int64_t until_ms) {
    world->people->until_ms = until_ms;
    world->people->in_no_hurry = true;
    agenda_add(world, HOUR_MS, live_on, NULL);
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
