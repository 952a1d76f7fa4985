/* The words for the four severities: see severity.h. */
#include "model/severity.h"

#include "base/str.h"

#include <string.h>
#include <strings.h>

/* A word with a number: the prefix, the number that means SEV-1, and where it is certain. */
static const struct code_scheme {
    const char *prefix;
    int first;
    enum severity_reading reading;
} schemes[] = {
    {"severity", 1, SEVERITY_CODES}, {"sev", 1, SEVERITY_CODES}, {"priority", 0, SEVERITY_WORDS},
    {"p", 0, SEVERITY_CODES},        {"s", 1, SEVERITY_ANY},     {"", 1, SEVERITY_ANY},
};

static const struct severity_alias plain_words[] = {
    {"critical", SEVERITY_1}, {"major", SEVERITY_2},    {"high", SEVERITY_2},
    {"minor", SEVERITY_3},    {"medium", SEVERITY_3},   {"moderate", SEVERITY_3},
    {"low", SEVERITY_4},      {"cosmetic", SEVERITY_4},
};

static bool find_alias(const char *word, const struct severity_alias *list, size_t count,
                       enum severity *ret_severity) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal_nocase(word, list[i].word)) {
            *ret_severity = list[i].severity;
            return true;
        }
    }
    return false;
}

/* Whether the word reads as a code: no sentence begins with "prio1". */
static bool has_digit(const char *word) {
    return word[strcspn(word, "0123456789")] != 0;
}

/* The digit of "sev1", "sev-1" or "sev_1" for prefix "sev", else -1. One digit only: p99 is a
 * latency. */
static int code_digit(const char *word, const char *prefix) {
    size_t len = strlen(prefix);
    if (strncasecmp(word, prefix, len) != 0)
        return -1;
    word += len;
    if (len > 0 && (*word == '-' || *word == '_'))
        word++;
    return *word >= '0' && *word <= '9' && word[1] == 0 ? *word - '0' : -1;
}

static enum result read_code(const char *word, enum severity_reading reading,
                             enum severity *ret_severity, struct err *err) {
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        int digit = code_digit(word, schemes[i].prefix);
        if (digit < 0 || schemes[i].reading > reading)
            continue;
        int level = digit - schemes[i].first + 1;
        if (!severity_valid(level))
            return fail(
                err, INVALID,
                "there is no severity %s; write sev1 (the worst), sev2, sev3 or sev4; P0 to "
                "P3 mean the same four",
                word);
        *ret_severity = (enum severity)level;
        return OK;
    }
    return ABSENT;
}

enum result severity_read(const char *word, enum severity_reading reading,
                          const struct severity_aliases *aliases, enum severity *ret_severity,
                          struct err *err) {
    bool words = reading >= SEVERITY_WORDS;
    if (aliases && (words || has_digit(word)) &&
        find_alias(word, aliases->list, aliases->count, ret_severity))
        return OK;
    if (words &&
        find_alias(word, plain_words, sizeof plain_words / sizeof *plain_words, ret_severity))
        return OK;
    return read_code(word, reading, ret_severity, err);
}

bool severity_valid(int severity) {
    return severity >= SEVERITY_1 && severity <= SEVERITY_4;
}

const char *severity_name(enum severity severity) {
    static const char *const names[] = {"SEV-1", "SEV-2", "SEV-3", "SEV-4"};
    return severity_valid((int)severity) ? names[severity - SEVERITY_1] : "SEV-?";
}

const char *severity_code(enum severity severity) {
    static const char *const codes[] = {"sev1", "sev2", "sev3", "sev4"};
    return severity_valid((int)severity) ? codes[severity - SEVERITY_1] : "sev?";
}

enum severity_change severity_compare(enum severity from, enum severity to) {
    if (from == to)
        return SEVERITY_SAME;
    return to < from ? SEVERITY_RAISED : SEVERITY_LOWERED;
}
