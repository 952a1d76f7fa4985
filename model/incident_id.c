/* Incident ids and short references: see incident_id.h. */
#include "model/incident_id.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { NUMBER_DIGITS_MAX = 6, DAY_LEN = UTC_DAY_SIZE - 1 };

const char *incident_id(int64_t ms, int number, char out[INCIDENT_ID_SIZE]) {
    struct incident_ref ref = {.number = number};
    utc_day(ms, ref.day);
    return incident_ref_name(&ref, out);
}

const char *incident_ref_name(const struct incident_ref *ref, char out[INCIDENT_ID_SIZE]) {
    snprintf(out, INCIDENT_ID_SIZE, "INC-%s%s%03d", ref->day, ref->day[0] ? "-" : "", ref->number);
    return out;
}

/* The number that len digits write. */
static int number_of(const char *digits, size_t len) {
    int number = 0;
    for (size_t i = 0; i < len; i++)
        number = number * 10 + digits[i] - '0';
    return number;
}

/* A number of one to six digits that is the whole text, else -1. */
static int read_number(const char *text) {
    size_t len = strspn(text, "0123456789");
    bool fits = len > 0 && len <= NUMBER_DIGITS_MAX && text[len] == 0;
    return fits ? number_of(text, len) : -1;
}

/* Whether text begins with dddd-dd-dd. */
static bool has_day_shape(const char *text) {
    static const char shape[] = "dddd-dd-dd";
    for (size_t i = 0; i < DAY_LEN; i++) {
        bool digit = text[i] >= '0' && text[i] <= '9';
        if (shape[i] == 'd' ? !digit : text[i] != '-')
            return false;
    }
    return true;
}

static bool is_day(const char *text) {
    struct utc utc = {
        .year = number_of(text, 4), .month = number_of(text + 5, 2), .day = number_of(text + 8, 2)};
    int64_t ms;
    return utc_to_ms(&utc, &ms);
}

enum result incident_ref_read(const char *word, struct incident_ref *ret_ref, struct err *err) {
    struct incident_ref ref = {.day = ""};
    if (strncasecmp(word, "inc-", 4) != 0)
        return ABSENT;
    const char *rest = word + 4;
    bool whole = has_day_shape(rest) && rest[DAY_LEN] == '-';
    ref.number = read_number(whole ? rest + DAY_LEN + 1 : rest);
    if (ref.number < 0)
        return ABSENT;
    if (whole && !is_day(rest))
        return fail(err, INVALID,
                    "%s names a day that does not exist; an incident is written like "
                    "INC-2026-11-20-001",
                    word);
    if (ref.number == 0)
        return fail(err, INVALID, "%s cannot be: incidents are numbered from 001 on each day",
                    word);
    if (whole)
        memcpy(ref.day, rest, DAY_LEN);
    *ret_ref = ref;
    return OK;
}

bool incident_ref_bare(const char *word, struct incident_ref *ret_ref) {
    int number = read_number(word);
    if (number <= 0 || word[0] != '0' || strlen(word) < 3)
        return false;
    *ret_ref = (struct incident_ref){.number = number};
    return true;
}
