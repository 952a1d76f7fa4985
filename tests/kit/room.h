/* The room of a handler test: one desk, and in short what people do at it and what they see. A test
 * that includes this opens the room before it begins and has room_close as its suite's end. */
#ifndef TESTS_KIT_ROOM_H
#define TESTS_KIT_ROOM_H

#include "tests/kit/buttons.h"
#include "tests/kit/desk.h"
#include "tests/kit/says.h"

/* The first incident of every test. */
#define INC "INC-2026-11-20-001"

/* For room_open: SETTINGS("playbook=motus", "roles.ic=declarer"). */
#define SETTINGS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* The playbooks that are shipped; ends with NULL. */
extern const char *const room_playbooks[];

/* The setting "playbook=NAME"; holds until the next call. */
const char *room_playbook(const char *name);

/* At which everybody sits, from room_open to room_close. */
extern struct desk *desk;

/* ---- Life */

/* A new desk, in place of the one that may be there. settings as for desk_new. */
void room_open(const char *const *settings);

/* A new desk with this one setting, or NULL, where U0ALICE types declaration, and it is done. */
void room_begin(const char *setting, const char *declaration);

/* Everybody goes. Nothing to do where nobody sits. */
void room_close(void);

/* ---- What people do */

/* user types line, and it is done: the answer is no refusal. */
void room_do(const char *user, const char *line);

/* user presses the button whose label contains label, in the newest message that has one;
 * room_press_reply: in the last private answer, and it is done. */
void room_press(const char *user, const char *label);
void room_press_reply(const char *user, const char *label);

/* From now on everybody writes in the thread of this incident: 1 is the first. */
void room_enter_thread(int incident);

void room_wait(int minutes);

/* ---- What they see */

/* The newest message that contains part, which there must be; its text; all of its body, printed.
 */
const struct desk_sent *room_find(const char *part);
const char *room_text(const char *part);
const char *room_body(const char *part);

/* How many messages into channel – a user's id for private ones – contain part, since message
 * number from. */
int room_told(const char *channel, const char *part, int from);

/* The command line of the button whose label contains label in the last private answer. */
const char *room_button(const char *label);

/* Who has this role in the newest incident, "" for nobody. Valid until the store is asked again. */
const char *room_holder(const char *role);

#endif
