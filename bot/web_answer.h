/* What an answer of Slack's Web API means to whoever made the call: pure, from the status, three
 * headers and the body.
 *
 * https://docs.slack.dev/apis/web-api */
#ifndef BOT_WEB_ANSWER_H
#define BOT_WEB_ANSWER_H

#include "base/json.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum web_outcome {
    WEB_OK,      /* Slack did it */
    WEB_REFUSED, /* Slack said no, or the answer was a 4xx: nothing happened, and the same call
                  * would fail again */
    WEB_LATER,   /* rate limited: nothing happened, repeat after retry_after_ms */
    WEB_UNSENT,  /* the request certainly did not reach Slack: no name, no connection, no trust in
                  * the certificate, a proxy or a redirect in the way */
    WEB_IN_DOUBT /* the request left and the answer does not say whether it was done: time-out,
                  * lost connection, 5xx, not JSON, internal_error and its like */
};

/* Everything lives until the callback returns; absent texts are empty. */
struct web_answer {
    uint64_t ticket;
    enum web_outcome outcome;
    const char *text;       /* what happened, a sentence without full stop and without secrets */
    const char *error;      /* Slack's code; "http_404" for a 4xx without one; empty unless REFUSED,
                             * LATER or a code left the call in doubt */
    const char *needed;     /* with missing_scope: the scopes that are missing */
    const char *provided;   /* and those that the token has */
    const char *messages;   /* response_metadata.messages, joined by "; " */
    const char *warning;    /* Slack's warning, also on OK */
    const char *request_id; /* x-slack-req-id, for the log */
    const char *scopes;     /* x-oauth-scopes: what the token may do, "a,b,c" */
    const struct json *body; /* the answer; NULL when it was not JSON */
    int http_status;         /* 0 when there was no answer */
    int64_t retry_after_ms;  /* with LATER; else -1 */
};

/* What came back over HTTP. Absent headers are empty. */
struct web_response {
    const char *what; /* what was asked, for sentences: the method, or "the response URL" */
    bool is_method;   /* a response_url answers "ok" in plain text */
    int status;
    const char *retry_after, *request_id, *scopes; /* headers */
    const char *body;                              /* followed by a NUL */
    size_t len;
};

/* Reads a response. What ret_answer points to lives in arena, in response, and in the body, which
 * is returned for the caller to free; NULL when it was not JSON. */
struct json *web_answer_read(const struct web_response *response, struct arena *arena,
                             struct web_answer *ret_answer);

/* An answer of which nothing is known: empty texts and no status. */
struct web_answer web_answer_none(enum web_outcome outcome, const char *text);

/* Whether an error says that Slack does not take the token, or whoever it belongs to: time does not
 * mend that, a person must. */
bool web_error_is_of_token(const char *error);

/* "ok", "refused", "later", "unsent", "in doubt". */
const char *web_outcome_name(enum web_outcome outcome);

#endif
