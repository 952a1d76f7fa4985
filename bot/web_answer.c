/* What an answer of the Web API means: see web_answer.h. */
#include "bot/web_answer.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 1024, RETRY_DEFAULT_S = 30, RETRY_MIN_S = 1, RETRY_MAX_S = 3600 };

bool web_error_is_of_token(const char *error) {
    static const char *const errors[] = {"not_authed",
                                         "invalid_auth",
                                         "account_inactive",
                                         "token_revoked",
                                         "token_expired",
                                         "no_permission",
                                         "not_allowed_token_type",
                                         "access_denied",
                                         "ekm_access_denied",
                                         "org_login_required",
                                         "two_factor_setup_required",
                                         "team_access_not_granted",
                                         NULL};
    return str_is_one_of(error, errors);
}

const char *web_outcome_name(enum web_outcome outcome) {
    static const char *const names[] = {"ok", "refused", "later", "unsent", "in doubt"};
    return names[outcome];
}

struct web_answer web_answer_none(enum web_outcome outcome, const char *text) {
    return (struct web_answer){.outcome = outcome,
                               .text = text,
                               .error = "",
                               .needed = "",
                               .provided = "",
                               .messages = "",
                               .warning = "",
                               .request_id = "",
                               .scopes = "",
                               .retry_after_ms = -1};
}

/* ---- The outcome */

/* https://docs.slack.dev/apis/web-api/rate-limits; some methods spell it with an underscore. */
static bool is_rate_limit(const char *error) {
    static const char *const codes[] = {"ratelimited", "rate_limited", NULL};
    return str_is_one_of(error, codes);
}

/* Errors of Slack's own, after which part of the call may have happened: "it's possible some aspect
 * of the operation succeeded before the error was raised". */
static bool leaves_doubt(const char *error) {
    static const char *const codes[] = {"internal_error",
                                        "fatal_error",
                                        "service_unavailable",
                                        "request_timeout",
                                        "team_added_to_org",
                                        "accesslimited",
                                        NULL};
    return str_is_one_of(error, codes);
}

static enum web_outcome outcome_of_error(const char *error) {
    if (is_rate_limit(error))
        return WEB_LATER;
    return leaves_doubt(error) ? WEB_IN_DOUBT : WEB_REFUSED;
}

/* A redirect is not followed, because the token must not go elsewhere; it comes from a captive
 * portal or a wrong address and means that Slack did not see the request. */
static enum web_outcome outcome_of_status(int status) {
    if (status == 429)
        return WEB_LATER;
    if (status >= 300 && status < 400)
        return WEB_UNSENT;
    return status >= 400 && status < 500 && status != 408 ? WEB_REFUSED : WEB_IN_DOUBT;
}

static enum web_outcome outcome_of(const struct web_response *response, const struct json *body) {
    if (response->status < 200 || response->status > 299)
        return outcome_of_status(response->status);
    if (json_is_true(body, "ok"))
        return WEB_OK;
    if (json_str(body, "error"))
        return outcome_of_error(json_str(body, "error"));
    return response->is_method ? WEB_IN_DOUBT : WEB_OK;
}

/* Seconds only: Slack sends no dates. */
static int64_t retry_after_ms(const char *value) {
    long seconds = RETRY_DEFAULT_S;
    if (*value && strspn(value, "0123456789") == strlen(value))
        seconds = strtol(value, NULL, 10);
    if (seconds < RETRY_MIN_S)
        seconds = RETRY_MIN_S;
    return 1000 * (int64_t)(seconds > RETRY_MAX_S ? RETRY_MAX_S : seconds);
}

/* ---- The words */

static const char *join_messages(const struct json *body, struct arena *arena) {
    STR_AUTO(out, TEXT_MAX);
    const struct json *messages = json_at(body, "response_metadata.messages");
    for (size_t i = 0; i < json_len(messages, "") && !out.full; i++)
        str_addf(&out, "%s%s", i ? "; " : "", json_text_at(json_item(messages, i), ""));
    return arena_strdup(arena, out.text);
}

static const char *sentence(const struct web_response *response, const struct web_answer *answer,
                            struct arena *arena) {
    STR_AUTO(out, TEXT_MAX);
    if (answer->outcome == WEB_OK)
        str_addf(&out, "%s was done", response->what);
    else if (answer->error[0])
        str_addf(&out, "%s: Slack says %s", response->what, answer->error);
    else if (answer->http_status == 200)
        str_addf(&out, "%s: the answer was not understood", response->what);
    else
        str_addf(&out, "%s: HTTP %d", response->what, answer->http_status);
    if (answer->needed[0])
        str_addf(&out, " (needed %s, the token has %s)", answer->needed, answer->provided);
    if (answer->outcome != WEB_OK && answer->messages[0])
        str_addf(&out, ": %s", answer->messages);
    return arena_strdup(arena, out.text);
}

struct json *web_answer_read(const struct web_response *response, struct arena *arena,
                             struct web_answer *ret_answer) {
    struct json *body = NULL;
    struct err err;
    if (json_parse(response->body, response->len, &body, &err) != OK)
        body = NULL;
    struct web_answer answer = web_answer_none(outcome_of(response, body), "");
    answer.http_status = response->status;
    answer.request_id = response->request_id;
    answer.scopes = response->scopes;
    answer.body = body;
    answer.needed = json_text_at(body, "needed");
    answer.provided = json_text_at(body, "provided");
    answer.warning = json_text_at(body, "warning");
    answer.messages = join_messages(body, arena);
    if (answer.outcome != WEB_OK)
        answer.error = json_text_at(body, "error");
    if (answer.outcome == WEB_REFUSED && !answer.error[0])
        answer.error = arena_printf(arena, "http_%d", answer.http_status);
    if (answer.outcome == WEB_LATER)
        answer.retry_after_ms = retry_after_ms(response->retry_after);
    answer.text = sentence(response, &answer, arena);
    *ret_answer = answer;
    return body;
}
