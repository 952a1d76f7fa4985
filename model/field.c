/* The fields of an incident: see field.h. */
#include "model/field.h"

#include "base/utf8.h"
#include "model/policy.h"

#include <ctype.h>
#include <string.h>

const struct field fields[] = {
    {"version", "broken_version", "the broken version", FIELD_VERSION},
    {"previous", "good known_good stable", "the last good version", FIELD_VERSION},
    {"fixed", "fixed_version fixed_in", "the version with the fix", FIELD_VERSION},
    {"summary", "description happened", "what happened, in plain words", FIELD_TEXT},
    {"broken", "what", "what is broken", FIELD_LINE},
    {"affected", "who", "who is affected", FIELD_TEXT},
    {"users_affected", "users count", "how many users are affected", FIELD_LINE},
    {"service", "services", "which services are affected", FIELD_LINE},
    {"versions", "", "which versions are affected", FIELD_LINE},
    {"platforms", "platform os", "which platforms are affected", FIELD_LINE},
    {"python_versions", "python", "which Python versions are affected", FIELD_LINE},
    {"recent_changes", "changed changes", "what changed recently", FIELD_TEXT},
    {"error_rate", "errors", "how the error rate develops", FIELD_LINE},
    {"latency", "", "how latency develops", FIELD_LINE},
    {"tests_passed", "tests", "whether all tests had passed", FIELD_LINE},
    {"data_impact", "data", "what happened to data", FIELD_LINE},
    {"reproduction", "repro steps", "how to reproduce it", FIELD_TEXT},
    {"workaround", "way_around", "what to do meanwhile", FIELD_TEXT},
    {"recovery", "lost_data", "what to do when data was lost", FIELD_TEXT},
    {"release", "expected expected_release", "when the fix is expected", FIELD_LINE},
    {"fix_pr", "pr fix", "the pull request with the fix", FIELD_LINE},
    {"issue", "ticket", "the issue", FIELD_LINE},
    {"details", "link", "where the details are", FIELD_LINK},
    {"error_budget", "budget error_budget_pct", "how much of the error budget is used", FIELD_LINE},
    {"source", "detected_by noticed_by", "how it was noticed", FIELD_LINE},
    {"revenue_impact", "revenue cost", "what it costs", FIELD_LINE},
    {0}};

static bool is_called(const struct field *field, const char *word) {
    return str_equal_nocase(field->name, word) || str_has_word(field->words, word);
}

const struct field *field_find(const char *word) {
    char wanted[64];
    size_t len = strlen(word);
    if (len == 0 || len >= sizeof wanted)
        return NULL;
    for (size_t i = 0; i <= len; i++)
        wanted[i] = word[i] == '-' ? '_' : word[i];
    for (const struct field *field = fields; field->name; field++)
        if (is_called(field, wanted))
            return field;
    return NULL;
}

/* Letters, digits and what stands between them, so that it can stand in a command that a reader
 * copies. */
static enum result read_version(const char *text, struct str *out, struct err *err) {
    if ((*text == 'v' || *text == 'V') && isdigit((unsigned char)text[1]))
        text++;
    size_t len = strlen(text);
    bool fits = len > 0 && len <= FIELD_VERSION_MAX && isalnum((unsigned char)text[0]);
    for (size_t i = 0; i < len; i++)
        fits = fits && (isalnum((unsigned char)text[i]) || strchr("._+-", text[i]));
    if (!fits)
        return fail(err, INVALID,
                    "A version is a word such as 0.1.1 or 2026.1-rc1, of at most %d letters, "
                    "digits and . _ + -",
                    FIELD_VERSION_MAX);
    str_add(out, text);
    return OK;
}

static void join_lines(const char *text, struct str *out) {
    while (*text) {
        size_t len = strcspn(text, "\n");
        str_add_bytes(out, text, len);
        text += len;
        text += strspn(text, "\n");
        if (*text)
            str_add(out, " ");
    }
}

static bool is_link(const char *text) {
    return (str_starts(text, "https://") || str_starts(text, "http://")) &&
           !strpbrk(text, " \n\t<>`");
}

enum result field_read(const struct field *field, const char *text, struct str *out,
                       struct err *err) {
    size_t count = utf8_count(text), max = POLICY_TEXT_MAX;
    if (field->form == FIELD_VERSION)
        return read_version(text, out, err);
    if (field->form == FIELD_LINK && !is_link(text))
        return fail(err, INVALID, "A link begins with https:// and has no spaces in it");
    if (field->form != FIELD_TEXT)
        max = FIELD_LINE_MAX;
    if (count > max)
        return fail(err, INVALID, "The %s is %zu characters long and %zu fit; please shorten it",
                    field->name, count, max);
    if (field->form == FIELD_TEXT)
        str_add(out, text);
    else
        join_lines(text, out);
    return OK;
}
