/* What an organisation has decided about its incidents: how it names severities, how often it
 * promises news, who holds which role. Plain data: the settings fill it, handlers read it through a
 * const pointer. Texts are never NULL ("" means none) and live as long as the settings. */
#ifndef MODEL_POLICY_H
#define MODEL_POLICY_H

#include "base/mem.h"
#include "model/severity.h"

#include <stdbool.h>
#include <stdint.h>

/* What a person may type at once. Fixed, because Slack's blocks are: a section holds 3000
 * characters (https://docs.slack.dev/reference/block-kit/blocks/section-block). */
enum { POLICY_TITLE_MAX = 200, POLICY_TEXT_MAX = 3000 };

enum { POLICY_SEVERITIES = 4 };

/* Whom an announcement calls: nobody, <!here> or <!channel>. */
enum policy_mention { POLICY_MENTION_NONE, POLICY_MENTION_HERE, POLICY_MENTION_CHANNEL };

struct policy_severity {
    const char *name;        /* as people see it: "SEV-1" */
    const char *description; /* one sentence, shown beside the choice */
    const char *aliases;     /* further words that mean it, single spaces between */
    int64_t cadence_ms;      /* from one promised update to the next; 0: no update is promised */
    int64_t response_ms;     /* how soon somebody must take it; 0: no target */
    enum policy_mention mention;
};

/* The ladder of one promised update, in milliseconds before or after the promised time. */
struct policy_promise {
    int64_t draft_before_ms;  /* a prefilled draft goes to whoever owes the update */
    int64_t prompt_after_ms;  /* the thread is asked */
    int64_t call_after_ms;    /* incident commander and deputy are called by name */
    int64_t holding_after_ms; /* the bot itself says that there is no news, and promises again */
    bool holding;             /* false: the last step calls again and posts nothing */
    int64_t grace_ms;         /* an update this late still counts as kept */
    int64_t snooze_max_ms;    /* the longest that one promise may be put off */
    int64_t cadence_min_ms;   /* what people may set with the cadence and next verbs */
    int64_t cadence_max_ms;
};

/* Who holds a role when an incident opens: a user id or "" for nobody. */
struct policy_roles {
    const char *ic; /* POLICY_DECLARER, a user id, or "" */
    const char *deputy;
    const char *scribe;
    const char *comms; /* "": the incident commander speaks until somebody claims the role */
};

#define POLICY_DECLARER "declarer"

struct policy {
    struct policy_severity severities[POLICY_SEVERITIES]; /* read with policy_severity */
    struct policy_promise promise;
    struct policy_roles roles;
    const char *bridge_url; /* the call that every incident starts with */
    int64_t postmortem_due_ms;
    bool resolve_needs_cause; /* resolve is refused while no root cause is written down */
};

/* The rules for a valid severity; any other number is a bug of the caller and aborts. */
const struct policy_severity *policy_severity(const struct policy *policy, enum severity severity);

/* The words that mean a severity in this organisation beyond those that severity.h knows: names and
 * aliases, for severity_read. They live in the arena. */
struct severity_aliases policy_aliases(const struct policy *policy, struct arena *arena);

#endif
