/* A desk to try the core at: over a real store in memory, with a clock that only moves when told
 * and a Slack that answers as told. */
#ifndef TESTS_KIT_DESK_H
#define TESTS_KIT_DESK_H

#include "bot/core.h"
#include "tests/kit/failing_store.h"
#include "tests/kit/torture.h"

enum {
    DESK_SENT_MAX = 4000,
    DESK_SAID_MAX = 500,
    DESK_QUEUE_MAX = 16,
    DESK_TEXT_SIZE = 16 * 1024,
    DESK_CHANNELS_MAX = 16
};

/* 2026-11-20 14:05:00 UTC, where every desk begins. */
#define DESK_BEGIN_MS INT64_C(1795183500000)

/* A call that reached Slack. */
struct desk_sent {
    const char *method;
    struct json *body;
    char ts[32]; /* what Slack called it */
    int64_t at_ms;
};

/* A reaction that somebody put on a message. */
struct desk_reaction {
    char name[32], user[32];
};

/* A message of a person. */
struct desk_said {
    char channel[32], thread[32], user[32], ts[32], text[1024];
    char pinned_by[32]; /* "": it is not pinned */
    int64_t pinned_s;   /* when, by Slack's clock; 0: when it was written */
    char edited[32];    /* when, as a ts; "": never */
    char file[64];      /* the name of what hangs on it; "": nothing */
    struct desk_reaction reactions[8];
    int reaction_count;
    bool deleted;
};

/* A channel that was created, by whom. */
struct desk_channel {
    char id[16], name[96], creator[32];
    bool is_private;
};

struct desk {
    struct store store;
    struct config config;
    struct library *library;
    struct templates *templates;
    struct random random;
    struct dispatch dispatch;
    struct core *core;
    int64_t now_ms;
    int64_t clock_error_ms; /* by which it is ahead of Slack's clock, 0 at first */
    int64_t next_ts;

    struct desk_sent sent[DESK_SENT_MAX];
    int sent_count;

    struct desk_said said[DESK_SAID_MAX];
    int said_count;
    int page_size; /* messages in a page of history; 0: all */

    struct {
        uint64_t ticket;
        char method[64];
        struct json *body;
    } queue[DESK_QUEUE_MAX];
    int queue_count;

    /* How Slack answers the next calls of refuse_method ("" for all): with refuse_error, so many
     * times. Outcome REFUSED unless told otherwise. */
    char refuse_method[64], refuse_error[64];
    char refuse_channel[64]; /* only calls into this channel; "": any */
    enum web_outcome refuse_outcome;
    int refuse_times;
    bool refuse_after_effect; /* the call is done all the same */
    bool away;                /* nothing reaches Slack at all */

    char *uploaded; /* the bytes that were uploaded last, or NULL, with a NUL behind them */
    size_t uploaded_len;

    /* Hears of all that people are shown: the body of a call, or of an acknowledgement ("ack"). */
    void (*watch)(void *watcher, const char *method, const struct json *body);
    void *watcher;

    struct failing_store failing; /* what a test lets its store fail with */
    struct torture torture;

    struct desk_channel channels[DESK_CHANNELS_MAX];
    int channel_count;

    char thread[32], channel[32]; /* where people are; "" and C0GENERAL at first */
    bool forms_open;              /* commands come with a trigger_id, so that a form can open */
    char reply[DESK_TEXT_SIZE];   /* what the last acknowledgement says, "" for nothing */
    struct json *reply_message;   /* its payload, or NULL */
    enum result result;           /* of the last delivery */
    int acks;                     /* so far */
    int deliveries;               /* makes the next id */
};

/* settings: "name=value" lines for config_set, or NULL. The caller ends it with desk_free. */
struct desk *desk_new(const char *const *settings);
/* The same over the store at address, which may have a past. */
struct desk *desk_new_at(const char *address, const char *const *settings);
void desk_free(struct desk *desk);

/* Slack delivers an envelope, which is freed; everything that follows at once has happened when
 * this returns. */
void desk_deliver(struct desk *desk, struct json *envelope);

/* user types /incident text in desk->channel, which Slack hands over escaped. */
void desk_type(struct desk *desk, const char *user, const char *text);

/* The same delivery again, as Slack does. */
void desk_type_again(struct desk *desk, const char *user, const char *text);

/* user mentions the bot in desk->thread. */
void desk_mention(struct desk *desk, const char *user, const char *text);

/* user presses a button that types command, under a message in desk->thread. */
void desk_press(struct desk *desk, const char *user, const char *command);

/* user presses the button whose label contains label in a message that Slack has, as it stands
 * there. */
void desk_press_in(struct desk *desk, const char *user, const struct desk_sent *sent,
                   const char *label);

/* user looks at the tab ("home", "messages") of the app, and presses a button on their App Home. */
void desk_open_home(struct desk *desk, const char *user, const char *tab);
void desk_press_at_home(struct desk *desk, const char *user, const char *command);

/* user submits a form as view shows it, which is freed. */
void desk_submit(struct desk *desk, const char *user, struct json *view);

/* Slack tells what user has put into a form by now, or that they closed it; view is freed. */
void desk_edit_form(struct desk *desk, const char *user, struct json *view);
void desk_close_form(struct desk *desk, const char *user, struct json *view);

/* user writes text, with "<@U0INCIDENTD>" in it or not, into desk->thread of #incidents. It stands
 * there, and nobody told the bot. Lives as long as the desk. */
struct desk_said *desk_say(struct desk *desk, const char *user, const char *text);

/* The same as Slack shows it; the caller frees it. */
struct json *desk_said_json(const struct desk_said *said);

/* The next timestamp, by Slack's clock. */
void desk_new_ts(struct desk *desk, char out[32]);

/* Slack delivers the mention in it, or the pin that it bears. */
void desk_deliver_mention(struct desk *desk, const struct desk_said *said);
void desk_deliver_pin(struct desk *desk, const struct desk_said *said);

/* user puts a reaction on the message, or takes it back; it stands there, and nobody told the bot.
 */
void desk_react_unheard(struct desk_said *said, const char *user, const char *name, bool add);

/* The same, and Slack delivers it. */
void desk_react(struct desk *desk, struct desk_said *said, const char *user, const char *name,
                bool add);

/* The same on a message of the bot. */
void desk_react_at(struct desk *desk, const char *channel, const char *ts, const char *user,
                   const char *name, bool add);

/* Its author edits the message, or deletes it, and Slack delivers that. */
void desk_edit(struct desk *desk, struct desk_said *said, const char *text);
void desk_delete(struct desk *desk, struct desk_said *said);

/* user chooses the shortcut with this callback_id, in the menu of a message; or, with said NULL, in
 * that of the workspace. */
void desk_shortcut(struct desk *desk, const char *user, const char *callback_id,
                   const struct desk_said *said);

/* user writes to the bot alone. */
void desk_write(struct desk *desk, const char *user, const char *text);

/* The link to Slack comes up or goes down. A new desk is connected. */
void desk_connect(struct desk *desk);
void desk_disconnect(struct desk *desk);

/* Slack refuses the next so many calls of method, or of any for "", with error. */
void desk_refuse(struct desk *desk, const char *method, const char *error, int times);

/* Slack refuses whatever goes into this channel with error from now on; until desk_open_channel. */
void desk_close_channel(struct desk *desk, const char *channel, const char *error);
void desk_open_channel(struct desk *desk);

/* Time passes, and what is due happens when it is due. */
void desk_pass(struct desk *desk, int64_t ms);

/* The same for whole days, in which the daemon notes once a day, and not every minute, that it is
 * alive and hears Slack. */
void desk_pass_days(struct desk *desk, int days);

/* The process dies and starts again ms later; nothing happens in between. It is not connected. */
void desk_restart(struct desk *desk, int64_t ms);

/* The daemon reads its rules anew, after setting ("playbook=motus") was changed. */
void desk_reload(struct desk *desk, const char *setting);

/* A channel comes to be: C0OWN1 is the first. */
const struct desk_channel *desk_make_channel(struct desk *desk, const char *name,
                                             const char *creator, bool is_private);

/* Slack tells that something was done to a channel: "channel_archive", "member_left_channel"; by
 * or to user. */
void desk_channel_event(struct desk *desk, const char *type, const char *channel, const char *user);

/* The same of one that is called name from now on. */
void desk_rename_channel(struct desk *desk, const char *channel, const char *name);

/* For desk.c: what Slack answers to a call about channels, added to answer. */
void desk_answer_of_channel(struct desk *desk, const char *method, const struct json *body,
                            struct json *answer);

/* Messages that Slack has whose text or blocks contain part, since message number from. */
int desk_count(const struct desk *desk, const char *part, int from);

/* The newest message that contains part, or NULL. */
const struct desk_sent *desk_find(const struct desk *desk, const char *part);

/* A number from the store, for a query without arguments; -1 for no row. */
int64_t desk_number(struct desk *desk, const char *sql);

/* The text of a query's first column, valid until the next call; "" for none. */
const char *desk_text(struct desk *desk, const char *sql);

#endif
