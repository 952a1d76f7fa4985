/* The tables of playbook_shape.h. A new part of a playbook is a field in model/playbook.h and a row
 * here. */
#include "config/playbook_shape.h"

#include "base/utc.h"
#include "model/playbook.h"

#include <assert.h>
#include <stddef.h>

#define TEXT(type, field)                                                                          \
    {                                                                                              \
        .name = #field, .kind = SHAPE_VALUE, .offset = offsetof(struct type, field), .rule = {     \
            .kind = VALUE_TEXT,                                                                    \
            .max = SHAPE_TEXT_MAX                                                                  \
        }                                                                                          \
    }
#define NEEDED(type, field)                                                                        \
    {                                                                                              \
        .name = #field, .kind = SHAPE_VALUE, .offset = offsetof(struct type, field),               \
        .rule = {.kind = VALUE_TEXT, .min = 1, .max = SHAPE_TEXT_MAX}, .needed = true              \
    }
#define WORDS(type, field)                                                                         \
    {                                                                                              \
        .name = #field, .kind = SHAPE_VALUE, .offset = offsetof(struct type, field), .rule = {     \
            .kind = VALUE_WORDS,                                                                   \
            .max = SHAPE_TEXT_MAX                                                                  \
        }                                                                                          \
    }
#define DURATION(type, called, field, most)                                                        \
    {                                                                                              \
        .name = (called), .kind = SHAPE_VALUE, .offset = offsetof(struct type, field), .rule = {   \
            .kind = VALUE_DURATION,                                                                \
            .max = (most),                                                                         \
            .choices = none                                                                        \
        }                                                                                          \
    }
#define SWITCH(type, called, field)                                                                \
    {                                                                                              \
        .name = (called), .kind = SHAPE_VALUE, .offset = offsetof(struct type, field), .rule = {   \
            .kind = VALUE_SWITCH                                                                   \
        }                                                                                          \
    }
#define CHOICE(type, field, words)                                                                 \
    {                                                                                              \
        .name = #field, .kind = SHAPE_VALUE, .offset = offsetof(struct type, field), .rule = {     \
            .kind = VALUE_CHOICE,                                                                  \
            .choices = (words)                                                                     \
        }                                                                                          \
    }
#define NUMBER(type, field, least, most)                                                           \
    {                                                                                              \
        .name = #field, .kind = SHAPE_NUMBER, .offset = offsetof(struct type, field), .rule = {    \
            .min = (least),                                                                        \
            .max = (most)                                                                          \
        }                                                                                          \
    }
#define TEXTS(type, field)                                                                         \
    { .name = #field, .kind = SHAPE_TEXTS, .offset = offsetof(struct type, field) }
#define LIST(type, called, field, counter, shape)                                                  \
    {                                                                                              \
        .name = (called), .kind = SHAPE_LIST, .offset = offsetof(struct type, field),              \
        .count = offsetof(struct type, counter), .inner = &(shape)                                 \
    }
#define GROUP(type, field, shape)                                                                  \
    {                                                                                              \
        .name = #field, .kind = SHAPE_GROUP, .offset = offsetof(struct type, field),               \
        .inner = &(shape)                                                                          \
    }

/* A shape for a struct that stands in a list, and for one that there is one of. */
#define IN_LIST(type, called)                                                                      \
    static const struct shape type##_shape = {called, sizeof(struct type), type##_fields, true}
#define ALONE(type, called) IN_LIST(type, called)

static const struct value_choice none[] = {{"none", 0}, {0}};

/* value.c writes enum fields through int, as the ABI lays them out. */
static_assert(sizeof(enum playbook_authority) == sizeof(int), "an enum is as wide as an int");
static_assert(sizeof(enum playbook_item_kind) == sizeof(int), "an enum is as wide as an int");
static_assert(sizeof(enum incident_id_form) == sizeof(int), "an enum is as wide as an int");
static_assert(sizeof(enum playbook_measure) == sizeof(int), "an enum is as wide as an int");

/* ---- Channels */

static const struct shape_field playbook_own_channel_fields[] = {
    NEEDED(playbook_own_channel, name),
    TEXT(playbook_own_channel, topic),
    TEXT(playbook_own_channel, purpose),
    TEXTS(playbook_own_channel, invite),
    DURATION(playbook_own_channel, "archive_after", archive_ms, 365 * DAY_MS),
    {0}};
ALONE(playbook_own_channel, "channel of its own");

static const struct shape_field playbook_route_fields[] = {
    WORDS(playbook_route, severities),
    WORDS(playbook_route, kinds),
    TEXTS(playbook_route, services),
    {.name = "channel",
     .kind = SHAPE_VALUE,
     .offset = offsetof(struct playbook_route, channel),
     .rule = {.kind = VALUE_CHANNEL, .min = 1, .max = 100},
     .needed = true},
    SWITCH(playbook_route, "instead", instead),
    {0}};
IN_LIST(playbook_route, "route");

/* ---- Severities */

static const struct shape_field playbook_condition_fields[] = {
    NEEDED(playbook_condition, name),
    TEXT(playbook_condition, example),
    DURATION(playbook_condition, "response", response_ms, 90 * DAY_MS),
    TEXT(playbook_condition, target),
    {0}};
IN_LIST(playbook_condition, "condition");

static const struct value_choice authorities[] = {{"anyone", AUTHORITY_ANYONE},
                                                  {"approval", AUTHORITY_APPROVAL},
                                                  {"commander", AUTHORITY_COMMANDER},
                                                  {"none", AUTHORITY_NONE},
                                                  {0}};

static const struct shape_field playbook_severity_fields[] = {
    TEXT(playbook_severity, target),
    SWITCH(playbook_severity, "business_hours", business_hours),
    LIST(playbook_severity, "conditions", conditions, condition_count, playbook_condition_shape),
    TEXTS(playbook_severity, examples),
    CHOICE(playbook_severity, authority, authorities),
    TEXT(playbook_severity, rule),
    TEXT(playbook_severity, approvers),
    DURATION(playbook_severity, "review", review_ms, 90 * DAY_MS),
    TEXT(playbook_severity, level),
    TEXT(playbook_severity, course),
    TEXTS(playbook_severity, told),
    GROUP(playbook_severity, own_channel, playbook_own_channel_shape),
    {0}};
const struct shape playbook_severity_shape = {"severity", sizeof(struct playbook_severity),
                                              playbook_severity_fields, true};

/* ---- People */

static const struct shape_field playbook_person_fields[] = {
    NEEDED(playbook_person, name),
    {.name = "slack",
     .kind = SHAPE_VALUE,
     .offset = offsetof(struct playbook_person, slack),
     .rule = {.kind = VALUE_USER, .max = 64}},
    TEXT(playbook_person, phone),
    TEXT(playbook_person, email),
    {0}};
IN_LIST(playbook_person, "person");

static const struct shape_field playbook_group_fields[] = {NEEDED(playbook_group, name),
                                                           TEXT(playbook_group, title),
                                                           TEXT(playbook_group, usergroup),
                                                           TEXTS(playbook_group, members),
                                                           {0}};
IN_LIST(playbook_group, "group");

static const struct shape_field playbook_role_fields[] = {
    NEEDED(playbook_role, name),    NEEDED(playbook_role, title), WORDS(playbook_role, words),
    TEXT(playbook_role, primary),   TEXT(playbook_role, backup),  TEXT(playbook_role, falls_to),
    TEXTS(playbook_role, rotation), TEXTS(playbook_role, duties), {0}};
IN_LIST(playbook_role, "role");

static const struct shape_field playbook_contact_fields[] = {
    NEEDED(playbook_contact, role),
    NEEDED(playbook_contact, contact),
    SWITCH(playbook_contact, "outside", outside),
    {0}};
IN_LIST(playbook_contact, "contact");

static const struct shape_field playbook_shift_fields[] = {TEXT(playbook_shift, who),
                                                           TEXTS(playbook_shift, turns),
                                                           NEEDED(playbook_shift, from),
                                                           NEEDED(playbook_shift, to),
                                                           {0}};
IN_LIST(playbook_shift, "shift");

/* ---- Escalation and clocks */

static const struct shape_field playbook_step_fields[] = {
    NEEDED(playbook_step, who),
    DURATION(playbook_step, "after", after_ms, 7 * DAY_MS),
    SWITCH(playbook_step, "business_hours", business_hours),
    {0}};
IN_LIST(playbook_step, "step");

static const struct shape_field playbook_escalation_fields[] = {
    LIST(playbook_escalation, "path", path, path_count, playbook_step_shape),
    TEXTS(playbook_escalation, triggers),
    NUMBER(playbook_escalation, several, 0, 20),
    NUMBER(playbook_escalation, quiet_cycles, 0, 100),
    TEXTS(playbook_escalation, stuck),
    {0}};
ALONE(playbook_escalation, "escalation");

static const struct shape_field playbook_mark_fields[] = {
    {.name = "at",
     .kind = SHAPE_VALUE,
     .offset = offsetof(struct playbook_mark, at_ms),
     .rule = {.kind = VALUE_DURATION, .max = 7 * DAY_MS},
     .needed = true},
    NEEDED(playbook_mark, name),
    NEEDED(playbook_mark, say),
    TEXT(playbook_mark, decision),
    SWITCH(playbook_mark, "climbs", climbs),
    {0}};
IN_LIST(playbook_mark, "mark");

static const struct shape_field playbook_clock_fields[] = {
    NEEDED(playbook_clock, name),
    NEEDED(playbook_clock, starts),
    WORDS(playbook_clock, severities),
    TEXT(playbook_clock, rule),
    LIST(playbook_clock, "marks", marks, mark_count, playbook_mark_shape),
    {0}};
IN_LIST(playbook_clock, "clock");

/* ---- Triage and decision */

static const struct shape_field playbook_answer_fields[] = {NEEDED(playbook_answer, word),
                                                            TEXT(playbook_answer, label),
                                                            NUMBER(playbook_answer, above, -1, 100),
                                                            TEXT(playbook_answer, next),
                                                            TEXT(playbook_answer, severity),
                                                            TEXT(playbook_answer, course),
                                                            TEXT(playbook_answer, kind),
                                                            TEXT(playbook_answer, condition),
                                                            TEXT(playbook_answer, checklist),
                                                            TEXT(playbook_answer, say),
                                                            SWITCH(playbook_answer, "ends", ends),
                                                            {0}};
IN_LIST(playbook_answer, "answer");

static const struct shape_field playbook_question_fields[] = {
    NEEDED(playbook_question, name),
    NEEDED(playbook_question, ask),
    TEXT(playbook_question, field),
    SWITCH(playbook_question, "free_text", free_text),
    LIST(playbook_question, "answers", answers, answer_count, playbook_answer_shape),
    {0}};
IN_LIST(playbook_question, "question");

static const struct shape_field playbook_course_fields[] = {
    NEEDED(playbook_course, name),
    WORDS(playbook_course, words),
    NEEDED(playbook_course, title),
    TEXTS(playbook_course, when),
    TEXT(playbook_course, effect),
    TEXT(playbook_course, checklist),
    TEXT(playbook_course, runbook),
    SWITCH(playbook_course, "needs_authority", needs_authority),
    SWITCH(playbook_course, "reviewed", reviewed),
    TEXT(playbook_course, asks),
    DURATION(playbook_course, "remind_after", remind_ms, 365 * DAY_MS),
    TEXT(playbook_course, remind),
    TEXT(playbook_course, way_of),
    {0}};
IN_LIST(playbook_course, "course");

static const struct shape_field playbook_criterion_fields[] = {
    NEEDED(playbook_criterion, name),
    NEEDED(playbook_criterion, ask),
    TEXT(playbook_criterion, yes),
    TEXT(playbook_criterion, no),
    TEXT(playbook_criterion, yes_course),
    TEXT(playbook_criterion, no_course),
    TEXT(playbook_criterion, from),
    SWITCH(playbook_criterion, "decides", decides),
    {0}};
IN_LIST(playbook_criterion, "criterion");

static const struct shape_field playbook_decision_fields[] = {
    LIST(playbook_decision, "courses", courses, course_count, playbook_course_shape),
    LIST(playbook_decision, "criteria", criteria, criterion_count, playbook_criterion_shape),
    TEXT(playbook_decision, otherwise),
    TEXT(playbook_decision, rule),
    TEXTS(playbook_decision, deciders),
    {0}};
ALONE(playbook_decision, "decision");

/* ---- Checklists */

static const struct value_choice item_kinds[] = {{"required", ITEM_REQUIRED},
                                                 {"optional", ITEM_OPTIONAL},
                                                 {"allowed", ITEM_ALLOWED},
                                                 {"forbidden", ITEM_FORBIDDEN},
                                                 {0}};

static const struct shape_field playbook_item_fields[] = {NEEDED(playbook_item, text),
                                                          TEXT(playbook_item, section),
                                                          CHOICE(playbook_item, kind, item_kinds),
                                                          SWITCH(playbook_item, "proof", proof),
                                                          TEXT(playbook_item, otherwise),
                                                          TEXT(playbook_item, asks),
                                                          TEXT(playbook_item, field),
                                                          {0}};
IN_LIST(playbook_item, "item");

static const struct shape_field playbook_checklist_fields[] = {
    NEEDED(playbook_checklist, name),
    NEEDED(playbook_checklist, title),
    WORDS(playbook_checklist, words),
    TEXT(playbook_checklist, when),
    WORDS(playbook_checklist, severities),
    LIST(playbook_checklist, "items", items, item_count, playbook_item_shape),
    {0}};
IN_LIST(playbook_checklist, "checklist");

/* ---- Kinds, communication, resolving */

static const struct shape_field playbook_kind_fields[] = {
    NEEDED(playbook_kind, name),
    WORDS(playbook_kind, words),
    TEXT(playbook_kind, severity),
    TEXT(playbook_kind, condition),
    {.name = "channel",
     .kind = SHAPE_VALUE,
     .offset = offsetof(struct playbook_kind, channel),
     .rule = {.kind = VALUE_CHANNEL, .max = 100}},
    SWITCH(playbook_kind, "private", is_private),
    SWITCH(playbook_kind, "locks_comms", locks_comms),
    TEXT(playbook_kind, approvers),
    TEXT(playbook_kind, runbook),
    TEXTS(playbook_kind, do_not),
    TEXTS(playbook_kind, first),
    TEXTS(playbook_kind, needs_approval),
    GROUP(playbook_kind, own_channel, playbook_own_channel_shape),
    {0}};
IN_LIST(playbook_kind, "kind");

static const struct shape_field playbook_communication_fields[] = {
    NEEDED(playbook_communication, name),
    WORDS(playbook_communication, words),
    NEEDED(playbook_communication, title),
    NEEDED(playbook_communication, document),
    WORDS(playbook_communication, severities),
    WORDS(playbook_communication, courses),
    TEXT(playbook_communication, approvers),
    NUMBER(playbook_communication, max_chars, 0, 40000),
    DURATION(playbook_communication, "remind_after", remind_ms, 365 * DAY_MS),
    TEXT(playbook_communication, remind),
    TEXT(playbook_communication, field),
    TEXT(playbook_communication, when),
    {0}};
IN_LIST(playbook_communication, "communication");

static const struct shape_field playbook_resolving_fields[] = {
    TEXTS(playbook_resolving, criteria),
    DURATION(playbook_resolving, "soak", soak_ms, 7 * DAY_MS),
    SWITCH(playbook_resolving, "by_itself", by_itself),
    TEXT(playbook_resolving, by),
    TEXT(playbook_resolving, rule),
    TEXTS(playbook_resolving, after),
    TEXTS(playbook_resolving, after_postmortem),
    SWITCH(playbook_resolving, "advisory", advisory),
    {0}};
ALONE(playbook_resolving, "resolving");

/* ---- The postmortem */

static const struct shape_field playbook_owed_fields[] = {
    WORDS(playbook_owed, severities),
    DURATION(playbook_owed, "longer_than", longer_ms, 90 * DAY_MS),
    SWITCH(playbook_owed, "data", data),
    NEEDED(playbook_owed, rule),
    {0}};
IN_LIST(playbook_owed, "rule");

static const struct shape_field playbook_day_fields[] = {
    NEEDED(playbook_day, name),
    NEEDED(playbook_day, text),
    DURATION(playbook_day, "begins", begins_ms, 365 * DAY_MS),
    {.name = "due",
     .kind = SHAPE_VALUE,
     .offset = offsetof(struct playbook_day, due_ms),
     .rule = {.kind = VALUE_DURATION, .max = 365 * DAY_MS},
     .needed = true},
    TEXT(playbook_day, checklist),
    NUMBER(playbook_day, item, 0, 100),
    {0}};
IN_LIST(playbook_day, "day");

static const struct shape_field playbook_postmortem_fields[] = {
    TEXT(playbook_postmortem, document),
    LIST(playbook_postmortem, "owed", owed, owed_count, playbook_owed_shape),
    TEXT(playbook_postmortem, otherwise),
    TEXT(playbook_postmortem, by),
    LIST(playbook_postmortem, "days", days, day_count, playbook_day_shape),
    SWITCH(playbook_postmortem, "needs_actions", needs_actions),
    {0}};
const struct shape playbook_postmortem_shape = {"postmortem", sizeof(struct playbook_postmortem),
                                                playbook_postmortem_fields, true};

/* ---- Afterwards */

static const struct shape_field playbook_follow_up_fields[] = {
    NEEDED(playbook_follow_up, text),
    WORDS(playbook_follow_up, severities),
    WORDS(playbook_follow_up, courses),
    WORDS(playbook_follow_up, kinds),
    TEXT(playbook_follow_up, priority),
    TEXT(playbook_follow_up, owner),
    DURATION(playbook_follow_up, "due_after", due_ms, 365 * DAY_MS),
    {0}};
IN_LIST(playbook_follow_up, "follow-up");

static const struct shape_field playbook_afterwards_fields[] = {
    DURATION(playbook_afterwards, "review_after", review_ms, 365 * DAY_MS),
    DURATION(playbook_afterwards, "remind_before", remind_ms, 30 * DAY_MS),
    {.name = "remind_every",
     .kind = SHAPE_VALUE,
     .offset = offsetof(struct playbook_afterwards, again_ms),
     .rule = {.kind = VALUE_DURATION, .max = 30 * DAY_MS},
     .needed = true},
    NUMBER(playbook_afterwards, commander_after, 0, 100),
    NUMBER(playbook_afterwards, path_after, 0, 100),
    TEXTS(playbook_afterwards, priorities),
    LIST(playbook_afterwards, "follow_ups", follow_ups, follow_up_count, playbook_follow_up_shape),
    {0}};
ALONE(playbook_afterwards, "afterwards");

static const struct shape_field playbook_drill_fields[] = {
    NEEDED(playbook_drill, name),
    NEEDED(playbook_drill, title),
    WORDS(playbook_drill, words),
    TEXT(playbook_drill, next),
    DURATION(playbook_drill, "every", every_ms, 366 * DAY_MS),
    {0}};
IN_LIST(playbook_drill, "drill");

static const struct shape_field playbook_calendar_fields[] = {
    WORDS(playbook_calendar, days),
    DURATION(playbook_calendar, "opens", opens_ms, DAY_MS),
    DURATION(playbook_calendar, "closes", closes_ms, DAY_MS),
    DURATION(playbook_calendar, "ahead_of_utc", ahead_ms, DAY_MS),
    DURATION(playbook_calendar, "behind_utc", behind_ms, DAY_MS),
    TEXTS(playbook_calendar, holidays),
    {0}};
ALONE(playbook_calendar, "calendar");

static const struct shape_field playbook_link_fields[] = {
    NEEDED(playbook_link, label), NEEDED(playbook_link, url), {0}};
IN_LIST(playbook_link, "link");

/* ---- The whole */

/* ---- Metrics */

static const struct value_choice measures[] = {{"detect", MEASURE_DETECT},
                                               {"acknowledge", MEASURE_ACKNOWLEDGE},
                                               {"mitigate", MEASURE_MITIGATE},
                                               {"resolve", MEASURE_RESOLVE},
                                               {"reviews", MEASURE_REVIEWS},
                                               {"cadence", MEASURE_CADENCE},
                                               {0}};

static const struct shape_field playbook_metric_fields[] = {
    {.name = "measure",
     .kind = SHAPE_VALUE,
     .offset = offsetof(struct playbook_metric, measure),
     .rule = {.kind = VALUE_CHOICE, .choices = measures},
     .needed = true},
    WORDS(playbook_metric, severities),
    DURATION(playbook_metric, "under", under_ms, 90 * DAY_MS),
    NUMBER(playbook_metric, percent, 0, 100),
    DURATION(playbook_metric, "within", within_ms, 90 * DAY_MS),
    {0}};
IN_LIST(playbook_metric, "metric");

static const struct value_choice id_forms[] = {{"INC-YYYY-MM-DD-NNN", INCIDENT_ID_COUNTED},
                                               {"INCIDENT-YYYYMMDD-HHMMSS", INCIDENT_ID_TIMED},
                                               {0}};

static const struct shape_field playbook_fields[] = {
    NEEDED(playbook, title),
    {.name = "id_format",
     .kind = SHAPE_VALUE,
     .offset = offsetof(struct playbook, id_form),
     .rule = {.kind = VALUE_CHOICE, .choices = id_forms}},
    TEXT(playbook, owner),
    TEXT(playbook, updated),
    TEXT(playbook, version),
    TEXT(playbook, about),
    LIST(playbook, "people", people, person_count, playbook_person_shape),
    LIST(playbook, "groups", groups, group_count, playbook_group_shape),
    LIST(playbook, "roles", roles, role_count, playbook_role_shape),
    LIST(playbook, "contacts", contacts, contact_count, playbook_contact_shape),
    LIST(playbook, "oncall", shifts, shift_count, playbook_shift_shape),
    GROUP(playbook, escalation, playbook_escalation_shape),
    LIST(playbook, "clocks", clocks, clock_count, playbook_clock_shape),
    DURATION(playbook, "mark_every", mark_ms, DAY_MS),
    TEXT(playbook, raise_rule),
    TEXT(playbook, lower_rule),
    TEXTS(playbook, lower_by),
    LIST(playbook, "triage", triage, question_count, playbook_question_shape),
    GROUP(playbook, decision, playbook_decision_shape),
    LIST(playbook, "checklists", checklists, checklist_count, playbook_checklist_shape),
    LIST(playbook, "kinds", kinds, kind_count, playbook_kind_shape),
    LIST(playbook, "communications", communications, communication_count,
         playbook_communication_shape),
    GROUP(playbook, resolving, playbook_resolving_shape),
    GROUP(playbook, calendar, playbook_calendar_shape),
    LIST(playbook, "metrics", metrics, metric_count, playbook_metric_shape),
    TEXTS(playbook, sources),
    TEXTS(playbook, services),
    TEXTS(playbook, update_asks),
    TEXTS(playbook, card),
    TEXTS(playbook, runbooks),
    TEXTS(playbook, flags),
    TEXTS(playbook, prevention),
    LIST(playbook, "links", links, link_count, playbook_link_shape),
    GROUP(playbook, afterwards, playbook_afterwards_shape),
    LIST(playbook, "drills", drills, drill_count, playbook_drill_shape),
    LIST(playbook, "routes", routes, route_count, playbook_route_shape),
    WORDS(playbook, card_at),
    {0}};
const struct shape playbook_shape = {"playbook", sizeof(struct playbook), playbook_fields, false};
