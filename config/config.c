/* The settings as a whole: defaults, sources in their order, rules between settings: see config.h.
 */
#include "config/config.h"

#include "base/mem.h"
#include "config/settings.h"

#include <stdio.h>
#include <string.h>

/* One file of 1 MiB and a command line as long as Linux allows (6 MiB) fit several times. */
enum { TEXTS_MAX = 32 * 1024 * 1024, ALIASES_BYTES_MAX = 64 * 1024 };

/* ---- Sources */

/* systemd separates several state directories by colons; the first is ours. */
static void put_store_into(const char *state_directory, struct config *config) {
    int len = (int)strcspn(state_directory, ":");
    config->store = arena_printf(config->texts, "sqlite:%.*s/incidentd.db", len, state_directory);
}

void config_defaults_in(struct config *config, struct arena *arena) {
    *config = (struct config){.texts = arena};
    struct faults faults = faults_new();
    for (size_t i = 0; i < settings_count; i++)
        settings_assign(&settings[i], settings[i].otherwise, (struct origin){0}, config, &faults);
    faults_free(&faults);
}

void config_defaults(struct config *config, const struct config_environment *environment) {
    config_defaults_in(config, arena_new(TEXTS_MAX));
    if (str_is_set(environment->state_directory))
        put_store_into(environment->state_directory, config);
}

/* Assigns a variable that speaks to every program, unless somebody told this one otherwise. */
static void follow_machine(const char *name, const char *variable, const char *value,
                           struct config *config, struct faults *faults) {
    const struct setting *setting = settings_find(name);
    if (!settings_origin(setting, config)->where)
        settings_assign(setting, value, (struct origin){.where = variable}, config, faults);
}

void config_apply_environment(struct config *config, const struct config_environment *environment,
                              struct faults *faults) {
    if (str_is_set(environment->slack_api_url))
        settings_assign(settings_find("slack.api_url"), environment->slack_api_url,
                        (struct origin){.where = "SLACK_API_URL"}, config, faults);
    if (str_is_set(environment->https_proxy)) {
        /* "proxy:3128" is common, and curl reads it as http. */
        const char *scheme = strstr(environment->https_proxy, "://") ? "" : "http://";
        char *url = arena_printf(config->texts, "%s%s", scheme, environment->https_proxy);
        follow_machine("slack.proxy", "https_proxy", url, config, faults);
    }
    if (str_is_set(environment->no_proxy))
        follow_machine("slack.no_proxy", "no_proxy", environment->no_proxy, config, faults);
}

void config_set(struct config *config, const char *assignment, struct faults *faults) {
    const struct origin origin = {.where = "--set"};
    size_t len = strcspn(assignment, "=");
    if (!assignment[len]) {
        faults_add(faults, &origin,
                   "\"%.*s\" has no value; write name=value, such as "
                   "log.level=debug",
                   (int)len, assignment);
        return;
    }
    const char *name = arena_strndup(config->texts, assignment, len);
    const struct setting *setting = settings_find(name);
    if (!setting) {
        STR_AUTO(hint, 256);
        settings_add_nearest(name, &hint);
        faults_add(faults, &origin, "there is no setting %s%s", name, hint.text);
        return;
    }
    settings_assign(setting, assignment + len + 1, origin, config, faults);
}

/* ---- Rules between settings */

struct checker {
    const struct config *config;
    struct faults *faults;
};

/* False also when the setting's own fault has been told: what follows from it is noise. */
static bool was_right(const struct checker *checker, const char *name) {
    return !settings_origin(settings_find(name), checker->config)->wrong;
}

/* The place to mend: that of the first of both that somebody wrote. */
static const struct origin *origin_of(const struct checker *checker, const char *one,
                                      const char *other) {
    const struct origin *origin = settings_origin(settings_find(one), checker->config);
    return origin->where ? origin : settings_origin(settings_find(other), checker->config);
}

static int64_t duration(const struct checker *checker, const char *name) {
    return *(const int64_t *)settings_value(settings_find(name), checker->config);
}

enum order { AT_MOST, LESS_THAN };

static void check_order(const struct checker *checker, const char *low, enum order order,
                        const char *high, const char *why) {
    int64_t low_ms = duration(checker, low), high_ms = duration(checker, high);
    if (low_ms < high_ms || (order == AT_MOST && low_ms == high_ms))
        return;
    if (!was_right(checker, low) || !was_right(checker, high))
        return;
    STR_AUTO(text, 256);
    str_addf(&text, "%s (", low);
    value_write_duration(low_ms, &text);
    str_addf(&text, ") must be %s %s (", order == AT_MOST ? "at most" : "less than", high);
    value_write_duration(high_ms, &text);
    faults_add(checker->faults, origin_of(checker, low, high), "%s): %s", text.text, why);
}

static void check_ladder(const struct checker *checker) {
    check_order(checker, "promise.prompt_after", AT_MOST, "promise.call_after",
                "people are asked before they are called");
    check_order(checker, "promise.call_after", AT_MOST, "promise.holding_after",
                "people are called before the bot speaks for them");
    check_order(checker, "promise.cadence_min", AT_MOST, "promise.cadence_max",
                "nothing could be set between them");
    check_order(checker, "socket.ping", LESS_THAN, "socket.dead_after",
                "an answer needs time to arrive");
}

static void check_cadence(const struct checker *checker, enum severity severity) {
    char name[sizeof "severity.sev1.cadence"];
    snprintf(name, sizeof name, "severity.%s.cadence", severity_code(severity));
    if (duration(checker, name) == 0)
        return;
    check_order(checker, "promise.cadence_min", AT_MOST, name, "that is the shortest cadence");
    check_order(checker, name, AT_MOST, "promise.cadence_max", "that is the longest cadence");
    check_order(checker, "promise.draft_before", LESS_THAN, name,
                "a draft is offered after the update before it");
    check_order(checker, "promise.holding_after", LESS_THAN, name,
                "a promise is over before the next one is due");
}

/* A word that means two severities would pick one by accident. */
static void check_aliases(const struct checker *checker) {
    struct arena *arena = arena_new(ALIASES_BYTES_MAX);
    struct severity_aliases aliases = policy_aliases(&checker->config->policy, arena);
    for (size_t i = 0; i < aliases.count; i++) {
        const struct severity_alias *one = &aliases.list[i];
        for (size_t j = 0; j < i; j++) {
            const struct severity_alias *before = &aliases.list[j];
            if (before->severity == one->severity || !str_equal_nocase(before->word, one->word))
                continue;
            char name[sizeof "severity.sev1.aliases"];
            snprintf(name, sizeof name, "severity.%s.aliases", severity_code(one->severity));
            faults_add(checker->faults, settings_origin(settings_find(name), checker->config),
                       "severity.%s: \"%s\" means %s already; choose another word",
                       severity_code(one->severity), one->word, severity_code(before->severity));
        }
    }
    arena_free(arena);
}

static void check_store(const struct checker *checker) {
    const char *const kind = "sqlite:";
    const char *store = checker->config->store;
    if (!was_right(checker, "store") || (str_starts(store, kind) && store[strlen(kind)]))
        return;
    faults_add(checker->faults, settings_origin(settings_find("store"), checker->config),
               "store: write \"sqlite:\" and a path, such as "
               "\"sqlite:/var/lib/incidentd/incidentd.db\"");
}

/* Whether url's host is this machine, where nobody else listens. */
static bool is_loopback(const char *url) {
    const char *host = strstr(url, "://") + strlen("://");
    if (memchr(host, '@', strcspn(host, "/?#")))
        return false;
    size_t len = *host == '[' ? strcspn(host, "]") : strcspn(host, ":/?#");
    if (str_starts(host, "127."))
        return len == strspn(host, "0123456789.");
    return str_starts(host, "[::1]") ||
           (len == strlen("localhost") && str_starts(host, "localhost"));
}

/* The tokens travel with every call. */
static void check_api_url(const struct checker *checker) {
    const char *url = checker->config->slack.api_url;
    if (str_starts(url, "http://") && !is_loopback(url))
        faults_add(checker->faults,
                   settings_origin(settings_find("slack.api_url"), checker->config),
                   "slack.api_url: this would carry the tokens unencrypted; write https://");
}

static void check_token_files(const struct checker *checker) {
    const struct config_slack *slack = &checker->config->slack;
    if (*slack->app_token_file && str_equal(slack->app_token_file, slack->bot_token_file))
        faults_add(checker->faults,
                   origin_of(checker, "slack.bot_token_file", "slack.app_token_file"),
                   "slack.app_token_file and slack.bot_token_file are the same file; each token "
                   "has a file of its own");
}

static void check_postmortem(const struct checker *checker) {
    const struct config_postmortem *postmortem = &checker->config->postmortem;
    if (postmortem->git && !*postmortem->folder && was_right(checker, "postmortem.folder"))
        faults_add(checker->faults, config_origin(checker->config, "postmortem.git"),
                   "postmortem.git: there is nothing to commit without postmortem.folder; name a "
                   "folder in a git repository there");
}

enum result config_check(const struct config *config, struct faults *faults) {
    const struct checker checker = {config, faults};
    check_store(&checker);
    check_api_url(&checker);
    check_token_files(&checker);
    check_postmortem(&checker);
    check_aliases(&checker);
    check_ladder(&checker);
    for (int severity = SEVERITY_1; severity <= SEVERITY_4; severity++)
        check_cadence(&checker, (enum severity)severity);
    return faults->count ? INVALID : OK;
}

const struct origin *config_origin(const struct config *config, const char *name) {
    return settings_origin(settings_find(name), config);
}

void config_finish(struct config *config) {
    arena_free(config->texts);
    *config = (struct config){0};
}
