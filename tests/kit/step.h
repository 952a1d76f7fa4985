/* Steps: what people and time do at a desk, as a line of text. walk.h says how they read; "@bob" in
 * one is the person U0BOB. */
#ifndef TESTS_KIT_STEP_H
#define TESTS_KIT_STEP_H

#include "base/str.h"
#include "tests/kit/desk.h"

enum { STEP_NAME_SIZE = 32, STEP_LINE_MAX = 8192 };

/* The id of whoever a step begins with: "U0BOB" for "bob: ack". How long the name is, 0 for none.
 */
size_t step_user(const char *step, char id[STEP_NAME_SIZE]);

/* A step's words as Slack would deliver them: "@bob" becomes a mention. */
void step_wire(const char *words, struct str *wire);

/* Calls each button of a message's blocks until one answers true. */
bool step_each_button(const struct json *message, bool (*call)(void *, const struct json *),
                      void *user);

/* The command line of the newest button with exactly this label, those of the last private answer
 * first. The test fails without one. */
const char *step_button(const struct desk *desk, const char *label);

/* "25m" lets time pass, "restart 3m" the process die and start again so much later, "reload motus"
 * loads another playbook. False when step is none of them. */
bool step_world(struct desk *desk, const char *step);

#endif
