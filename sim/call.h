/* A call of the Web API as its method sees it: arguments, scopes, channels, pages, complaints. The
 * methods are in methods_*.c, one table each. */
#ifndef SIM_CALL_H
#define SIM_CALL_H

#include "sim/workspace.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A method's budget of calls (docs.slack.dev/apis/web-api/rate-limits). */
enum tier {
    TIER_1 = 1,
    TIER_2,
    TIER_3,
    TIER_4,
    TIER_SPECIAL, /* several hundred in a minute */
    TIER_POSTING, /* one message a second in a channel */
    TIER_CONNECT  /* apps.connections.open: see settings */
};

struct call {
    struct sim *sim;
    struct app *app;
    const struct method *method;
    const char *authority; /* Host of the request, or "" */
    struct json *args;     /* object; of a form all values are texts */
    struct json *answer;   /* object; the method adds its members */
    struct json *warnings; /* array of codes */
    struct json *messages; /* array of "[ERROR] …" */
    char needed[256];      /* the scopes of which one was missed, or "" */
    char error[64];        /* see call_error */
};

enum method_flags {
    METHOD_APP_TOKEN = 1, /* wants the app-level token, all others the bot's */
    METHOD_FORM_ONLY = 2, /* does not read a JSON body */
    METHOD_POST_ONLY = 4
};

struct method {
    const char *name;
    /* Does it; NULL on success, otherwise Slack's error code in static storage. */
    const char *(*run)(struct call *call);
    enum tier tier;
    const char *scopes;   /* any of these, with commas; "" for none */
    const char *required; /* arguments that must be there, with commas */
    unsigned flags;
};

/* The methods of each file; a NULL name ends a table. */
extern const struct method methods_chat[], methods_conversations[], methods_files[],
    methods_history[], methods_other[], methods_users[], methods_views[];

/* An argument as text, or NULL when it is absent or no text. */
const char *call_str(const struct call *call, const char *name);
/* As a whole number, given as one or as text. */
int64_t call_int(const struct call *call, const char *name, int64_t otherwise);
bool call_flag(const struct call *call, const char *name);
/* There, and not an empty text. */
bool call_has(const struct call *call, const char *name);
/* A list of texts, given with commas or as an array; the caller frees it. */
struct json *call_list(const struct call *call, const char *name);

/* Keeps an error code that is not static for as long as the call lives; returns it. */
const char *call_error(struct call *call, const char *code);

void call_warn(struct call *call, const char *code);
void call_complain(struct call *call, const char *format, ...) PRINTF(2, 3);

/* "missing_scope" unless the app has the scope that this kind of channel asks for: what is "read",
 * "history", "write", or a narrow "write.invites", "write.topic", for which the broad one will do
 * too. NULL when it has it. */
const char *call_scope_for(struct call *call, const struct channel *channel, const char *what);
/* The same for one scope by its name. */
const char *call_scope(struct call *call, const char *scope);

/* The channel in this argument, if the app can see it; otherwise the error code. */
const char *call_channel(struct call *call, const char *name, struct channel **ret_channel);

/* What has to hold in a channel. */
enum need {
    NEED_MEMBER = 1, /* the app is in it */
    NEED_LIVE = 2,   /* it is not archived */
    NEED_NO_DM = 4   /* it is no direct message */
};

/* The channel in the argument "channel", when the app has the scope for its kind and all of need
 * holds; otherwise the error code. */
const char *call_channel_for(struct call *call, const char *what, unsigned need,
                             struct channel **ret_channel);

/* Which items of a list of count this page shows: [*ret_from, *ret_to). Puts next_cursor in the
 * answer. NULL, or "invalid_cursor", or "invalid_limit". */
const char *call_page(struct call *call, size_t count, int64_t usual, int64_t most,
                      size_t *ret_from, size_t *ret_to);

/* For pages that are not counted: the text that was made into the cursor of this call ("" when
 * there is none) into out; and setting the next. */
const char *call_cursor(const struct call *call, char *out, size_t size);
void call_set_cursor(struct call *call, const char *text);

#endif
