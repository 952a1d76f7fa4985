/* The questions at start, against a Web API on loopback. */
#include "bot/startup.h"

#include "bot/loop.h"
#include "store/facts.h"
#include "tests/kit/peer.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

struct world {
    struct loop *loop;
    struct dispatch dispatch;
    char channel_meanwhile[64], channel[64];
    enum startup_verdict verdict;
};

static void done(void *owner, enum startup_verdict verdict, const char *text) {
    struct world *world = owner;
    (void)text;
    world->verdict = verdict;
    snprintf(world->channel, sizeof world->channel, "%s", world->dispatch.place.channel);
    loop_stop(world->loop);
}

static void delayed(void *owner, const char *text, int64_t retry_ms) {
    struct world *world = owner;
    (void)text;
    (void)retry_ms;
    snprintf(world->channel_meanwhile, sizeof world->channel_meanwhile, "%s",
             world->dispatch.place.channel);
}

static const struct startup_events events = {done, delayed};

/* The channel of last time is gone; the list comes at the second attempt. */
static void answer(struct peer_link *link) {
    static int lists;
    char body[512];
    while (peer_read_head(link)) {
        peer_read_body(link, body, sizeof body);
        if (strstr(link->head, "auth.test"))
            peer_answer(link, 200, "", "{\"ok\":true,\"user_id\":\"U0BOT\"}");
        else if (strstr(link->head, "conversations.info"))
            peer_answer(link, 200, "", "{\"ok\":false,\"error\":\"channel_not_found\"}");
        else if (lists++ == 0)
            peer_answer(link, 503, "", "");
        else
            peer_answer(link, 200, "",
                        "{\"ok\":true,\"channels\":[{\"id\":\"C0NEW\",\"name\":\"incidents\","
                        "\"is_member\":true}]}");
    }
}

static void remember(struct store *store, const char *name, const char *value) {
    struct err err;
    cr_assert_eq(fact_put(store, name, value, &err), OK, "%s", err.text);
}

Test(startup, a_channel_that_is_looked_for_again_is_never_nowhere) {
    struct err err;
    struct world world = {.verdict = STARTUP_CONFIGURATION};
    struct store store;
    struct config config;
    struct web_api *api;
    char url[64];
    config_defaults(&config, &(struct config_environment){0});
    cr_assert_eq(store_open(&store, "sqlite::memory:", &err), OK, "%s", err.text);
    remember(&store, "channel #incidents", "C0OLD");
    remember(&store, "bot_user", "U0BOT");
    struct peer *peer = peer_start(&(struct peer_settings){.serve = answer});
    snprintf(url, sizeof url, "http://localhost:%d/api/", peer_port(peer));
    struct web_api_settings settings = {
        .base_url = url, .app_token = "xapp-test-token", .bot_token = "xoxb-test-token"};
    cr_assert_eq(loop_new(&world.loop, &err), OK);
    cr_assert_eq(web_api_new(world.loop, &settings, &api, &err), OK, "%s", err.text);
    world.dispatch = (struct dispatch){.store = &store, .config = &config};
    struct startup *startup = startup_new(world.loop, api, &world.dispatch, &events, &world);
    cr_assert(startup_knew(startup), "the socket does not wait");
    loop_run(world.loop);
    cr_assert_str_eq(world.channel_meanwhile, "C0OLD", "an incident declared now needs a channel");
    cr_assert_eq(world.verdict, STARTUP_READY);
    cr_assert_str_eq(world.channel, "C0NEW");
    startup_free(startup);
    loop_free(world.loop);
    peer_stop(peer);
    store_close(&store);
    config_finish(&config);
}
