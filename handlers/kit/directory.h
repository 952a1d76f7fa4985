/* People and user groups as Slack knows them: what somebody is called in a text for outside, and
 * who is in a group that the playbook names. Slack is asked when something is not known or old; its
 * answer comes later (handlers/directory.c), and until then what was known before counts. */
#ifndef HANDLERS_KIT_DIRECTORY_H
#define HANDLERS_KIT_DIRECTORY_H

#include "handlers/kit/handler.h"
#include "store/directory.h"

/* Whether a playbook names a user group by its id, "S0ONCALL", rather than by its handle. */
bool directory_is_id(const char *word);

/* The on_result of the questions. */
#define DIRECTORY_PERSON "directory.person"
#define DIRECTORY_GROUP "directory.group"   /* who is in the group with this id */
#define DIRECTORY_GROUPS "directory.groups" /* all groups, to find one by its handle */

/* Asks what somebody is called, unless that was answered within a day. */
enum result directory_ask_person(struct context *cx, const char *user) RESULT;

/* Loads into cx->people whom Slack has named, and asks for those whom cx->incident concerns and who
 * are not known; *ret_asked is how many have no name yet. */
enum result directory_load_people(struct context *cx, int *ret_asked) RESULT;

/* What somebody is called: by the playbook, else by Slack as far as cx->people is loaded; NULL when
 * neither says. */
const char *directory_name(const struct context *cx, const char *user);

/* Asks who is in the user group that a group of the playbook names, unless that was answered within
 * an hour. Nothing for a group that names none. */
enum result directory_ask_group(struct context *cx, const struct playbook_group *group) RESULT;

/* Loads what is known of the playbook's user groups into cx->groups; nothing where it names none.
 */
enum result directory_load_groups(struct context *cx) RESULT;

/* Whether user is a member: the playbook says so, or Slack does. */
bool directory_is_member(const struct context *cx, const struct playbook_group *group,
                         const char *user);

enum { DIRECTORY_MEMBERS_MAX = 100 };

/* All members, each once; at most DIRECTORY_MEMBERS_MAX. */
struct playbook_texts directory_members(struct context *cx, const struct playbook_group *group);

/* The id by which Slack calls the user group; "" for a group that names none, and while the id of a
 * handle is not known. */
const char *directory_group_id(const struct context *cx, const struct playbook_group *group);

/* Why nobody of that user group is known, a sentence without a full stop; "" when somebody is, and
 * for a group that names none. */
const char *directory_trouble(struct context *cx, const struct playbook_group *group);

#endif
