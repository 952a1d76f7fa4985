/* Forms: modals that ask for what a verb needs (https://docs.slack.dev/surfaces/modals). A form is
 * a view template, templates/messages/NAME_form.json, whose inputs bear the names of what they ask
 * for, and three rows of a feature's table by that name:
 *   the command            opens it, filled in with what is known and what was typed
 *   TRIGGER_FORM           makes of what came back the calls that the typed line makes
 *   TRIGGER_QUESTIONS      asks the same in a message, with a line to fill in, for when it cannot
 * open
 *
 * What people have put into a form and not sent is kept (store/drafts.h) and stands in it the next
 * time. A field that somebody else changed meanwhile, and this person too, is refused once, with
 * what it is now. Where that is decided and what else follows: handlers/form.c,
 * docs/decisions/0016-forms.md. */
#ifndef HANDLERS_KIT_FORM_H
#define HANDLERS_KIT_FORM_H

#include "base/utc.h"
#include "handlers/kit/handler.h"

/* So long a draft is kept after its last change. */
#define FORM_DRAFT_KEPT_MS DAY_MS

/* One thing that a form asks for. */
struct form_field {
    const char *name;  /* of its input; no longer than 32 characters */
    const char *known; /* what the store has of it now, in the stored form; "" for nothing */
    const char *text;  /* opening: what was typed for it, or NULL. Read: what it is to be, or NULL
                          when it is to stay as it is */
};

struct form {
    const char *name; /* its callback_id; the template is NAME_form */
    const char *line; /* the command that opens it, without the slash command */
    const char *args; /* come back as rq->args, at most 1000 bytes; "" for none */
    struct form_field *fields;
    int count;
};

/* Opens a form for whoever sent rq, about cx->incident if there is one: the template rendered with
 * values, of which it takes ownership, and filled in. Without a trigger_id, and when Slack does not
 * open it in time, the questions are asked in a message instead. */
enum result form_open(struct context *cx, const struct request *rq, const struct form *form,
                      struct json *values) RESULT;

/* What came back: fields bear their names and what is known now, and get their texts. When somebody
 * changed the same meanwhile *ret_again is true: the form stays open and says so, and the caller is
 * done without changing anything. */
enum result form_read(struct context *cx, const struct request *rq, struct form_field *fields,
                      int count, bool *ret_again) RESULT;

/* What stands in an input of the form that TRIGGER_QUESTIONS is about, in the stored form; "" for
 * nothing. */
const char *form_text(struct context *cx, const struct request *rq, const char *name);

/* ---- For whatever Slack says of a form, as view has it */

/* The handler that hears what became of opening one. */
#define FORM_OPENED "form"

/* Fills in what a form carries of the request that it was opened for: incident, place, args. Texts
 * are in arena. */
void form_address(const struct json *view, struct arena *arena, struct request *rq);

/* The command line that opens it, and for whom it was opened; "" when the form does not say. */
const char *form_line(struct context *cx, const struct json *view);
const char *form_user(struct context *cx, const struct json *view);

/* Asks in the reply what the form asks, with a button that opens it. */
enum result form_ask(struct context *cx, const struct request *rq, const struct json *view) RESULT;

/* Keeps what rq->user has put into it by now as a draft; said_us is when, by Slack's clock. */
enum result form_keep(struct context *cx, const struct request *rq, const struct json *view,
                      int64_t said_us) RESULT;

#endif
