/* A playbook: how one organisation handles its incidents, as data. A file in config/playbooks says
 * all of it; config/playbook.h reads it; handlers ask it and contain no rule of their own. What
 * settings may override is in struct policy, the rest here. Plain data that does not change once
 * read. Texts are never NULL ("" means none) and are ours, not a person's: they may be shown as
 * they stand. A list is a pointer and a count; an empty one may have a NULL pointer. */
#ifndef MODEL_PLAYBOOK_H
#define MODEL_PLAYBOOK_H

#include "model/incident_id.h"
#include "model/policy.h"
#include "model/severity.h"

#include <stdbool.h>
#include <stdint.h>

/* Texts, such as the duties of a role. */
struct playbook_texts {
    const char **texts;
    int count;
    int line; /* where the list stands; 0: nowhere */
};

/* ---- Channels */

/* A channel that each such incident has to itself. */
struct playbook_own_channel {
    int line;                     /* 0: there is none, it goes on in the announcement's thread */
    const char *name;             /* "inc-{date}-{title}", see model/channel_name.h */
    const char *topic, *purpose;  /* the same; "": none */
    struct playbook_texts invite; /* names of roles, people and groups, besides those who take part
                                     anyway */
    int64_t archive_ms; /* archived so long after the incident is closed; 0: by hand only */
};

/* Where else such an incident is announced. All that is named must hold. */
struct playbook_route {
    int line;
    const char *severities;         /* at which; "": all */
    const char *kinds;              /* of which kinds; "": all */
    struct playbook_texts services; /* of which services; empty: all */
    const char *channel;            /* "#payments" */
    bool instead;                   /* there alone, and not in the announcement channel */
};

/* ---- Severities: what stands beside struct policy_severity */

/* One way to have this severity. */
struct playbook_condition {
    int line;
    const char *name; /* "Data loss or corruption" */
    const char *example;
    int64_t response_ms; /* how soon, where it differs from the severity's own; 0: it does not */
    const char *target;  /* the same in words that are no duration: "Immediate", "Next release" */
};

/* Who may roll back, yank or deploy at a severity. */
enum playbook_authority {
    AUTHORITY_ANYONE,    /* at once; a review may be owed afterwards */
    AUTHORITY_APPROVAL,  /* somebody of the group of approvers says yes first */
    AUTHORITY_COMMANDER, /* the incident commander decides */
    AUTHORITY_NONE       /* not at this severity; the rule is quoted */
};

struct playbook_severity {
    int line;
    const char *target;  /* the response target in words: "Next business day"; "": its duration */
    bool business_hours; /* the response target counts working time only; without a duration it is
                            the next business day */
    struct playbook_condition *conditions;
    int condition_count;
    struct playbook_texts examples; /* where the document gives examples without conditions */
    enum playbook_authority authority;
    const char *rule;           /* quoted when authority is refused or asked for */
    const char *approvers;      /* the name of a group; "" when nobody need be asked */
    int64_t review_ms;          /* a post-action review is owed within; 0: none */
    const char *level;          /* process level, shown on the card: "L3 HOTFIX" */
    const char *course;         /* in words: "Rollback required" */
    struct playbook_texts told; /* where it is told: "#incidents", "GitHub issue", "Status page" */
    struct playbook_own_channel own_channel;
};

/* ---- People */

struct playbook_person {
    int line;
    const char *name;  /* as the playbook calls them: "Codex", "Engineering Lead" */
    const char *slack; /* a user id; "": not known, which `policy` and `health` say */
    const char *phone; /* printed where paging fails */
    const char *email;
};

/* A group that may approve. */
struct playbook_group {
    int line;
    const char *name;              /* "maintainers" */
    const char *title;             /* "Release maintainers (CODEOWNERS)" */
    const char *usergroup;         /* a Slack user group's id; "" */
    struct playbook_texts members; /* user ids; with no member and no group anybody else may */
};

struct playbook_role {
    int line;
    const char *name;               /* as stored: ic, deputy, scribe, comms */
    const char *title;              /* "Incident commander" */
    const char *words;              /* other words for it, single spaces between */
    const char *primary;            /* a person's name; "" */
    const char *backup;             /* a person's name; "": none is named, which is a gap */
    const char *falls_to;           /* the role that has it until somebody takes it; "" */
    struct playbook_texts rotation; /* persons' names who take it in turns */
    struct playbook_texts duties;   /* told privately to whoever takes it */
};

/* One shift of being on call, every week anew (model/shifts.h). */
struct playbook_shift {
    int line;
    const char *who;             /* a person's name; "" where several take it in turns: */
    struct playbook_texts turns; /* persons' names, a week each */
    const char *from, *to;       /* "mon 09:00", by the calendar's zone; the same: all week */
};

struct playbook_contact {
    int line;
    const char *role;    /* "Security issues" */
    const char *contact; /* "GitHub Security Advisories" */
    bool outside;        /* not one of us */
};

/* ---- Escalation and clocks */

#define PLAYBOOK_ONCALL "oncall" /* whoever has the shift, where a role or a person may stand */

struct playbook_step {
    int line;
    const char *who;     /* a role's name or a person's, or oncall where there are shifts */
    int64_t after_ms;    /* how long the one before has to answer; 0: the next is called by hand
                            only. The last one's is also its own */
    bool business_hours; /* that counts working time only */
};

struct playbook_escalation {
    int line;
    struct playbook_step *path;
    int path_count;
    struct playbook_texts triggers; /* at once: sev1, several-sev2, security, data, unacknowledged,
                                       overdue */
    int64_t several;                /* so many open sev2 are several */
    int64_t
        quiet_cycles; /* so many updates without another status are no progress; 0: not watched */
    struct playbook_texts stuck; /* what to do then */
};

/* One mark of a clock. */
struct playbook_mark {
    int line;
    int64_t at_ms;        /* from the clock's start */
    const char *name;     /* "Quick fix" */
    const char *say;      /* told to the thread and the commander */
    const char *decision; /* a course's name: the decision is put to the thread; "" */
    bool climbs;          /* the next on the path is called as well */
};

struct playbook_clock {
    int line;
    const char *name;       /* "thirty-minute rule" */
    const char *starts;     /* ack, declare, or a course's name: from that decision on */
    const char *severities; /* "sev1 sev2" */
    const char *rule;       /* quoted */
    struct playbook_mark *marks;
    int mark_count;
};

/* ---- Triage and decision */

struct playbook_answer {
    int line;
    const char *word;      /* typed and stored: "yes", "over-50" */
    const char *label;     /* on the button; "": the word */
    int64_t above;         /* for a number: this answer when it is greater; -1: not by number */
    const char *next;      /* the question that follows; "": the next in the list, or the end */
    const char *severity;  /* proposes: "sev1", or "sev2 sev3" where either fits */
    const char *course;    /* proposes: "rollback" */
    const char *kind;      /* proposes: "security" */
    const char *condition; /* it falls under this one of a severity's conditions; "" */
    const char *checklist; /* offers it */
    const char *say;       /* said with the outcome */
    bool ends;             /* nothing more is asked */
};

struct playbook_question {
    int line;
    const char *name; /* "reproducible" */
    const char *ask;
    const char *field; /* where the answer is kept as a fact of the incident as well; "" */
    bool free_text;    /* any words answer it */
    struct playbook_answer *answers;
    int answer_count;
};

/* A course of action: rollback, hotfix, flag, workaround, scale, wait, yank, patch. */
struct playbook_course {
    int line;
    const char *name;
    const char *words; /* other words for it */
    const char *title;
    struct playbook_texts when; /* it fits when */
    const char *effect;
    const char *checklist; /* walked when it is decided; "" */
    const char *runbook;   /* shown when it is decided; "" */
    bool needs_authority;  /* the severity's authority rules it */
    bool reviewed;         /* needs a yes where the severity asks for one, and is free elsewhere */
    const char *asks;      /* what must be written down with it: "query and rows affected"; "" */
    int64_t remind_ms;     /* a temporary measure is asked after so much later; 0: it is none */
    const char *remind;    /* with these words */
    const char *way_of;    /* the course that this is a way of: a yank is a rollback; "" */
};

struct playbook_criterion {
    int line;
    const char *name;
    const char *ask;
    const char *yes, *no;   /* what either means, in words */
    const char *yes_course; /* the course that it speaks for; "" */
    const char *no_course;
    const char *from; /* the triage question whose "yes" and "no" answer it; "" */
    bool decides;     /* an answer that speaks for a course outweighs all others */
};

struct playbook_decision {
    int line;
    struct playbook_course *courses; /* in the order of preference */
    int course_count;
    struct playbook_criterion *criteria;
    int criterion_count;
    const char *otherwise; /* the course when it is unclear */
    const char *rule;      /* who decides, quoted */
    struct playbook_texts
        deciders; /* who decides, in this order: role names, oncall, senior, solo */
};

/* ---- Checklists */

enum playbook_item_kind {
    ITEM_REQUIRED, /* blocks "done" */
    ITEM_OPTIONAL,
    ITEM_ALLOWED,   /* a shortcut that may be taken, and is then owed */
    ITEM_FORBIDDEN, /* cannot be ticked */
};

struct playbook_item {
    int line;
    const char *text;
    const char *section; /* "safe", "execute", "verify", or a heading */
    enum playbook_item_kind kind;
    bool proof;            /* nobody goes on without it, for whatever reason; by hand will do */
    const char *otherwise; /* the course that is better when this cannot be ticked; "" */
    const char *asks;      /* what must be said with the tick: "tag, commit or backup"; "" */
    const char *field;     /* where that is kept as a fact of the incident: "known_good"; "" */
};

struct playbook_checklist {
    int line;
    const char *name;
    const char *words; /* other words for it */
    const char *title;
    const char *when; /* "" or when the bot shows it by itself: declare, ack, triage, resolve */
    const char *severities; /* at which; "": all */
    struct playbook_item *items;
    int item_count;
};

/* ---- Kinds, communication, resolving */

struct playbook_kind {
    int line;
    const char *name;      /* security, data, release */
    const char *words;     /* other words for it */
    const char *severity;  /* forced: "sev1"; "" */
    const char *condition; /* it falls under this one of a severity's conditions; "" */
    const char *channel;   /* told at once as well: "#security-incidents"; "" */
    bool is_private;       /* not announced in the open channel */
    bool locks_comms;      /* nothing goes outside before the group says yes */
    const char *approvers; /* that group */
    const char *runbook;
    struct playbook_texts do_not;
    struct playbook_texts first;             /* what to do at once */
    struct playbook_texts needs_approval;    /* what the commander must allow: "delete data" */
    struct playbook_own_channel own_channel; /* goes before its severity's */
};

struct playbook_communication {
    int line;
    const char *name; /* github, discussion, readme, downgrade, tweet, stakeholders, statuspage */
    const char *words;
    const char *title;
    const char *document;   /* a document template's name */
    const char *severities; /* at which; "": all */
    const char *courses;    /* after which decision; "": any */
    const char *approvers;  /* a group that must say yes; "": none */
    int64_t max_chars;      /* 0: no limit */
    int64_t remind_ms;      /* a temporary text is asked after so much later; 0: it is none */
    const char *remind;
    const char *field; /* of model/field.h: where its link is kept once it was sent; "" */
    const char *when;  /* offered then: declare, decide, resolve; "": when somebody asks for it */
};

/* More than anybody answers; each has a button of its own. */
enum { PLAYBOOK_CRITERIA_MAX = 20 };

struct playbook_resolving {
    int line;
    struct playbook_texts criteria;         /* each is asked before it is over */
    int64_t soak_ms;                        /* how long without impact; 0: no soak */
    bool by_itself;                         /* resolves when the soak is over; false: asks */
    const char *by;                         /* the role that declares it over; "": anybody */
    const char *rule;                       /* quoted */
    struct playbook_texts after;            /* what is done then, told to the commander */
    struct playbook_texts after_postmortem; /* and this, where a postmortem is owed */
    bool advisory; /* nothing is refused: what is missing is written down instead of asked for */
};

/* An incident after which a postmortem is owed. All that is named must hold. */
struct playbook_owed {
    int line;
    const char *severities; /* at which; "": all */
    int64_t longer_ms;      /* that took longer; 0: however long */
    bool data;              /* that did something to the data of users */
    const char *rule;       /* in words, quoted: "all SEV-1 incidents" */
};

/* One day of what follows an incident: by when something is done. */
struct playbook_day {
    int line;
    const char *name;  /* typed: "draft", "review", "publish" */
    const char *text;  /* "Review the postmortem with the stakeholders" */
    int64_t begins_ms; /* after the resolution: whoever owes it is told that it is time; 0: not */
    int64_t due_ms;    /* after the resolution */
    const char *checklist; /* ticking this item of it is the same; "" */
    int64_t item;          /* from 1 */
};

struct playbook_postmortem {
    int line;
    const char *document;       /* the template of the draft */
    struct playbook_owed *owed; /* none: every incident owes one */
    int owed_count;
    const char *otherwise;     /* quoted when none is owed: "optional for SEV-3 and SEV-4"; "" */
    const char *by;            /* the role that drives it, else the commander */
    struct playbook_day *days; /* in their order */
    int day_count;
    bool needs_actions; /* none is published before there is an action item */
};

/* ---- Afterwards -------------------------------------------------------------------------------
 */

/* An action item that the playbook wants after such an incident. */
struct playbook_follow_up {
    int line;
    const char *text;
    const char *severities; /* at which; "": all */
    const char *courses;    /* only when one of these was decided; "": whatever was */
    const char *kinds;      /* of which kinds; "": all */
    const char *priority;   /* "p1"; "" */
    const char *owner;      /* the role whose holder gets it; "": the incident commander */
    int64_t due_ms;         /* so long after the resolution; 0: a person sets the day */
};

struct playbook_afterwards {
    int line;
    int64_t review_ms;       /* what is owed is reviewed so long after the end; 0: never */
    int64_t remind_ms;       /* the owner is reminded so long before the day; 0: not before it */
    int64_t again_ms;        /* and again after it, so often */
    int64_t commander_after; /* from this reminder in vain on the commander is told; 0: never */
    int64_t path_after;      /* and from this one on the escalation path, one by one; 0: never */
    struct playbook_texts priorities; /* what p0, p1, … mean, in this order */
    struct playbook_follow_up *follow_ups;
    int follow_up_count;
};

/* A rehearsal that comes again, or is planned. */
struct playbook_drill {
    int line;
    const char *name;  /* "rollback" */
    const char *words; /* other words for it */
    const char *title; /* "Test the rollback procedures" */
    const char *next;  /* a day that is planned, "2026-01-20"; "" */
    int64_t every_ms;  /* 0: it does not come again by itself */
};

/* Working time, for targets such as "next business day". */
struct playbook_calendar {
    int line;
    const char *days; /* "mon tue wed thu fri" */
    int64_t opens_ms; /* of the local day */
    int64_t closes_ms;
    int64_t ahead_ms, behind_ms;    /* of UTC; one of them is 0 */
    struct playbook_texts holidays; /* "2026-12-25" */
};

/* What is measured of an incident or of many. */
enum playbook_measure {
    MEASURE_DETECT, /* how long from its beginning until it was noticed */
    MEASURE_ACKNOWLEDGE,
    MEASURE_MITIGATE,
    MEASURE_RESOLVE,
    MEASURE_REVIEWS, /* how many reviews came within their time */
    MEASURE_CADENCE, /* how many updates came when they were promised */
    MEASURES
};

/* What a measure should come to. */
struct playbook_metric {
    int line;
    enum playbook_measure measure;
    const char *severities; /* of which incidents; "": of all */
    int64_t under_ms;       /* of a time: the mean should be below this */
    int64_t percent;        /* of the others: at least so many of a hundred */
    int64_t within_ms;      /* of reviews: their time, from the resolution */
};

struct playbook_link {
    int line;
    const char *label;
    const char *url; /* an address or a path in the organisation's repository */
};

/* ---- The whole */

struct playbook {
    const char *name; /* "vyberology" */
    const char *file; /* where it was read from */
    const char *text; /* the file itself, kept with each incident that began with it */
    const char *title;
    const char *owner;
    const char *updated; /* a day */
    const char *version;
    const char *about; /* a sentence */

    enum incident_id_form id_form; /* of the names of incidents */

    struct policy policy; /* the file's own; settings that somebody wrote go before it */
    struct playbook_severity severities[POLICY_SEVERITIES];

    struct playbook_person *people;
    int person_count;
    struct playbook_group *groups;
    int group_count;
    struct playbook_role *roles;
    int role_count;
    struct playbook_contact *contacts;
    int contact_count;
    struct playbook_shift *shifts;
    int shift_count;

    struct playbook_escalation escalation;
    struct playbook_clock *clocks;
    int clock_count;
    int64_t mark_ms;        /* a line that so much more time has passed, on a sev1; 0: none */
    const char *raise_rule; /* who may raise a severity */
    const char *lower_rule; /* who may lower it */
    struct playbook_texts lower_by; /* role names; empty: anybody, with a reason */

    struct playbook_question *triage;
    int question_count;
    struct playbook_decision decision;
    struct playbook_checklist *checklists;
    int checklist_count;
    struct playbook_kind *kinds;
    int kind_count;
    struct playbook_communication *communications;
    int communication_count;
    struct playbook_resolving resolving;
    struct playbook_postmortem postmortem;
    struct playbook_calendar calendar;
    struct playbook_metric *metrics;
    int metric_count;

    struct playbook_texts sources;     /* how incidents are noticed */
    struct playbook_texts services;    /* what can break, as people call it */
    struct playbook_texts update_asks; /* asked with each prompt for an update */
    struct playbook_texts card;        /* the quick reference card, line by line */
    struct playbook_texts runbooks;    /* names of those that belong to it */
    struct playbook_texts flags;       /* guidance on feature flags */
    struct playbook_texts prevention;
    struct playbook_link *links;
    int link_count;
    struct playbook_afterwards afterwards;
    struct playbook_drill *drills;
    int drill_count;
    struct playbook_route *routes;
    int route_count;
    const char *card_at; /* the severities at which the thread is given the card; "": none */
};

/* What stands beside the policy of a valid severity. */
const struct playbook_severity *playbook_severity(const struct playbook *playbook,
                                                  enum severity severity);

/* The condition of a severity by its name, without regard to case; NULL when it has none such. */
const struct playbook_condition *playbook_condition(const struct playbook *playbook,
                                                    enum severity severity, const char *name);

/* By name or one of its words, without regard to case; NULL when there is none. */
const struct playbook_person *playbook_person(const struct playbook *playbook, const char *word);
const struct playbook_group *playbook_group(const struct playbook *playbook, const char *word);
const struct playbook_role *playbook_role(const struct playbook *playbook, const char *word);
const struct playbook_clock *playbook_clock(const struct playbook *playbook, const char *word);
const struct playbook_question *playbook_question(const struct playbook *playbook,
                                                  const char *word);
const struct playbook_course *playbook_course(const struct playbook *playbook, const char *word);
const struct playbook_checklist *playbook_checklist(const struct playbook *playbook,
                                                    const char *word);
const struct playbook_kind *playbook_kind(const struct playbook *playbook, const char *word);
const struct playbook_communication *playbook_communication(const struct playbook *playbook,
                                                            const char *word);
const struct playbook_drill *playbook_drill(const struct playbook *playbook, const char *word);

/* A day of the postmortem by its name; NULL when there is none. */
const struct playbook_day *playbook_day(const struct playbook *playbook, const char *word);

/* The channel that an incident of this severity and kind ("" for none) has to itself; NULL for
 * none.
 */
const struct playbook_own_channel *playbook_own_channel(const struct playbook *playbook,
                                                        enum severity severity, const char *kind);

/* Whether severity is one of severities ("sev1 sev2"); all are when that is "". */
bool playbook_severity_in(const char *severities, enum severity severity);

/* Whether text is one of the list, without regard to case. */
bool playbook_has(const struct playbook_texts *list, const char *text);

#endif
