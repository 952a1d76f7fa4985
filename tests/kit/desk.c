/* A desk to try the core at: see desk.h. */
#include "tests/kit/desk.h"

#include "base/mem.h"
#include "base/str.h"
#include "model/slack_text.h"
#include "store/inbox.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Slack's side */

static enum result queue_call(void *world, uint64_t ticket, const struct web_call *call,
                              struct err *err) {
    struct desk *desk = world;
    struct json *body = NULL;
    cr_assert(desk->queue_count < DESK_QUEUE_MAX);
    cr_assert_eq(json_parse(call->body, strlen(call->body), &body, err), OK);
    desk->queue[desk->queue_count].ticket = ticket;
    snprintf(desk->queue[desk->queue_count].method, 64, "%s",
             call->method ? call->method : "response_url");
    desk->queue[desk->queue_count++].body = body;
    return OK;
}

static void no_event(void *world, const struct sender_event *event) {
    (void)world;
    (void)event;
}

static void store_failed(void *world, const char *doing, enum result result,
                         const struct err *err) {
    const struct desk *desk = world;
    cr_assert_eq(desk->fail_result, result, "%s: %s: %s", doing, result_name(result), err->text);
}

static const struct core_ports ports = {
    .call = queue_call, .delivery = no_event, .store_failed = store_failed};

static void keep(struct desk *desk, const char *method, struct json *body, const char *ts) {
    cr_assert(desk->sent_count < DESK_SENT_MAX);
    struct desk_sent *sent = &desk->sent[desk->sent_count++];
    sent->method = mem_strdup(method);
    sent->body = body;
    sent->at_ms = desk->now_ms;
    snprintf(sent->ts, sizeof sent->ts, "%s", ts);
}

static bool is_post(const char *method) {
    return str_equal(method, "chat.postMessage");
}

/* history and replies: all that was posted since oldest, with its metadata */
static struct json *history(struct desk *desk, const char *oldest) {
    struct json *messages = json_new_array(), *body = json_new_object();
    for (int i = 0; i < desk->sent_count; i++) {
        if (!is_post(desk->sent[i].method) || strtod(desk->sent[i].ts, NULL) < strtod(oldest, NULL))
            continue;
        struct json *message = json_copy(desk->sent[i].body);
        json_put_str(message, "ts", desk->sent[i].ts);
        json_push(messages, message);
    }
    json_put_bool(body, "ok", true);
    json_put(body, "messages", messages);
    return body;
}

static struct json *do_call(struct desk *desk, const char *method, struct json *body) {
    if (str_starts(method, "conversations.")) {
        struct json *found = history(desk, json_text_at(body, "oldest"));
        json_free(body);
        return found;
    }
    char ts[32];
    struct json *answer = json_new_object();
    snprintf(ts, sizeof ts, "%lld.%06d", (long long)((desk->now_ms - desk->clock_error_ms) / 1000),
             (int)desk->next_ts++);
    if (*json_text_at(body, "ts"))
        snprintf(ts, sizeof ts, "%s", json_text_at(body, "ts"));
    json_put_bool(answer, "ok", true);
    json_put_str(answer, "channel", json_text_at(body, "channel"));
    json_put_str(answer, "ts", ts);
    keep(desk, method, body, ts);
    return answer;
}

static bool is_refused(struct desk *desk, const char *method) {
    if (!desk->refuse_times || (*desk->refuse_method && !str_equal(desk->refuse_method, method)))
        return false;
    desk->refuse_times--;
    return true;
}

static void answer_first(struct desk *desk) {
    char method[64];
    uint64_t ticket = desk->queue[0].ticket;
    struct json *body = desk->queue[0].body;
    memcpy(method, desk->queue[0].method, sizeof method);
    desk->queue_count--;
    memmove(&desk->queue[0], &desk->queue[1], (size_t)desk->queue_count * sizeof desk->queue[0]);
    struct web_answer answer = {.outcome = WEB_OK,
                                .text = "",
                                .error = "",
                                .needed = "",
                                .provided = "",
                                .messages = "",
                                .warning = "",
                                .request_id = "",
                                .scopes = "",
                                .retry_after_ms = -1};
    JSON_AUTO *done = NULL;
    if (desk->away) {
        answer.outcome = WEB_UNSENT;
        answer.text = "Slack is away";
        json_free(body);
    } else if (is_refused(desk, method)) {
        answer.outcome = desk->refuse_outcome;
        answer.error = answer.text = desk->refuse_error;
        answer.retry_after_ms = desk->refuse_outcome == WEB_LATER ? 30000 : -1;
        if (desk->refuse_after_effect)
            json_free(do_call(desk, method, body));
        else
            json_free(body);
    } else {
        done = do_call(desk, method, body);
        answer.body = done;
    }
    core_answered(desk->core, ticket, &answer, desk->now_ms);
}

/* ---- A store that fails when told */

static bool fails(struct desk *desk) {
    if (desk->fail_times == 0 || desk->fail_after-- > 0)
        return false;
    desk->fail_times--;
    desk->fail_after = 0;
    return true;
}

static enum result failing_script(void *engine, const char *sql, struct err *err) {
    struct desk *desk = engine;
    if (!str_equal(sql, "ROLLBACK") && fails(desk))
        return fail(err, desk->fail_result, "as told");
    return desk->inner.driver->script(desk->inner.engine, sql, err);
}

static enum result failing_open(void *engine, const char *sql, const struct db_value *values,
                                int count, void **ret_rows, struct err *err) {
    struct desk *desk = engine;
    if (fails(desk))
        return fail(err, desk->fail_result, "as told");
    return desk->inner.driver->open(desk->inner.engine, sql, values, count, ret_rows, err);
}

static void failing_end(void *engine) {
    struct desk *desk = engine;
    desk->inner.driver->end(desk->inner.engine);
}

/* Rows are the inner engine's own, and so is what reads them. */
static void put_failing_driver(struct desk *desk) {
    static struct db_driver driver;
    desk->inner = desk->store.db;
    driver = *desk->inner.driver;
    driver.script = failing_script;
    driver.open = failing_open;
    driver.end = failing_end;
    desk->store.db = (struct db){&driver, desk};
}

/* ---- Time */

/* Everything that can happen now; returns when something can happen next. */
static int64_t settle(struct desk *desk) {
    for (int turns = 0;; turns++) {
        cr_assert(turns < 10000, "it never comes to rest");
        int64_t next_ms = core_run(desk->core, desk->now_ms);
        if (desk->queue_count)
            answer_first(desk);
        else if (next_ms > desk->now_ms)
            return next_ms;
    }
}

void desk_pass(struct desk *desk, int64_t ms) {
    int64_t end_ms = desk->now_ms + ms;
    for (int64_t next_ms = settle(desk); next_ms <= end_ms; next_ms = settle(desk))
        desk->now_ms = next_ms;
    desk->now_ms = end_ms;
    settle(desk);
}

static struct request nothing_asked(enum trigger trigger, const char *name) {
    return (struct request){.trigger = trigger,
                            .key = "",
                            .name = name,
                            .args = "",
                            .typed = "",
                            .user = "",
                            .channel = "",
                            .thread = "",
                            .trigger_id = "",
                            .response_url = ""};
}

static void start(struct desk *desk) {
    struct err err;
    cr_assert_eq(core_new(&desk->dispatch, &ports, desk, desk->now_ms, &desk->core, &err), OK, "%s",
                 err.text);
}

void desk_restart(struct desk *desk, int64_t ms) {
    for (int i = 0; i < desk->queue_count; i++)
        json_free(desk->queue[i].body);
    desk->queue_count = 0;
    core_free(desk->core);
    desk->now_ms += ms;
    start(desk);
    settle(desk);
}

/* ---- People */

static void take_reply(struct desk *desk, const struct json *message) {
    json_free(desk->reply_message);
    desk->reply_message = json_copy(message);
    snprintf(desk->reply, sizeof desk->reply, "%s", json_text_at(message, "text"));
}

static void run(struct desk *desk, struct request *rq, enum reply_by reply_by) {
    struct outcome outcome = dispatch(&desk->dispatch, rq, reply_by, desk->now_ms);
    desk->result = outcome.result;
    take_reply(desk, outcome.reply);
    json_free(outcome.reply);
    settle(desk);
}

static void type(struct desk *desk, const char *user, const char *text) {
    char key[64], url[64];
    struct request rq = nothing_asked(TRIGGER_COMMAND, "");
    snprintf(key, sizeof key, "slash:%d", desk->deliveries);
    snprintf(url, sizeof url, "http://127.0.0.1/commands/%d", desk->deliveries);
    rq.key = key;
    rq.response_url = url;
    rq.user = user;
    rq.channel = desk->channel;
    rq.thread = desk->thread;
    STR_AUTO(typed, SLACK_TEXT_MAX);
    slack_text_in(SLACK_WIRE, text, &typed);
    rq.typed = typed.text;
    run(desk, &rq, REPLY_BY_ACK);
}

void desk_type(struct desk *desk, const char *user, const char *text) {
    desk->deliveries++;
    type(desk, user, text);
}

void desk_type_again(struct desk *desk, const char *user, const char *text) {
    type(desk, user, text);
}

void desk_mention(struct desk *desk, const char *user, const char *text) {
    char key[64];
    struct request rq = nothing_asked(TRIGGER_COMMAND, "");
    snprintf(key, sizeof key, "event:%d", ++desk->deliveries);
    rq.key = key;
    rq.user = user;
    rq.channel = desk->channel;
    rq.thread = desk->thread;
    STR_AUTO(typed, SLACK_TEXT_MAX);
    slack_text_in(SLACK_WIRE, text, &typed);
    rq.typed = typed.text;
    run(desk, &rq, REPLY_BY_CALL);
}

/* ---- Looking */

int desk_count(const struct desk *desk, const char *part, int from) {
    int count = 0;
    for (int i = from; i < desk->sent_count; i++)
        count += strstr(json_print(desk->sent[i].body), part) != NULL;
    return count;
}

const struct desk_sent *desk_find(const struct desk *desk, const char *part) {
    for (int i = desk->sent_count - 1; i >= 0; i--)
        if (strstr(json_print(desk->sent[i].body), part))
            return &desk->sent[i];
    return NULL;
}

int64_t desk_number(struct desk *desk, const char *sql) {
    struct err err;
    int64_t number = -1;
    enum result result = db_run_int(&desk->store.db, &err, &number, sql, NULL, 0);
    cr_assert(result == OK || result == ABSENT, "%s: %s", sql, err.text);
    return number;
}

const char *desk_text(struct desk *desk, const char *sql) {
    static char text[4096];
    struct err err;
    struct db_rows rows;
    text[0] = 0;
    cr_assert_eq(db_query(&desk->store.db, &err, &rows, sql, NULL, 0), OK, "%s", err.text);
    if (db_next(&rows, &err) == OK)
        snprintf(text, sizeof text, "%s", db_column_text(&rows, 0));
    db_done(&rows);
    return text;
}

/* ---- Life */

struct desk *desk_new(const char *const *settings) {
    return desk_new_at("sqlite::memory:", settings);
}

struct desk *desk_new_at(const char *address, const char *const *settings) {
    static uint64_t desks; /* two that follow each other at one store must not have the same ids */
    struct err err;
    struct desk *desk = mem_alloc(sizeof *desk);
    struct faults faults = faults_new();
    config_defaults(&desk->config, &(struct config_environment){0});
    for (; settings && *settings; settings++)
        config_set(&desk->config, *settings, &faults);
    cr_assert_eq(faults.count, 0, "%s", faults.text.text);
    faults_free(&faults);
    cr_assert_eq(templates_load(shipped_templates, NULL, &desk->templates, &err), OK, "%s",
                 err.text);
    cr_assert_eq(store_open(&desk->store, address, &err), OK, "%s", err.text);
    put_failing_driver(desk);
    desk->fail_result = BUSY;
    desk->random = random_new(++desks);
    desk->now_ms = DESK_BEGIN_MS;
    desk->refuse_outcome = WEB_REFUSED;
    desk->dispatch = (struct dispatch){.store = &desk->store,
                                       .config = &desk->config,
                                       .templates = desk->templates,
                                       .random = &desk->random,
                                       .place = {"C0INCIDENTS", "U0INCIDENTD"}};
    snprintf(desk->channel, sizeof desk->channel, "C0GENERAL");
    start(desk);
    return desk;
}

void desk_free(struct desk *desk) {
    for (int i = 0; i < desk->sent_count; i++) {
        json_free(desk->sent[i].body);
        mem_free((void *)(uintptr_t)desk->sent[i].method);
    }
    for (int i = 0; i < desk->queue_count; i++)
        json_free(desk->queue[i].body);
    json_free(desk->reply_message);
    core_free(desk->core);
    store_close(&desk->store);
    templates_free(desk->templates);
    config_finish(&desk->config);
    mem_free(desk);
}
