/* Kinds of values: see value.h. */
#include "config/value.h"

#include "base/utc.h"
#include "base/utf8.h"
#include "model/phrase.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

enum { VALUE_SHOWN_MAX = 64 }; /* of a wrong value in a fault */

static const char upper_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

const char *value_expected(enum value_kind kind) {
    switch (kind) {
    case VALUE_DURATION:
        return "a duration with its unit in quotes, such as \"30m\"";
    case VALUE_SWITCH:
        return "true or false, without quotes";
    case VALUE_CHOICE:
        return "one word in quotes";
    case VALUE_TEXT:
        return "a text in quotes";
    case VALUE_WORDS:
        return "words in quotes, such as \"one two\" or [\"one\", \"two\"]";
    case VALUE_URL:
        return "an address in quotes, such as \"https://example.com/\"";
    case VALUE_CHANNEL:
        return "a channel in quotes, such as \"#incidents\" or \"C012AB3CD\"";
    case VALUE_USER:
        return "a user id in quotes, such as \"U012AB3CD\"";
    case VALUE_COMMAND:
        return "a slash command in quotes, such as \"/incident\"";
    }
    return "a value";
}

static const struct value_choice *find_choice(const struct value_rule *rule, const char *word) {
    for (const struct value_choice *c = rule->choices; c && c->word; c++)
        if (str_equal(c->word, word))
            return c;
    return NULL;
}

static void list_choices(const struct value_rule *rule, const char *quote, struct str *out) {
    for (const struct value_choice *c = rule->choices; c && c->word; c++) {
        const char *joint = c == rule->choices ? "" : c[1].word ? ", " : " or ";
        str_addf(out, "%s%s%s%s", joint, quote, c->word, quote);
    }
}

/* ---- Durations */

/* Exact, so that it reads back: phrase_of_duration cuts off what people need not know. */
void value_write_duration(int64_t ms, struct str *out) {
    static const struct {
        char name;
        int64_t ms;
    } units[] = {{'d', DAY_MS}, {'h', HOUR_MS}, {'m', MINUTE_MS}, {'s', SECOND_MS}};
    if (ms == 0)
        str_add(out, "0s");
    /* People say 48 hours, but 7 days. */
    size_t unit = ms % DAY_MS == 0 && ms > 2 * DAY_MS ? 0 : 1;
    for (; unit < sizeof units / sizeof *units; unit++) {
        if (ms >= units[unit].ms)
            str_addf(out, "%" PRId64 "%c", ms / units[unit].ms, units[unit].name);
        ms %= units[unit].ms;
    }
}

static void write_bounds(const struct value_rule *rule, struct str *out) {
    value_write_duration(rule->min, out);
    str_add(out, " to ");
    value_write_duration(rule->max, out);
}

static enum result read_duration(const struct value_rule *rule, const char *text, int64_t *ret_ms,
                                 struct err *err) {
    /* Zero is no duration to phrase.h, which reads what people type in a conversation. */
    int64_t ms = 0;
    if (!str_equal(text, "0s") && phrase_duration_needed(text, &ms, err) != OK)
        return INVALID;
    if (ms < rule->min || ms > rule->max) {
        STR_AUTO(bounds, 64);
        write_bounds(rule, &bounds);
        return fail(err, INVALID, "is out of bounds; write %s%s", rule->choices ? "none or " : "",
                    bounds.text);
    }
    *ret_ms = ms;
    return OK;
}

/* ---- Texts */

static enum result check_text(const struct value_rule *rule, const char *text, struct err *err) {
    if (!utf8_valid(text, strlen(text)))
        return fail(err, INVALID, "is not UTF-8; save the file as UTF-8");
    for (const char *p = text; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            return fail(err, INVALID, "holds a control character; write it as one plain line");
    size_t chars = utf8_count(text);
    if (chars < (size_t)rule->min)
        return fail(err, INVALID, "is empty; write %s", value_expected(rule->kind));
    if (chars > (size_t)rule->max)
        return fail(err, INVALID, "has %zu characters; write at most %" PRId64, chars, rule->max);
    return OK;
}

/* Brings "a, b  c" into the one form "a b c". */
static const char *join_words(const char *text, struct arena *texts) {
    char *joined = arena_alloc(texts, strlen(text) + 1), *end = joined;
    const char *const gaps = ", ";
    for (text += strspn(text, gaps); *text; text += strspn(text, gaps)) {
        size_t len = strcspn(text, gaps);
        if (end > joined)
            *end++ = ' ';
        memcpy(end, text, len);
        end += len;
        text += len;
    }
    return joined;
}

static enum result check_url(const char *text, struct err *err) {
    const char *host = str_starts(text, "https://")  ? text + strlen("https://")
                       : str_starts(text, "http://") ? text + strlen("http://")
                                                     : "";
    if (!*host || strchr("/?#", *host) || strpbrk(text, " \"<>\\^`{|}"))
        return fail(err, INVALID, "is no address; write %s", value_expected(VALUE_URL));
    return OK;
}

/* Slack's ids are a letter for the kind and further capitals and digits; treated as opaque beyond
 * that (https://docs.slack.dev/reference/objects/conversation-object). */
static bool is_id(const char *text, const char *first_letters) {
    size_t len = strlen(text);
    return len >= 3 && strchr(first_letters, *text) && strspn(text, upper_digits) == len;
}

/* Channel names are lower case without spaces and periods, but in any language. */
static bool is_channel_name(const char *text) {
    size_t len = strlen(text);
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] < 0x80 && !islower((unsigned char)text[i]) &&
            !isdigit((unsigned char)text[i]) && text[i] != '-' && text[i] != '_')
            return false;
    return len > 0;
}

static enum result check_channel(const char *text, struct err *err) {
    if (is_id(text, "CG") || (*text == '#' && is_channel_name(text + 1)))
        return OK;
    if (is_channel_name(text))
        return fail(err, INVALID, "lacks its #; write \"#%s\"", text);
    return fail(err, INVALID,
                "is no channel; write its name in lower case after a #, such as \"#incidents\", "
                "or its id, such as \"C012AB3CD\"");
}

static enum result check_user(const struct value_rule *rule, const char *text, struct err *err) {
    if (!*text || is_id(text, "UW") || find_choice(rule, text))
        return OK;
    STR_AUTO(words, 64);
    list_choices(rule, "\"", &words);
    return fail(err, INVALID,
                "is no user id; write %s%san id such as \"U012AB3CD\" (in Slack: the person's "
                "profile, More, Copy member ID)",
                words.text, words.len ? " or " : "");
}

/* https://docs.slack.dev/reference/app-manifest: at most 32 characters with the slash. */
static enum result check_command(const char *text, struct err *err) {
    size_t len = strlen(text);
    if (*text == '/' && len > 1 &&
        len == 1 + strspn(text + 1, "abcdefghijklmnopqrstuvwxyz0123456789-_"))
        return OK;
    return fail(err, INVALID,
                "is no slash command; write a slash and lower case letters, such "
                "as \"/incident\"");
}

static enum result read_text(const struct value_rule *rule, const char *text, struct arena *texts,
                             const char **ret_text, struct err *err) {
    enum result result = check_text(rule, text, err);
    if (result == OK && *text && rule->kind == VALUE_URL)
        result = check_url(text, err);
    if (result == OK && rule->kind == VALUE_CHANNEL)
        result = check_channel(text, err);
    if (result == OK && rule->kind == VALUE_USER)
        result = check_user(rule, text, err);
    if (result == OK && rule->kind == VALUE_COMMAND)
        result = check_command(text, err);
    if (result == OK)
        *ret_text = rule->kind == VALUE_WORDS ? join_words(text, texts) : arena_strdup(texts, text);
    return result;
}

/* ---- All kinds */

static enum result read_switch(const char *text, bool *ret_on, struct err *err) {
    bool on = str_equal_nocase(text, "true");
    if (!on && !str_equal_nocase(text, "false"))
        return fail(err, INVALID, "is neither true nor false");
    *ret_on = on;
    return OK;
}

static enum result read_choice(const struct value_rule *rule, const char *text, int *ret_number,
                               struct err *err) {
    const struct value_choice *choice = find_choice(rule, text);
    if (choice) {
        *ret_number = choice->number;
        return OK;
    }
    STR_AUTO(words, 256);
    list_choices(rule, "\"", &words);
    return fail(err, INVALID, "is unknown; write %s", words.text);
}

static enum result read_field(const struct value_rule *rule, const char *text, struct arena *texts,
                              void *field, struct err *err) {
    switch (rule->kind) {
    case VALUE_DURATION: {
        const struct value_choice *word = find_choice(rule, text);
        if (!word)
            return read_duration(rule, text, field, err);
        *(int64_t *)field = word->number;
        return OK;
    }
    case VALUE_SWITCH:
        return read_switch(text, field, err);
    case VALUE_CHOICE:
        return read_choice(rule, text, field, err);
    case VALUE_TEXT:
    case VALUE_WORDS:
    case VALUE_URL:
    case VALUE_CHANNEL:
    case VALUE_USER:
    case VALUE_COMMAND:
        return read_text(rule, text, texts, field, err);
    }
    return fail(err, CORRUPT, "a setting of an unknown kind");
}

/* Tokens and passwords are not shown, wherever they were written by mistake. */
static bool is_secret(const char *text) {
    return str_starts(text, "xapp-") || str_starts(text, "xox") ||
           (strstr(text, "://") && strchr(text, '@'));
}

static void prefix_value(const char *text, struct err *err) {
    if (is_secret(text))
        return;
    STR_AUTO(shown, VALUE_SHOWN_MAX);
    for (; *text && !shown.full; text++)
        str_add_bytes(&shown, (unsigned char)*text < ' ' || *text == 0x7f ? "?" : text, 1);
    err_prefix(err, "\"%s%s\" ", shown.text, shown.full ? "…" : "");
}

enum result value_read(const struct value_rule *rule, const char *text, struct arena *texts,
                       void *field, struct err *err) {
    if (str_starts(text, "xapp-") || str_starts(text, "xoxb-"))
        return fail(err, INVALID,
                    "this is a token, which does not belong here; write it into a "
                    "file of its own, that only incidentd can read, and name that");
    enum result result = read_field(rule, text, texts, field, err);
    if (result != OK)
        prefix_value(text, err);
    return result;
}

void value_write(const struct value_rule *rule, const void *field, struct str *out) {
    switch (rule->kind) {
    case VALUE_DURATION: {
        int64_t ms = *(const int64_t *)field;
        if (ms == 0 && rule->choices)
            str_add(out, rule->choices->word);
        else
            value_write_duration(ms, out);
        return;
    }
    case VALUE_SWITCH:
        str_add(out, *(const bool *)field ? "true" : "false");
        return;
    case VALUE_CHOICE:
        for (const struct value_choice *c = rule->choices; c->word; c++)
            if (c->number == *(const int *)field)
                str_add(out, c->word);
        return;
    case VALUE_TEXT:
    case VALUE_WORDS:
    case VALUE_URL:
    case VALUE_CHANNEL:
    case VALUE_USER:
    case VALUE_COMMAND:
        str_add(out, *(const char *const *)field);
        return;
    }
}

void value_copy(const struct value_rule *rule, void *to, const void *from) {
    switch (rule->kind) {
    case VALUE_DURATION:
        *(int64_t *)to = *(const int64_t *)from;
        return;
    case VALUE_SWITCH:
        *(bool *)to = *(const bool *)from;
        return;
    case VALUE_CHOICE:
        *(int *)to = *(const int *)from;
        return;
    case VALUE_TEXT:
    case VALUE_WORDS:
    case VALUE_URL:
    case VALUE_CHANNEL:
    case VALUE_USER:
    case VALUE_COMMAND:
        *(const char **)to = *(const char *const *)from;
        return;
    }
}

void value_explain(const struct value_rule *rule, struct str *out) {
    list_choices(rule, "", out);
    if (rule->kind == VALUE_DURATION) {
        str_add(out, rule->choices ? ", or " : "");
        write_bounds(rule, out);
    } else if (rule->kind == VALUE_USER) {
        str_addf(out, "%sa user id%s", rule->choices ? " or " : "", rule->min ? "" : ", or empty");
    }
}
