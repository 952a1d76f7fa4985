/* A desk to try the core at: see desk.h. */
#include "tests/kit/desk.h"

#include "base/mem.h"
#include "base/str.h"
#include "store/outbox.h"
#include "tests/kit/showable.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STATEMENTS_MAX = 200 };

/* ---- Slack's side */

static void take_bytes(struct desk *desk, const struct web_call *call) {
    mem_free(desk->uploaded);
    desk->uploaded = mem_alloc(call->len + 1);
    memcpy(desk->uploaded, call->bytes, call->len);
    desk->uploaded_len = call->len;
}

/* What people see of a call, or of an acknowledgement. */
static void show(struct desk *desk, const char *method, const struct json *body) {
    showable_expect(method, body);
    if (desk->watch)
        desk->watch(desk->watcher, method, body);
}

static enum result queue_call(void *world, uint64_t ticket, const struct web_call *call,
                              struct err *err) {
    struct desk *desk = world;
    struct json *body = NULL;
    cr_assert(desk->queue_count < DESK_QUEUE_MAX);
    cr_assert_not(desk->failing.open, "called before it is committed");
    if (call->bytes)
        take_bytes(desk, call);
    const char *text = call->bytes ? "{}" : call->body;
    cr_assert_eq(json_parse(text, strlen(text), &body, err), OK);
    desk->queue[desk->queue_count].ticket = ticket;
    snprintf(desk->queue[desk->queue_count].method, 64, "%s",
             call->bytes    ? "upload"
             : call->method ? call->method
                            : "response_url");
    desk->queue[desk->queue_count++].body = body;
    return OK;
}

static void reply_lost(void *world, const char *text) {
    (void)world;
    (void)text;
}

static void no_event(void *world, const struct sender_event *event) {
    (void)world;
    (void)event;
}

static void store_failed(void *world, const char *doing, enum result result,
                         const struct err *err) {
    const struct desk *desk = world;
    cr_assert_eq(desk->failing.result, result, "%s: %s: %s", doing, result_name(result), err->text);
}

static void take_reply(struct desk *desk, const struct json *message) {
    json_free(desk->reply_message);
    desk->reply_message = json_copy(message);
    snprintf(desk->reply, sizeof desk->reply, "%s", json_text_at(message, "text"));
}

static enum result take_ack(void *world, uint32_t socket, const char *envelope_id,
                            const struct json *payload, struct err *err) {
    struct desk *desk = world;
    (void)socket;
    (void)envelope_id;
    (void)err;
    cr_assert_not(desk->failing.open, "acknowledged before it is committed");
    desk->acks++;
    take_reply(desk, payload);
    show(desk, "ack", payload);
    return OK;
}

/* What could not be stored has no answer. */
static void was_handled(void *world, const struct envelope *envelope,
                        const struct outcome *outcome) {
    struct desk *desk = world;
    (void)envelope;
    desk->result = outcome->result;
    cr_assert(!outcome->reply || (outcome->result != BUSY && outcome->result != IO), "%s",
              json_print(outcome->reply));
}

static const struct core_ports ports = {.ack = take_ack,
                                        .call = queue_call,
                                        .handled = was_handled,
                                        .reply_lost = reply_lost,
                                        .delivery = no_event,
                                        .store_failed = store_failed};

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

/* "pushpin" with all who gave it; those of one name stand together. */
static void put_reactions(struct json *message, const struct desk_said *said) {
    struct json *list = json_new_array();
    for (int i = 0; i < said->reaction_count; i++) {
        const char *name = said->reactions[i].name;
        struct json *users = json_new_array(), *reaction = json_new_object();
        bool first = true;
        for (int k = 0; k < said->reaction_count; k++) {
            if (!str_equal(said->reactions[k].name, name))
                continue;
            first = first && k >= i;
            json_push(users, json_new_string(said->reactions[k].user));
        }
        json_put_str(reaction, "name", name);
        json_put_int(reaction, "count", (int64_t)json_len(users, ""));
        json_put(reaction, "users", users);
        if (first)
            json_push(list, reaction);
        else
            json_free(reaction);
    }
    json_put(message, "reactions", list);
}

static void put_file(struct json *message, const char *name) {
    struct json *files = json_new_array(), *file = json_new_object();
    json_put_str(file, "id", "F0FILE");
    json_put_str(file, "name", name);
    json_put_str(file, "mimetype", "image/png");
    json_put_int(file, "size", 12345);
    json_put_str(file, "permalink", "https://desk.slack.test/files/U0BOB/F0FILE/x.png");
    json_push(files, file);
    json_put(message, "files", files);
}

struct json *desk_said_json(const struct desk_said *said) {
    struct json *message = json_new_object();
    if (said->reaction_count)
        put_reactions(message, said);
    if (*said->file)
        put_file(message, said->file);
    if (*said->edited) {
        struct json *edited = json_new_object();
        json_put_str(edited, "user", said->user);
        json_put_str(edited, "ts", said->edited);
        json_put(message, "edited", edited);
    }
    json_put_str(message, "type", "message");
    json_put_str(message, "user", said->user);
    json_put_str(message, "text", said->text);
    json_put_str(message, "ts", said->ts);
    if (*said->thread)
        json_put_str(message, "thread_ts", said->thread);
    if (*said->pinned_by) {
        struct json *channels = json_new_array(), *info = json_new_object();
        json_push(channels, json_new_string(said->channel));
        json_put(message, "pinned_to", channels);
        json_put_str(info, "pinned_by", said->pinned_by);
        json_put(message, "pinned_info", info);
    }
    return message;
}

static bool shows(const char *method) {
    return is_post(method) || str_equal(method, "files.completeUploadExternal");
}

/* All that was posted since then, with its metadata or its files: into the thread that is asked
 * for, or into none. */
static void list_posts(const struct desk *desk, const struct json *asked, struct json *messages) {
    double oldest = strtod(json_text_at(asked, "oldest"), NULL);
    for (int i = 0; i < desk->sent_count; i++) {
        if (!shows(desk->sent[i].method) || strtod(desk->sent[i].ts, NULL) < oldest ||
            !str_equal(json_text_at(desk->sent[i].body, "thread_ts"), json_text_at(asked, "ts")))
            continue;
        struct json *message = json_copy(desk->sent[i].body);
        json_put_str(message, "ts", desk->sent[i].ts);
        json_push(messages, message);
    }
}

/* A page of what people said in a place after that; the cursor is the number of the next one. */
static void list_said(const struct desk *desk, const struct json *body, struct json *answer) {
    struct json *messages = json_member(answer, "messages"), *metadata = json_new_object();
    double oldest = strtod(json_text_at(body, "oldest"), NULL);
    int first = atoi(json_text_at(body, "cursor")), count = 0;
    char cursor[16] = "";
    for (int i = first; i < desk->said_count && !*cursor; i++) {
        const struct desk_said *said = &desk->said[i];
        if (said->deleted || !str_equal(said->channel, json_text_at(body, "channel")) ||
            !str_equal(said->thread, json_text_at(body, "ts")) || strtod(said->ts, NULL) <= oldest)
            continue;
        if (desk->page_size && count == desk->page_size)
            snprintf(cursor, sizeof cursor, "%d", i);
        else
            json_push(messages, desk_said_json(said));
        count++;
    }
    json_put_str(metadata, "next_cursor", cursor);
    json_put(answer, "response_metadata", metadata);
}

/* One message alone, by its own ts. */
static struct json *one_said(const struct desk *desk, const struct json *asked) {
    struct json *messages = json_new_array(), *answer = json_new_object();
    for (int i = 0; i < desk->said_count; i++)
        if (!desk->said[i].deleted && str_equal(desk->said[i].ts, json_text_at(asked, "ts")) &&
            str_equal(desk->said[i].channel, json_text_at(asked, "channel")))
            json_push(messages, desk_said_json(&desk->said[i]));
    json_put_bool(answer, "ok", true);
    json_put(answer, "messages", messages);
    return answer;
}

/* history and replies */
static struct json *history(const struct desk *desk, const struct json *asked) {
    struct json *messages = json_new_array(), *answer = json_new_object();
    if (!*json_text_at(asked, "cursor"))
        list_posts(desk, asked, messages);
    json_put_bool(answer, "ok", true);
    json_put(answer, "messages", messages);
    list_said(desk, asked, answer);
    return answer;
}

void desk_new_ts(struct desk *desk, char out[32]) {
    snprintf(out, 32, "%lld.%06d", (long long)((desk->now_ms - desk->clock_error_ms) / 1000),
             (int)desk->next_ts++);
}

static struct json *list_pins(const struct desk *desk, const struct json *asked) {
    struct json *items = json_new_array(), *answer = json_new_object();
    for (int i = desk->said_count - 1; i >= 0; i--) {
        const struct desk_said *said = &desk->said[i];
        if (!*said->pinned_by || !str_equal(said->channel, json_text_at(asked, "channel")))
            continue;
        struct json *item = json_new_object();
        json_put_str(item, "type", "message");
        json_put_int(item, "created",
                     said->pinned_s ? said->pinned_s : strtoll(said->ts, NULL, 10));
        json_put_str(item, "created_by", said->pinned_by);
        json_put(item, "message", desk_said_json(said));
        json_push(items, item);
    }
    json_put_bool(answer, "ok", true);
    json_put(answer, "items", items);
    return answer;
}

/* What comes before a file stands in Slack, or NULL. */
static struct json *prepare_upload(struct desk *desk, const char *method, const struct json *body) {
    struct json *answer = json_new_object();
    json_put_bool(answer, "ok", true);
    if (str_equal(method, "conversations.open")) {
        struct json *channel = json_new_object();
        char id[64];
        snprintf(id, sizeof id, "D%s", json_text_at(body, "users"));
        json_put_str(channel, "id", id);
        json_put(answer, "channel", channel);
        return answer;
    }
    if (str_equal(method, "files.getUploadURLExternal")) {
        char id[32];
        snprintf(id, sizeof id, "F%d", (int)desk->next_ts++);
        json_put_str(answer, "file_id", id);
        json_put_str(answer, "upload_url", "https://files.slack.com/upload/v1/x");
        return answer;
    }
    if (str_equal(method, "upload"))
        return answer;
    json_free(answer);
    return NULL;
}

/* A document that was written. */
static void put_place(struct json *answer, const struct json *body) {
    char place[256];
    snprintf(place, sizeof place, "/srv/%s", json_text_at(body, "path"));
    json_put_str(answer, "place", place);
}

static void put_commit(struct json *answer, const struct json *body) {
    json_put_str(answer, "branch", json_text_at(body, "branch"));
    json_put_str(answer, "commit", "0123456789abcdef0123456789abcdef01234567");
    json_put_bool(answer, "made", true);
}

/* "Alice" for U0ALICE. */
static struct json *user_info(const struct json *asked) {
    const char *id = json_text_at(asked, "user");
    char name[32];
    snprintf(name, sizeof name, "%s", strlen(id) > 2 ? id + 2 : id);
    for (char *at = name; *at && *++at;)
        *at = (char)tolower((unsigned char)*at);
    struct json *profile = json_new_object(), *user = json_new_object(),
                *answer = json_new_object();
    json_put_str(profile, "display_name", name);
    json_put(user, "profile", profile);
    json_put_bool(answer, "ok", true);
    json_put(answer, "user", user);
    return answer;
}

/* The one group that has members: @oncall, S0ONCALL, with Bob and Carol. */
static struct json *usergroups(const char *method, const struct json *asked) {
    struct json *users = json_new_array(), *answer = json_new_object();
    const char *id = json_text_at(asked, "usergroup");
    if (!*id || str_equal(id, "S0ONCALL")) {
        json_push(users, json_new_string("U0BOB"));
        json_push(users, json_new_string("U0CAROL"));
    }
    json_put_bool(answer, "ok", true);
    if (str_equal(method, "usergroups.users.list")) {
        json_put(answer, "users", users);
        return answer;
    }
    struct json *groups = json_new_array(), *group = json_new_object();
    json_put_str(group, "id", "S0ONCALL");
    json_put_str(group, "handle", "oncall");
    json_put(group, "users", users);
    json_push(groups, group);
    json_put(answer, "usergroups", groups);
    return answer;
}

/* What is asked of Slack, or NULL for what is told. */
static struct json *question(struct desk *desk, const char *method, const struct json *body) {
    struct json *prepared = prepare_upload(desk, method, body);
    if (prepared)
        return prepared;
    if (json_is_true(body, "inclusive"))
        return one_said(desk, body);
    if (str_equal(method, "conversations.history") || str_equal(method, "conversations.replies"))
        return history(desk, body);
    if (str_equal(method, "pins.list"))
        return list_pins(desk, body);
    if (str_equal(method, "users.info"))
        return user_info(body);
    return str_starts(method, "usergroups.") ? usergroups(method, body) : NULL;
}

/* What goes to a person stands in their conversation with the bot. */
static void put_channel(struct json *answer, const char *asked) {
    char direct[64];
    bool person = *asked == 'U';
    snprintf(direct, sizeof direct, "D0%s", person && strlen(asked) > 2 ? asked + 2 : "");
    json_put_str(answer, "channel", person ? direct : asked);
}

static struct json *do_call(struct desk *desk, const char *method, struct json *body) {
    struct json *answer = question(desk, method, body);
    if (answer) {
        json_free(body);
        return answer;
    }
    char ts[32];
    answer = json_new_object();
    desk_new_ts(desk, ts);
    if (*json_text_at(body, "ts"))
        snprintf(ts, sizeof ts, "%s", json_text_at(body, "ts"));
    json_put_bool(answer, "ok", true);
    put_channel(answer, json_text_at(body, "channel"));
    json_put_str(answer, "ts", ts);
    show(desk, method, body);
    if (str_equal(method, OUTBOX_WRITE))
        put_place(answer, body);
    if (str_equal(method, OUTBOX_READ))
        json_put_str(answer, "text", "# Lessons\nThe pager was muted.\n");
    if (str_equal(method, OUTBOX_COMMIT))
        put_commit(answer, body);
    keep(desk, method, body, ts);
    desk_answer_of_channel(desk, method, body, answer);
    return answer;
}

static bool is_refused(struct desk *desk, const char *method, const struct json *body) {
    if (!desk->refuse_times || (*desk->refuse_method && !str_equal(desk->refuse_method, method)))
        return false;
    if (*desk->refuse_channel && !str_equal(desk->refuse_channel, json_text_at(body, "channel")))
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
    struct web_answer answer = web_answer_none(WEB_OK, "");
    JSON_AUTO *done = NULL;
    if (desk->away) {
        answer.outcome = WEB_UNSENT;
        answer.text = "Slack is away";
        json_free(body);
    } else if (is_refused(desk, method, body)) {
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
        answer.outcome = json_is_true(done, "ok") ? WEB_OK : WEB_REFUSED;
        answer.error = answer.text = json_text_at(done, "error");
    }
    torture_arm(desk, 0); /* then the next run takes it up */
    core_answered(desk->core, ticket, &answer, desk->now_ms);
    (void)torture_was_met(desk);
}

/* ---- Time */

/* Everything that can happen now; returns when something can happen next. */
static int64_t settle(struct desk *desk) {
    for (int turns = 0;; turns++) {
        cr_assert(turns < 10000, "it never comes to rest");
        int64_t next_ms = torture_run(desk);
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

void desk_pass_days(struct desk *desk, int days) {
    static const char sql[] =
        "UPDATE job SET due_ms = $1, within_ms = $2 WHERE kind IN ('housekeeping', 'heard')";
    struct err err;
    for (int i = 0; i < days; i++) {
        cr_assert_eq(db_run(&desk->store.db, &err, sql,
                            DB_VALUES(db_int(desk->now_ms + DAY_MS), db_int(DAY_MS))),
                     OK, "%s", err.text);
        desk_pass(desk, DAY_MS);
    }
}

static void start(struct desk *desk) {
    struct err err;
    bool failed = true;
    for (int after = 0; failed; after++) {
        torture_arm(desk, after);
        enum result result =
            core_new(&desk->dispatch, &ports, desk, desk->now_ms, &desk->core, &err);
        failed = torture_was_met(desk);
        cr_assert_eq(result == OK, !failed, "%s: %s", result_name(result), err.text);
    }
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

void desk_reload(struct desk *desk, const char *setting) {
    struct faults faults = faults_new();
    config_set(&desk->config, setting, &faults);
    struct library *library = library_reload(&desk->config, &faults);
    cr_assert_eq(faults.count, 0, "%s", faults.text.text);
    faults_free(&faults);
    library_free(desk->library);
    desk->dispatch.library = desk->library = library;
    core_reloaded(desk->core, desk->now_ms);
    settle(desk);
}

void desk_deliver(struct desk *desk, struct json *envelope) {
    take_reply(desk, NULL);
    torture_envelope(desk, envelope);
    json_free(envelope);
    settle(desk);
}

void desk_refuse(struct desk *desk, const char *method, const char *error, int times) {
    snprintf(desk->refuse_method, sizeof desk->refuse_method, "%s", method);
    snprintf(desk->refuse_error, sizeof desk->refuse_error, "%s", error);
    desk->refuse_times = times;
}

void desk_close_channel(struct desk *desk, const char *channel, const char *error) {
    snprintf(desk->refuse_channel, sizeof desk->refuse_channel, "%s", channel);
    desk_refuse(desk, "", error, INT_MAX);
}

void desk_open_channel(struct desk *desk) {
    desk->refuse_channel[0] = 0;
    desk->refuse_times = 0;
}

/* ---- The link */

void desk_connect(struct desk *desk) {
    torture_arm(desk, 0); /* then the next run takes it up */
    core_connected(desk->core, desk->now_ms);
    (void)torture_was_met(desk);
    settle(desk);
}

void desk_disconnect(struct desk *desk) {
    torture_arm(desk, 0);
    core_disconnected(desk->core, desk->now_ms);
    (void)torture_was_met(desk);
    settle(desk);
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

/* The same text at a place of its own, because the store knows a statement by where it stands. */
static const char *statement(const char *sql) {
    static char *known[STATEMENTS_MAX];
    int i = 0;
    while (i < STATEMENTS_MAX && known[i] && !str_equal(known[i], sql))
        i++;
    cr_assert_lt(i, STATEMENTS_MAX);
    if (!known[i])
        known[i] = mem_strdup(sql);
    return known[i];
}

int64_t desk_number(struct desk *desk, const char *sql) {
    struct err err;
    int64_t number = -1;
    enum result result = db_run_int(&desk->store.db, &err, &number, statement(sql), NULL, 0);
    cr_assert(result == OK || result == ABSENT, "%s: %s", sql, err.text);
    return number;
}

const char *desk_text(struct desk *desk, const char *sql) {
    static char text[4096];
    struct err err;
    struct db_rows rows;
    text[0] = 0;
    enum result result = db_first(&desk->store.db, &err, &rows, statement(sql), NULL, 0);
    cr_assert(result == OK || result == ABSENT, "%s: %s", sql, err.text);
    if (result == OK)
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
    desk->config.slack.pace_ms = 0; /* people here are as fast as they like */
    for (; settings && *settings; settings++)
        config_set(&desk->config, *settings, &faults);
    desk->library = library_load(&desk->config, &faults);
    cr_assert_eq(faults.count, 0, "%s", faults.text.text);
    faults_free(&faults);
    cr_assert_eq(templates_load(shipped_templates, NULL, &desk->templates, &err), OK, "%s",
                 err.text);
    cr_assert_eq(store_open(&desk->store, address, &err), OK, "%s", err.text);
    failing_store_put(&desk->failing, &desk->store);
    store_image_begin(&desk->torture.image, &desk->failing.inner);
    desk->torture.on = torture_is_wanted();
    desk->random = random_new(++desks);
    desk->now_ms = DESK_BEGIN_MS;
    desk->refuse_outcome = WEB_REFUSED;
    desk->dispatch =
        (struct dispatch){.store = &desk->store,
                          .config = &desk->config,
                          .library = desk->library,
                          .templates = desk->templates,
                          .random = &desk->random,
                          .place = {"C0INCIDENTS", "U0INCIDENTD", "https://desk.slack.test/"}};
    snprintf(desk->channel, sizeof desk->channel, "C0GENERAL");
    start(desk);
    desk_connect(desk);
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
    mem_free(desk->uploaded);
    core_free(desk->core);
    store_close(&desk->store);
    store_image_finish(&desk->torture.image);
    templates_free(desk->templates);
    library_free(desk->library);
    config_finish(&desk->config);
    mem_free(desk);
}
