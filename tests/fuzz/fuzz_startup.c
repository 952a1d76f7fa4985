/* Fuzzes what Slack answers to the questions at start: they end once, ready in a channel or with a
 * sentence for the operator, or they go on asking. */
#include "base/utf8.h"
#include "bot/loop.h"
#include "bot/startup.h"
#include "tests/fuzz/answers.h"
#include "tests/fuzz/expect.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The question that waits for its answer. */
static struct {
    void (*answered)(void *user, const struct web_answer *answer);
    void *user;
} question;

struct world {
    struct dispatch dispatch;
    int ends;
    bool waits;
};

/* In place of bot/web_api.c. */
enum result web_api_call(struct web_api *api, const struct web_call *call,
                         void (*answered)(void *user, const struct web_answer *answer), void *user,
                         struct err *err) {
    JSON_AUTO *body = NULL;
    (void)api;
    expect(!question.answered && call->method && call->token == WEB_TOKEN_BOT);
    expect(json_parse(call->body, strlen(call->body), &body, err) == OK);
    question.answered = answered;
    question.user = user;
    return OK;
}

static void done(void *owner, enum startup_verdict verdict, const char *text) {
    struct world *world = owner;
    expect(world->ends++ == 0);
    expect((verdict == STARTUP_READY) == !*text);
    expect(utf8_valid(text, strlen(text)));
    expect(*world->dispatch.place.channel);
}

static void delayed(void *owner, const char *text, int64_t retry_ms) {
    struct world *world = owner;
    expect(*text && retry_ms > 0);
    world->waits = true;
}

static const struct startup_events events = {done, delayed};

static void hear(struct world *world, struct answers *answers) {
    struct fuzz_answer next;
    while (question.answered && !world->ends && !world->waits && answers_next(answers, &next)) {
        void (*answered)(void *user, const struct web_answer *answer) = question.answered;
        question.answered = NULL;
        answered(question.user, &next.answer);
        answers_free(&next);
    }
    question.answered = NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct answers answers = {(const char *)data, (const char *)data + size};
    struct world world = {.ends = 0};
    struct config config;
    struct store store;
    struct loop *loop = NULL;
    struct err err;
    config_defaults(&config, &(struct config_environment){0});
    expect(store_open(&store, "sqlite::memory:", &err) == OK && loop_new(&loop, &err) == OK);
    world.dispatch = (struct dispatch){.store = &store, .config = &config};
    struct startup *startup = startup_new(loop, NULL, &world.dispatch, &events, &world);
    hear(&world, &answers);
    startup_free(startup);
    loop_free(loop);
    store_close(&store);
    config_finish(&config);
    return 0;
}
