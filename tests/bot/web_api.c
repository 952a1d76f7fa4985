/* The Web API client against servers that answer rightly, wrongly, late and not at all. */
#include "bot/web_api.h"

#include "base/json.h"
#include "base/str.h"
#include "bot/loop.h"
#include "tests/kit/descriptors.h"
#include "tests/kit/peer.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATIENCE_MS = 60 * 1000, KEPT = 512, BODY_SIZE = 64 * 1024 };

#define BOT_TOKEN "xoxb-test-bot"
#define APP_TOKEN "xapp-test-app"

/* The caller's side of a test. */
struct world {
    int64_t timeout_ms; /* for either step; 0 is the default */
    int descriptors;    /* before the test */
    struct loop *loop;
    struct web_api *api;
    struct loop_task limit;
    int64_t give_up_ms;
    int answers, wanted;
    char url[128];
    /* The last answer. */
    enum web_outcome outcome;
    char text[KEPT], error[KEPT], needed[KEPT], provided[KEPT], messages[KEPT], warning[KEPT];
    char request_id[KEPT];
    struct json *body;
    int http_status;
    int64_t retry_after_ms;
};

static int64_t watch_patience(void *owner, int64_t now_ms) {
    struct world *world = owner;
    if (!world->give_up_ms)
        world->give_up_ms = now_ms + PATIENCE_MS;
    cr_assert(now_ms < world->give_up_ms, "no answer came");
    return world->give_up_ms;
}

static void keep(void *user, const struct web_answer *answer) {
    struct world *world = user;
    world->outcome = answer->outcome;
    snprintf(world->text, KEPT, "%s", answer->text);
    snprintf(world->error, KEPT, "%s", answer->error);
    snprintf(world->needed, KEPT, "%s", answer->needed);
    snprintf(world->provided, KEPT, "%s", answer->provided);
    snprintf(world->messages, KEPT, "%s", answer->messages);
    snprintf(world->warning, KEPT, "%s", answer->warning);
    snprintf(world->request_id, KEPT, "%s", answer->request_id);
    json_free(world->body);
    world->body = json_copy(answer->body);
    world->http_status = answer->http_status;
    world->retry_after_ms = answer->retry_after_ms;
    if (++world->answers == world->wanted)
        loop_stop(world->loop);
}

static struct web_api_settings settings_for(struct world *world, const char *scheme, int port) {
    snprintf(world->url, sizeof world->url, "%s://localhost:%d/api", scheme, port);
    return (struct web_api_settings){
        .network = {.connect_timeout_ms = world->timeout_ms,
                    .answer_timeout_ms = world->timeout_ms},
        .base_url = world->url,
        .app_token = APP_TOKEN,
        .bot_token = BOT_TOKEN,
    };
}

static struct world new_world(void) {
    return (struct world){.descriptors = descriptors_open_with_libuv()};
}

static void open_world(struct world *world, const struct web_api_settings *settings) {
    struct err err;
    world->wanted = 1;
    cr_assert(loop_new(&world->loop, &err) == OK);
    cr_assert(web_api_new(world->loop, settings, &world->api, &err) == OK, "%s", err.text);
    world->limit =
        (struct loop_task){.run = watch_patience, .owner = world, .clock = LOOP_MONOTONIC};
    loop_add(world->loop, &world->limit);
}

/* The end of every test: the loop closes clean and no descriptor stays open. */
static void close_world(struct world *world) {
    loop_free(world->loop);
    json_free(world->body);
    cr_assert(descriptors_are_back(world->descriptors), "descriptors are left open");
}

static void start(struct world *world, const struct web_call *call) {
    struct err err;
    cr_assert(web_api_call(world->api, call, keep, world, &err) == OK, "%s", err.text);
}

static const struct web_call post = {
    .method = "chat.postMessage", .body = "{\"channel\":\"C1\"}", .token = WEB_TOKEN_BOT};

/* One call against one script; world keeps the answer. */
static void play_call(struct world *world, const struct peer_settings *peer_settings,
                      const struct web_call *call) {
    struct peer *peer = peer_start(peer_settings);
    struct web_api_settings settings =
        settings_for(world, peer_settings->certificate ? "https" : "http", peer_port(peer));
    if (peer_settings->certificate)
        settings.network.ca_file = peer_ca_file();
    open_world(world, &settings);
    start(world, call);
    loop_run(world->loop);
    peer_stop(peer);
}

static void play(struct world *world, void (*serve)(struct peer_link *link)) {
    play_call(world, &(struct peer_settings){.serve = serve}, &post);
}

static void expect(const struct world *world, enum web_outcome outcome, const char *part) {
    cr_assert_str_eq(web_outcome_name(world->outcome), web_outcome_name(outcome), "%s",
                     world->text);
    cr_assert(strstr(world->text, part), "the text is: %s", world->text);
    cr_assert(!strstr(world->text, "test-bot") && !strstr(world->text, "test-app"),
              "a token is in: %s", world->text);
}

/* ---- What is sent. */

static char seen_head[PEER_HEAD_SIZE], seen_body[BODY_SIZE];
static unsigned seen_requests, seen_connections;
static uint64_t tickets_back;

static bool take_request(struct peer_link *link) {
    if (!peer_read_head(link))
        return false;
    memcpy(seen_head, link->head, sizeof seen_head);
    peer_read_body(link, seen_body, sizeof seen_body);
    seen_requests++;
    seen_connections = link->number + 1;
    return true;
}

static void say_ok(struct peer_link *link) {
    while (take_request(link))
        peer_answer(link, 200, "x-slack-req-id: abc123\r\n",
                    "{\"ok\":true,\"ts\":\"1700000000.123456\",\"warning\":\"missing_charset\"}");
}

/* Slack: F22 */
Test(web_api, a_call_that_writes_is_sent_as_json_with_the_bot_token) {
    struct world world = new_world();
    play(&world, say_ok);
    expect(&world, WEB_OK, "chat.postMessage");
    cr_assert(str_starts(seen_head, "POST /api/chat.postMessage HTTP/1.1\r\n"), "%s", seen_head);
    cr_assert(strstr(seen_head, "\r\nContent-Type: application/json; charset=utf-8\r\n"));
    cr_assert(strstr(seen_head, "\r\nAuthorization: Bearer " BOT_TOKEN "\r\n"));
    cr_assert(!strcasestr(seen_head, "Expect:"));
    cr_assert_str_eq(seen_body, "{\"channel\":\"C1\"}");
    cr_assert_str_eq(json_text_at(world.body, "ts"), "1700000000.123456");
    cr_assert_str_eq(world.request_id, "abc123");
    cr_assert_str_eq(world.warning, "missing_charset");
    cr_assert(world.http_status == 200 && world.retry_after_ms == -1 && !world.error[0]);
    close_world(&world);
}

Test(web_api, a_call_that_reads_is_sent_as_a_form) {
    struct world world = new_world();
    play_call(&world, &(struct peer_settings){.serve = say_ok},
              &(struct web_call){.method = "conversations.history",
                                 .body = "{\"channel\":\"C 1&\",\"limit\":5,\"inclusive\":true,"
                                         "\"oldest\":null,\"types\":[\"a\"],\"empty\":\"\"}",
                                 .token = WEB_TOKEN_BOT});
    expect(&world, WEB_OK, "");
    cr_assert(strstr(seen_head, "\r\nContent-Type: application/x-www-form-urlencoded\r\n"));
    cr_assert_str_eq(seen_body,
                     "channel=C%201%26&limit=5&inclusive=true&types=%5B%22a%22%5D&empty=", "%s",
                     seen_body);
    close_world(&world);
}

Test(web_api, the_socket_is_asked_for_with_the_app_token_and_an_empty_form) {
    struct world world = new_world();
    play_call(&world, &(struct peer_settings){.serve = say_ok},
              &(struct web_call){.method = "apps.connections.open", .token = WEB_TOKEN_APP});
    cr_assert(strstr(seen_head, "\r\nAuthorization: Bearer " APP_TOKEN "\r\n"), "%s", seen_head);
    cr_assert(strstr(seen_head, "\r\nContent-Length: 0\r\n"));
    close_world(&world);
}

static void say_plain_ok(struct peer_link *link) {
    while (take_request(link))
        peer_answer(link, 200, "", "ok");
}

/* Slack: E16 */
Test(web_api, a_response_url_gets_no_token_and_may_answer_in_plain_text) {
    struct world world = new_world();
    struct peer *peer = peer_start(&(struct peer_settings){.serve = say_plain_ok});
    struct web_api_settings settings = settings_for(&world, "http", 1);
    char url[128];
    snprintf(url, sizeof url, "http://localhost:%d/commands/T1/2/secret", peer_port(peer));
    open_world(&world, &settings);
    start(&world,
          &(struct web_call){.url = url, .body = "{\"text\":\"hi\"}", .token = WEB_TOKEN_BOT});
    loop_run(world.loop);
    expect(&world, WEB_OK, "the response URL");
    cr_assert(str_starts(seen_head, "POST /commands/T1/2/secret HTTP/1.1\r\n"), "%s", seen_head);
    cr_assert(!strcasestr(seen_head, "Authorization"));
    cr_assert(!world.body);
    peer_stop(peer);
    close_world(&world);
}

static void say_gone(struct peer_link *link) {
    while (take_request(link))
        peer_answer(link, 404, "", "expired_url");
}

/* Slack: E16 */
Test(web_api, a_response_url_that_is_used_up_is_a_final_no_and_stays_out_of_the_text) {
    struct world world = new_world();
    struct peer *peer = peer_start(&(struct peer_settings){.serve = say_gone});
    struct web_api_settings settings = settings_for(&world, "http", 1);
    char url[128];
    snprintf(url, sizeof url, "http://localhost:%d/commands/T1/2/secret", peer_port(peer));
    open_world(&world, &settings);
    start(&world, &(struct web_call){.url = url});
    loop_run(world.loop);
    expect(&world, WEB_REFUSED, "http_404");
    cr_assert(!strstr(world.text, "secret"), "%s", world.text);
    peer_stop(peer);
    close_world(&world);
}

Test(web_api, a_file_goes_out_as_it_is_without_a_token) {
    struct world world = new_world();
    struct peer *peer = peer_start(&(struct peer_settings){.serve = say_plain_ok});
    struct web_api_settings settings = settings_for(&world, "http", peer_port(peer));
    char url[128];
    snprintf(url, sizeof url, "http://localhost:%d/upload/v1/secret", peer_port(peer));
    open_world(&world, &settings);
    start(&world,
          &(struct web_call){.url = url, .bytes = "a\0b", .len = 3, .token = WEB_TOKEN_BOT});
    loop_run(world.loop);
    expect(&world, WEB_OK, "the upload");
    cr_assert(strcasestr(seen_head, "Content-Length: 3\r\n"), "%s", seen_head);
    cr_assert(strcasestr(seen_head, "Content-Type: application/octet-stream\r\n"));
    cr_assert(!strcasestr(seen_head, "Authorization"));
    cr_assert(memcmp(seen_body, "a\0b", 3) == 0);
    peer_stop(peer);
    close_world(&world);
}

Test(web_api, a_file_goes_to_slacks_own_hosts_only) {
    struct world world = new_world();
    struct web_api_settings settings = {.base_url = "https://slack-gov.com/api/"};
    struct err err;
    open_world(&world, &settings);
    static const char *const others[] = {
        "https://example.org/upload",           "https://slack.com.example.org/upload",
        "https://notslack.com/upload",          "http://files.slack.com/upload",
        "http://files.slack-gov.com/up",        "https://example.org/@files.slack.com/",
        "https://files.slack.com@example.org/",
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct web_call call = {.url = others[i], .bytes = "a", .len = 1};
        cr_assert(web_api_call(world.api, &call, keep, &world, &err) == INVALID, "%s", others[i]);
        cr_assert(strstr(err.text, "no host of Slack's"), "%s", err.text);
    }
    cr_assert(web_api_count(world.api) == 0);
    close_world(&world);
}

static void sum_tickets(void *user, const struct web_answer *answer) {
    struct world *world = user;
    tickets_back += answer->ticket;
    keep(world, answer);
}

Test(web_api, each_answer_brings_back_the_ticket_of_its_call) {
    struct world world = new_world();
    struct err err;
    struct peer *peer = peer_start(&(struct peer_settings){.serve = say_ok});
    struct web_api_settings settings = settings_for(&world, "http", peer_port(peer));
    open_world(&world, &settings);
    world.wanted = 3;
    for (uint64_t ticket = 1; ticket <= 100; ticket *= 10) {
        struct web_call call = post;
        call.ticket = ticket;
        cr_assert(web_api_call(world.api, &call, sum_tickets, &world, &err) == OK);
    }
    loop_run(world.loop);
    cr_assert_eq(tickets_back, 111u);
    peer_stop(peer);
    close_world(&world);
}

static void call_again(void *user, const struct web_answer *answer) {
    struct world *world = user;
    keep(user, answer);
    if (world->answers < 3) {
        struct err err;
        cr_assert(web_api_call(world->api, &post, call_again, world, &err) == OK);
    }
}

Test(web_api, calls_after_each_other_share_a_connection_and_may_start_from_an_answer) {
    struct world world = new_world();
    struct err err;
    struct peer *peer = peer_start(&(struct peer_settings){.serve = say_ok});
    struct web_api_settings settings = settings_for(&world, "http", peer_port(peer));
    open_world(&world, &settings);
    world.wanted = 3;
    cr_assert(web_api_call(world.api, &post, call_again, &world, &err) == OK);
    cr_assert(world.answers == 0 && web_api_count(world.api) == 1);
    loop_run(world.loop);
    cr_assert(web_api_count(world.api) == 0);
    peer_stop(peer);
    cr_assert(seen_requests == 3 && seen_connections == 1, "%u requests, %u connections",
              seen_requests, seen_connections);
    close_world(&world);
}

/* ---- What an answer means. */

static struct {
    int status;
    const char *headers, *body;
} reply;

static void say_reply(struct peer_link *link) {
    while (take_request(link))
        peer_answer(link, reply.status, reply.headers, reply.body);
}

/* Slack: F03, F04, F05, F08, F09, F10, F17 */
Test(web_api, every_answer_is_sorted_by_what_its_sender_may_do_next) {
    static const struct {
        int status;
        const char *headers, *body;
        enum web_outcome outcome;
        const char *error;
        int64_t retry_after_ms;
    } rows[] = {
        {200, "", "{\"ok\":true}", WEB_OK, "", -1},
        {200, "", "{\"ok\":false,\"error\":\"channel_not_found\"}", WEB_REFUSED,
         "channel_not_found", -1},
        {200, "", "{\"ok\":false,\"error\":\"internal_error\"}", WEB_IN_DOUBT, "internal_error",
         -1},
        {200, "", "{\"ok\":false,\"error\":\"fatal_error\"}", WEB_IN_DOUBT, "fatal_error", -1},
        {200, "", "{\"ok\":false,\"error\":\"service_unavailable\"}", WEB_IN_DOUBT,
         "service_unavailable", -1},
        {200, "", "{\"ok\":false,\"error\":\"rate_limited\"}", WEB_LATER, "rate_limited", 30000},
        {200, "", "{\"ok\":false}", WEB_IN_DOUBT, "", -1},
        {200, "", "{\"ok\":\"true\"}", WEB_IN_DOUBT, "", -1},
        {200, "", "<html>it works</html>", WEB_IN_DOUBT, "", -1},
        {200, "", "", WEB_IN_DOUBT, "", -1},
        {200, "", "{\"ok\":tr", WEB_IN_DOUBT, "", -1},
        {429, "Retry-After: 12\r\n", "{\"ok\":false,\"error\":\"ratelimited\"}", WEB_LATER,
         "ratelimited", 12000},
        {429, "retry-after: 0\r\n", "", WEB_LATER, "", 1000},
        {429, "", "", WEB_LATER, "", 30000},
        {429, "Retry-After: soon\r\n", "", WEB_LATER, "", 30000},
        {429, "Retry-After: -5\r\n", "", WEB_LATER, "", 30000},
        {429, "Retry-After: 99999999999999999999\r\n", "", WEB_LATER, "", 3600000},
        {500, "", "<html>oops</html>", WEB_IN_DOUBT, "", -1},
        {503, "Retry-After: 3\r\n", "", WEB_IN_DOUBT, "", -1},
        {408, "", "", WEB_IN_DOUBT, "", -1},
        {404, "", "", WEB_REFUSED, "http_404", -1},
        {403, "", "{\"ok\":false,\"error\":\"invalid_token\"}", WEB_REFUSED, "invalid_token", -1},
        {302, "Location: http://127.0.0.1:9/login\r\n", "", WEB_UNSENT, "", -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world world = new_world();
        reply.status = rows[i].status;
        reply.headers = rows[i].headers;
        reply.body = rows[i].body;
        play(&world, say_reply);
        expect(&world, rows[i].outcome, "chat.postMessage");
        cr_assert_str_eq(world.error, rows[i].error, "row %zu: %s", i, world.error);
        cr_assert(world.retry_after_ms == rows[i].retry_after_ms, "row %zu", i);
        cr_assert(world.http_status == rows[i].status, "row %zu", i);
        close_world(&world);
    }
}

/* Slack: F15 */
Test(web_api, a_refusal_says_what_was_missing_and_where_the_fault_is) {
    struct world world = new_world();
    reply.status = 200;
    reply.headers = "";
    reply.body = "{\"ok\":false,\"error\":\"missing_scope\",\"needed\":\"pins:write\","
                 "\"provided\":\"chat:write\",\"response_metadata\":{\"messages\":[\"[ERROR] one\","
                 "\"[ERROR] two\"]}}";
    play(&world, say_reply);
    expect(&world, WEB_REFUSED, "needed pins:write, the token has chat:write");
    cr_assert_str_eq(world.needed, "pins:write");
    cr_assert_str_eq(world.provided, "chat:write");
    cr_assert_str_eq(world.messages, "[ERROR] one; [ERROR] two");
    close_world(&world);
}

static void say_too_much(struct peer_link *link) {
    static char block[64 * 1024];
    memset(block, 'x', sizeof block);
    if (!take_request(link))
        return;
    peer_say(link, "HTTP/1.1 200 Yes\r\nContent-Length: 1099511627776\r\n\r\n");
    for (int i = 0; i < 128; i++)
        peer_write(link, block, sizeof block);
}

Test(web_api, an_answer_without_end_is_cut_and_leaves_doubt) {
    struct world world = new_world();
    play(&world, say_too_much);
    expect(&world, WEB_IN_DOUBT, "longer than 4194304 bytes");
    close_world(&world);
}

/* ---- Before and after the request left. */

static void read_and_hang(struct peer_link *link) {
    if (take_request(link))
        peer_await_end(link);
}

static void read_and_drop(struct peer_link *link) {
    take_request(link);
}

static void read_and_reset(struct peer_link *link) {
    take_request(link);
    peer_reset(link);
}

static void answer_by_half(struct peer_link *link) {
    if (take_request(link))
        peer_say(link, "HTTP/1.1 200 Yes\r\nContent-Length: 100\r\n\r\n{\"ok\":true");
}

static void talk_nonsense(struct peer_link *link) {
    if (take_request(link))
        peer_say(link, "SSH-2.0-OpenSSH_9.2\r\n");
}

Test(web_api, a_request_that_left_without_an_answer_is_in_doubt) {
    void (*const scripts[])(struct peer_link *) = {read_and_hang, read_and_drop, read_and_reset,
                                                   answer_by_half, talk_nonsense};
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        struct world world = new_world();
        world.timeout_ms = 400;
        play(&world, scripts[i]);
        expect(&world, WEB_IN_DOUBT, "");
        cr_assert(world.text[0] && !world.body && world.http_status == 0);
        close_world(&world);
    }
}

Test(web_api, a_connection_that_is_not_made_leaves_the_call_unsent) {
    struct world world = new_world();
    world.timeout_ms = 400;
    play_call(&world, &(struct peer_settings){.deaf = true}, &post);
    expect(&world, WEB_UNSENT, "no connection to localhost within 400 ms");
    close_world(&world);
}

static int free_port(void) {
    struct peer *peer = peer_start(&(struct peer_settings){.deaf = true});
    int port = peer_port(peer);
    peer_stop(peer);
    return port;
}

Test(web_api, a_refused_connection_and_an_unknown_name_leave_the_call_unsent) {
    static const char long_label[] =
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const char *const hosts[] = {"localhost", long_label};
    for (int i = 0; i < 2; i++) {
        struct world world = new_world();
        struct web_api_settings settings = settings_for(&world, "http", 1);
        char url[128];
        snprintf(url, sizeof url, "http://%s:%d", hosts[i], free_port());
        settings.base_url = url;
        open_world(&world, &settings);
        start(&world, &post);
        loop_run(world.loop);
        expect(&world, WEB_UNSENT, "chat.postMessage");
        close_world(&world);
    }
}

static void answer_once_then_drop(struct peer_link *link) {
    if (take_request(link))
        peer_answer(link, 200, "", "{\"ok\":true}");
    take_request(link); /* the effect happens, the answer does not */
}

static void call_once_more(void *user, const struct web_answer *answer) {
    struct world *world = user;
    struct err err;
    keep(user, answer);
    cr_assert(answer->outcome == WEB_OK);
    cr_assert(web_api_call(world->api, &post, keep, world, &err) == OK);
}

Test(web_api, a_request_lost_on_a_kept_connection_is_not_repeated_behind_the_callers_back) {
    struct world world = new_world();
    struct err err;
    struct peer *peer = peer_start(&(struct peer_settings){.serve = answer_once_then_drop});
    struct web_api_settings settings = settings_for(&world, "http", peer_port(peer));
    open_world(&world, &settings);
    world.wanted = 2;
    cr_assert(web_api_call(world.api, &post, call_once_more, &world, &err) == OK);
    loop_run(world.loop);
    expect(&world, WEB_IN_DOUBT, "was lost before it answered chat.postMessage");
    peer_stop(peer);
    cr_assert(seen_requests == 2, "%u requests were made", seen_requests);
    close_world(&world);
}

/* ---- TLS. */

Test(web_api, tls_works_with_a_private_authority) {
    struct world world = new_world();
    play_call(&world, &(struct peer_settings){.serve = say_ok, .certificate = PEER_GOOD}, &post);
    expect(&world, WEB_OK, "");
    close_world(&world);
    peer_remove_ca_file();
}

Test(web_api, a_certificate_that_is_not_trusted_leaves_the_call_unsent_and_says_why) {
    static const struct {
        enum peer_certificate certificate;
        const char *why, *advice;
    } rows[] = {{PEER_WRONG_HOST, "alternative certificate subject name", "; check slack.api_url"},
                {PEER_EXPIRED, "certificate has expired; ", "check the clock of this machine"},
                {PEER_UNKNOWN_CA, "self-signed certificate; ", "its authority in slack.ca_file"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world world = new_world();
        play_call(&world,
                  &(struct peer_settings){.serve = say_ok, .certificate = rows[i].certificate},
                  &post);
        expect(&world, WEB_UNSENT, "the certificate of localhost is not trusted: ");
        expect(&world, WEB_UNSENT, rows[i].why);
        expect(&world, WEB_UNSENT, rows[i].advice);
        close_world(&world);
        peer_remove_ca_file();
    }
    cr_assert(seen_requests == 0);
}

/* ---- Proxies. */

static char seen_connect[PEER_HEAD_SIZE];
static const char *proxy_says;

static void be_proxy(struct peer_link *link) {
    if (!peer_read_head(link))
        return;
    memcpy(seen_connect, link->head, sizeof seen_connect);
    peer_say(link, proxy_says);
    say_ok(link);
}

static void play_proxy(struct world *world, const char *base_url) {
    struct peer *proxy = peer_start(&(struct peer_settings){.serve = be_proxy});
    struct web_api_settings settings = settings_for(world, "http", 1);
    char url[64];
    snprintf(url, sizeof url, "http://user:p@ss@localhost:%d/", peer_port(proxy));
    settings.base_url = base_url;
    settings.network.proxy = url;
    settings.network.no_proxy = "127.0.0.1";
    open_world(world, &settings);
    start(world, &post);
    loop_run(world->loop);
    peer_stop(proxy);
}

Test(web_api, a_proxy_is_asked_to_connect_with_its_password_and_sees_no_token) {
    struct world world = new_world();
    proxy_says = "HTTP/1.1 200 Connected\r\n\r\n";
    play_proxy(&world, "http://slack.example.org/api");
    expect(&world, WEB_OK, "");
    cr_assert(str_starts(seen_connect, "CONNECT slack.example.org:80 "), "%s", seen_connect);
    cr_assert(strstr(seen_connect, "Proxy-Authorization: Basic dXNlcjpwQHNz\r\n"), "%s",
              seen_connect);
    cr_assert(!strstr(seen_connect, BOT_TOKEN));
    close_world(&world);
}

Test(web_api, a_proxy_that_refuses_leaves_the_call_unsent) {
    struct world world = new_world();
    proxy_says = "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n";
    play_proxy(&world, "http://slack.example.org/api");
    expect(&world, WEB_UNSENT, "407");
    cr_assert(!strstr(world.text, "p@ss"));
    close_world(&world);
}

Test(web_api, a_host_of_no_proxy_and_the_environments_proxy_are_left_alone) {
    struct world world = new_world();
    char base[64];
    setenv("http_proxy", "http://127.0.0.1:9", 1);
    setenv("all_proxy", "http://127.0.0.1:9", 1);
    struct peer *target = peer_start(&(struct peer_settings){.serve = say_ok});
    snprintf(base, sizeof base, "http://127.0.0.1:%d", peer_port(target));
    proxy_says = "HTTP/1.1 500 No\r\n\r\n";
    play_proxy(&world, base);
    expect(&world, WEB_OK, "");
    peer_stop(target);
    close_world(&world);
}

/* ---- The caller's side. */

Test(web_api, calls_that_cannot_be_right_are_refused_before_they_leave) {
    struct world world = new_world();
    struct web_api_settings settings = settings_for(&world, "http", 1);
    struct err err;
    settings.app_token = NULL;
    open_world(&world, &settings);
    static char long_url[8 * 1024] = "https://localhost/", long_form[4 * 1024 * 1024];
    memset(long_url + strlen(long_url), 'x', sizeof long_url - strlen(long_url) - 1);
    snprintf(long_form, sizeof long_form, "{\"cursor\":\"%03000000d\"}", 0);
    const struct web_call calls[] = {
        {.url = long_url},
        {.method = "conversations.list", .body = long_form, .token = WEB_TOKEN_BOT},
        {.method = "chat.postMessage", .body = "[]", .token = WEB_TOKEN_BOT},
        {.method = "chat.postMessage", .body = "{\"a\":", .token = WEB_TOKEN_BOT},
        {.method = "chat.postMessage?a=b", .token = WEB_TOKEN_BOT},
        {.method = "", .token = WEB_TOKEN_BOT},
        {.method = "apps.connections.open", .token = WEB_TOKEN_APP},
        {.url = "ftp://localhost/"},
        {.url = "https://"},
        {.url = ""},
        {.url = NULL},
    };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        cr_assert(web_api_call(world.api, &calls[i], keep, &world, &err) == INVALID, "row %zu", i);
    cr_assert(web_api_count(world.api) == 0);
    close_world(&world);
}

Test(web_api, settings_that_cannot_be_right_are_refused_at_the_start) {
    struct loop *loop;
    struct web_api *api;
    struct err err;
    char long_token[1026];
    snprintf(long_token, sizeof long_token, "xoxb-test-two%01012d", 0);
    const struct web_api_settings rows[] = {
        {.base_url = "https://slack.com/api/", .bot_token = long_token},
        {.base_url = "slack.com/api"},
        {.base_url = ""},
        {.base_url = "https://slack.com/api/", .bot_token = "xoxb-test-two\r\nlines"},
        {.base_url = "https://slack.com/api/", .network.ca_file = "/nowhere.pem"},
        {.base_url = "https://slack.com/api/", .network.proxy = "socks5://localhost:1080"},
    };
    cr_assert(loop_new(&loop, &err) == OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_assert(web_api_new(loop, &rows[i], &api, &err) == INVALID, "row %zu", i);
        cr_assert(!strstr(err.text, "test-two"));
    }
    loop_free(loop);
}

/* Slack: F27 */
Test(web_api, more_calls_than_the_limit_are_put_off_and_a_program_may_end_with_calls_in_flight) {
    struct world world = new_world();
    struct peer *deaf = peer_start(&(struct peer_settings){.deaf = true});
    struct web_api_settings settings = settings_for(&world, "http", peer_port(deaf));
    struct err err;
    open_world(&world, &settings);
    for (int i = 0; i < WEB_CALLS_MAX; i++)
        start(&world, &post);
    cr_assert(web_api_call(world.api, &post, keep, &world, &err) == BUSY);
    loop_free(world.loop); /* libcurl's resolver threads may hold descriptors a little longer */
    cr_assert(world.answers == 0);
    peer_stop(deaf);
}
