/* The table of settings: see settings.h. A new setting is a field in config.h and a row here. */
#include "config/settings.h"

#include "base/utc.h"
#include "model/words.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#define AT(field) offsetof(struct config, field)

static const struct value_choice log_levels[] = {{"error", LOG_LEVEL_ERROR},
                                                 {"warning", LOG_LEVEL_WARNING},
                                                 {"info", LOG_LEVEL_INFO},
                                                 {"debug", LOG_LEVEL_DEBUG},
                                                 {0}};
static const struct value_choice mentions[] = {{"here", POLICY_MENTION_HERE},
                                               {"channel", POLICY_MENTION_CHANNEL},
                                               {"none", POLICY_MENTION_NONE},
                                               {0}};
static const struct value_choice none[] = {{"none", 0}, {0}};
static const struct value_choice declarer[] = {{POLICY_DECLARER, 0}, {0}};

#define DURATION(low, high)                                                                        \
    { .kind = VALUE_DURATION, .min = (low), .max = (high) }
#define DURATION_OR_NONE(low, high)                                                                \
    { .kind = VALUE_DURATION, .min = (low), .max = (high), .choices = none }
#define SWITCH                                                                                     \
    { .kind = VALUE_SWITCH }
#define CHOICE(words)                                                                              \
    { .kind = VALUE_CHOICE, .choices = (words) }
#define TEXT(low, high)                                                                            \
    { .kind = VALUE_TEXT, .min = (low), .max = (high) }
#define WORDS(high)                                                                                \
    { .kind = VALUE_WORDS, .max = (high) }
#define URL(low)                                                                                   \
    { .kind = VALUE_URL, .min = (low), .max = 1024 }
#define USER                                                                                       \
    { .kind = VALUE_USER, .max = 64 }

enum { PATH_CHARS = 1024, NAME_CHARS = 32, DESCRIPTION_CHARS = 200, EMOJI_CHARS = 100 };

/* The rows of one severity. Seconds are allowed for rehearsals; promise.cadence_min keeps a slip of
 * the unit out of real life. */
#define SEVERITY(n, title, about, words, target, call)                                             \
    {"severity.sev" #n ".name", TEXT(1, NAME_CHARS), title, "How people see it",                   \
     AT(policy.severities[n - 1].name)},                                                           \
        {"severity.sev" #n ".description", TEXT(0, DESCRIPTION_CHARS), about,                      \
         "One sentence, shown beside the choice", AT(policy.severities[n - 1].description)},       \
        {"severity.sev" #n ".aliases", WORDS(DESCRIPTION_CHARS), words,                            \
         "Further words that mean this severity in a command",                                     \
         AT(policy.severities[n - 1].aliases)},                                                    \
        {"severity.sev" #n ".cadence", DURATION_OR_NONE(SECOND_MS, DAY_MS), "30m",                 \
         "Time from one promised update to the next", AT(policy.severities[n - 1].cadence_ms)},    \
        {"severity.sev" #n ".response", DURATION_OR_NONE(SECOND_MS, 30 * DAY_MS), target,          \
         "How soon somebody must take an incident", AT(policy.severities[n - 1].response_ms)},     \
    {                                                                                              \
        "severity.sev" #n ".mention", CHOICE(mentions), call, "Whom the announcement calls",       \
            AT(policy.severities[n - 1].mention)                                                   \
    }

const struct setting settings[] = {
    {"store", TEXT(1, PATH_CHARS), "sqlite:incidentd.db",
     "Where everything is kept: sqlite: and a path. Under systemd the default is incidentd.db in "
     "the service's state directory",
     AT(store)},
    {"sandbox", SWITCH, "true",
     "Whether the daemon gives up, after its start, every system call that it does not need. Off "
     "is for a C library or a machine that needs others",
     AT(sandbox)},
    {"log.level", CHOICE(log_levels), "info", "How much is written to standard error",
     AT(log_level)},

    {"slack.channel",
     {.kind = VALUE_CHANNEL, .min = 1, .max = 81},
     "#incidents",
     "The channel where incidents are announced and worked on: a name with # or an id",
     AT(slack.channel)},
    {"slack.command",
     {.kind = VALUE_COMMAND, .min = 2, .max = 32},
     "/incident",
     "The slash command as the Slack app declares it, for hints to people",
     AT(slack.command)},
    {"slack.app_token_file", TEXT(0, PATH_CHARS), "",
     "File with the app-level token (xapp-). When empty: SLACK_APP_TOKEN, else the credential "
     "slack_app_token",
     AT(slack.app_token_file)},
    {"slack.bot_token_file", TEXT(0, PATH_CHARS), "",
     "File with the bot token (xoxb-). When empty: SLACK_BOT_TOKEN, else the credential "
     "slack_bot_token",
     AT(slack.bot_token_file)},
    {"slack.api_url", URL(1), "https://slack.com/api/",
     "Where Slack's Web API is. SLACK_API_URL wins over the file", AT(slack.api_url)},
    {"slack.ca_file", TEXT(0, PATH_CHARS), "",
     "PEM file of the certificate authorities to trust. When empty: the system's",
     AT(slack.ca_file)},
    {"slack.proxy", URL(0), "",
     "HTTP proxy to reach Slack through. When not set: https_proxy from the environment",
     AT(slack.proxy)},
    {"slack.no_proxy", WORDS(PATH_CHARS), "",
     "Hosts that are reached without the proxy. When not set: no_proxy from the environment",
     AT(slack.no_proxy)},
    {"slack.connect_timeout", DURATION(SECOND_MS, 2 * MINUTE_MS), "10s",
     "How long opening a connection may take", AT(slack.connect_timeout_ms)},
    {"slack.answer_timeout", DURATION(SECOND_MS, 2 * MINUTE_MS), "10s",
     "How long Slack may take to answer a call", AT(slack.answer_timeout_ms)},
    {"slack.pace", DURATION_OR_NONE(SECOND_MS, MINUTE_MS), "2s",
     "How often one person may ask for something, after ten requests at once. The rest is refused "
     "with the words handed back",
     AT(slack.pace_ms)},

    {"socket.ping", DURATION(SECOND_MS, MINUTE_MS), "10s", "Silence after which Slack is pinged",
     AT(socket.ping_ms)},
    {"socket.dead_after", DURATION(2 * SECOND_MS, 5 * MINUTE_MS), "30s",
     "Silence after which the connection is given up and opened anew", AT(socket.dead_after_ms)},
    {"socket.backoff_max", DURATION(SECOND_MS, 10 * MINUTE_MS), "1m",
     "The longest pause between two attempts to connect", AT(socket.backoff_max_ms)},

    {"gap.tell_after", DURATION(10 * SECOND_MS, DAY_MS), "2m",
     "How long incidentd must have been without Slack before it says so in the threads of the open "
     "incidents. What was said there is read again in any case",
     AT(gap.tell_after_ms)},
    {"gap.act_within", DURATION(0, DAY_MS), "1h",
     "How old a mention may be that was read again and is still done. An older one is handed back",
     AT(gap.act_within_ms)},

    {"emoji.note", TEXT(0, EMOJI_CHARS), "pushpin",
     "The reaction, by its name without colons, that puts a message on the timeline of its "
     "incident. When empty: none",
     AT(emoji.note)},
    {"emoji.evidence", TEXT(0, EMOJI_CHARS), "paperclip", "The one that puts it there as evidence",
     AT(emoji.evidence)},
    {"emoji.done", TEXT(0, EMOJI_CHARS), "white_check_mark",
     "The one that says that the task of a message is done", AT(emoji.done)},

    SEVERITY(1, "SEV-1", "Critical: an outage, data loss or a security breach.", "", "15m", "here"),
    SEVERITY(2, "SEV-2", "High: an important function is broken for many people.", "", "1h",
             "here"),
    SEVERITY(3, "SEV-3", "Medium: something works badly and there is a way around it.", "", "4h",
             "none"),
    SEVERITY(4, "SEV-4", "Low: a flaw that can wait for working hours.", "", "none", "none"),

    {"promise.draft_before", DURATION(0, HOUR_MS), "5m",
     "How long before a promised update its draft is offered", AT(policy.promise.draft_before_ms)},
    {"promise.prompt_after", DURATION(0, HOUR_MS), "0s",
     "How long after the promised time the thread is asked", AT(policy.promise.prompt_after_ms)},
    {"promise.call_after", DURATION(0, HOUR_MS), "5m",
     "How long after it the incident commander and the deputy are called by name",
     AT(policy.promise.call_after_ms)},
    {"promise.holding_after", DURATION(0, HOUR_MS), "10m",
     "How long after it the bot itself says that there is no news",
     AT(policy.promise.holding_after_ms)},
    {"promise.holding", SWITCH, "true", "Whether the bot posts such a holding statement",
     AT(policy.promise.holding)},
    {"promise.grace", DURATION(0, HOUR_MS), "1m",
     "How late an update may be and still count as kept", AT(policy.promise.grace_ms)},
    {"promise.snooze_max", DURATION(MINUTE_MS, DAY_MS), "2h",
     "The longest that one promise may be put off", AT(policy.promise.snooze_max_ms)},
    {"promise.cadence_min", DURATION(SECOND_MS, DAY_MS), "1m",
     "The shortest cadence that may be set, here or by people", AT(policy.promise.cadence_min_ms)},
    {"promise.cadence_max", DURATION(MINUTE_MS, 7 * DAY_MS), "24h", "The longest",
     AT(policy.promise.cadence_max_ms)},

    {"roles.ic",
     {.kind = VALUE_USER, .max = 64, .choices = declarer},
     POLICY_DECLARER,
     "Who is incident commander at first",
     AT(policy.roles.ic)},
    {"roles.deputy", USER, "", "Who is deputy at first", AT(policy.roles.deputy)},
    {"roles.scribe", USER, "", "Who keeps the timeline at first", AT(policy.roles.scribe)},
    {"roles.comms", USER, "", "Who owes the updates at first. When empty: the incident commander",
     AT(policy.roles.comms)},

    {"bridge.url", URL(0), "", "The call that every incident starts with", AT(policy.bridge_url)},
    {"postmortem.due", DURATION(HOUR_MS, 90 * DAY_MS), "48h",
     "How long after resolution the postmortem is due", AT(policy.postmortem_due_ms)},
    {"postmortem.folder", TEXT(0, PATH_CHARS), "",
     "Folder, such as a clone of a repository, below which drafts are written as "
     "docs/incidents/YYYY-MM-DD-title.md. When empty they are only in Slack",
     AT(postmortem.folder)},
    {"postmortem.git", SWITCH, "false",
     "Whether what is written there is also committed by the git command, on a branch for each "
     "incident, such as incident/INC-2026-11-20-001. The folder is in a repository then that "
     "belongs to the user that incidentd runs as",
     AT(postmortem.git)},
    {"resolve.require_root_cause", SWITCH, "false",
     "Whether an incident can be resolved only with its root cause written down",
     AT(policy.resolve_needs_cause)},

    {"playbook", TEXT(1, PATH_CHARS), "default",
     "The rules in force: default, motus, vyberology, guide, hotfix, or a file of your own, such "
     "as "
     "/etc/incidentd/playbook.cfg",
     AT(playbook)},
    {"runbooks.dir", TEXT(0, PATH_CHARS), "",
     "Folder whose Markdown files join the shipped runbooks, or replace one of the same name",
     AT(runbooks_dir)},
    {"templates.dir", TEXT(0, PATH_CHARS), "",
     "Folder whose files replace shipped message templates; its documents/ those for outside",
     AT(templates_dir)},

    {"outbox.max_age", DURATION(MINUTE_MS, 30 * DAY_MS), "24h",
     "Age at which a message that could not be delivered is given up and reported",
     AT(outbox_max_age_ms)},
    {"inbox.keep", DURATION(DAY_MS, 90 * DAY_MS), "7d",
     "How long a delivery is remembered so that its repetition does nothing", AT(inbox_keep_ms)},
};

const size_t settings_count = sizeof settings / sizeof *settings;

/* value.c writes enum fields through int, as the ABI lays them out. */
static_assert(sizeof(enum log_level) == sizeof(int), "an enum field is as wide as an int");
static_assert(sizeof settings / sizeof *settings <= CONFIG_SETTINGS_MAX, "room for every origin");

const struct setting *settings_find(const char *name) {
    for (size_t i = 0; i < settings_count; i++)
        if (str_equal(settings[i].name, name))
            return &settings[i];
    return NULL;
}

bool settings_is_group(const char *name) {
    size_t len = strlen(name);
    for (size_t i = 0; i < settings_count; i++)
        if (str_starts(settings[i].name, name) && settings[i].name[len] == '.')
            return true;
    return false;
}

/* The last word of a dotted name. */
static const char *last_word(const char *name) {
    const char *dot = strrchr(name, '.');
    return dot ? dot + 1 : name;
}

void settings_add_nearest(const char *name, struct str *out) {
    const char *names[CONFIG_SETTINGS_MAX], *last_words[CONFIG_SETTINGS_MAX];
    for (size_t i = 0; i < settings_count; i++) {
        names[i] = settings[i].name;
        last_words[i] = last_word(settings[i].name);
    }
    size_t nearest[WORDS_NEAREST_MAX];
    size_t count = words_nearest(name, names, settings_count, nearest);
    if (count == 0) /* the group may be missing or another */
        count = words_nearest(last_word(name), last_words, settings_count, nearest);
    words_add_nearest(out, names, nearest, count);
}

const void *settings_value(const struct setting *setting, const struct config *config) {
    return (const char *)config + setting->offset;
}

const struct origin *settings_origin(const struct setting *setting, const struct config *config) {
    return &config->origins[setting - settings];
}

void settings_assign(const struct setting *setting, const char *text, struct origin origin,
                     struct config *config, struct faults *faults) {
    struct err err;
    void *field = (char *)config + setting->offset;
    origin.wrong = value_read(&setting->rule, text, config->texts, field, &err) != OK;
    config->origins[setting - settings] = origin;
    if (origin.wrong)
        faults_add(faults, &origin, "%s: %s", setting->name, err.text);
}

void settings_refuse(const struct setting *setting, const char *found, struct origin origin,
                     struct config *config, struct faults *faults) {
    origin.wrong = true;
    config->origins[setting - settings] = origin;
    STR_AUTO(allowed, 256);
    value_explain(&setting->rule, &allowed);
    const char *open = allowed.len ? " (" : "", *close = allowed.len ? ")" : "";
    faults_add(faults, &origin, "%s: this is %s; write %s%s%s%s", setting->name, found,
               value_expected(setting->rule.kind), open, allowed.text, close);
}

bool settings_is_policy(const struct setting *setting) {
    return setting->offset >= offsetof(struct config, policy) &&
           setting->offset < offsetof(struct config, policy) + sizeof(struct policy);
}

void settings_adopt_policy(struct config *config, const struct config *other) {
    struct policy own = config->policy;
    config->policy = other->policy;
    for (size_t i = 0; i < settings_count; i++) {
        size_t offset = settings[i].offset;
        if (!settings_is_policy(&settings[i]))
            continue;
        if (config->origins[i].where && !config->origins[i].borrowed)
            value_copy(&settings[i].rule, (char *)config + offset,
                       (const char *)&own + offset - offsetof(struct config, policy));
        else
            config->origins[i] = other->origins[i];
    }
}
