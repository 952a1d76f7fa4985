/* Incident ids and short references: see incident_id.h. */
#include "model/incident_id.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { NUMBER_DIGITS_MAX = 6, DAY_LEN = UTC_DAY_SIZE - 1, DAY_SECONDS = 24 * 3600 };

#define COUNTED "inc-"
#define TIMED "incident-"

const char *incident_id(enum incident_id_form form, int64_t ms, int number,
                        char out[INCIDENT_ID_SIZE]) {
    struct utc utc = utc_of_ms(ms);
    struct incident_ref ref = {.number = number,
                               .is_timed = form == INCIDENT_ID_TIMED,
                               .second = (utc.hour * 60 + utc.minute) * 60 + utc.second};
    utc_day(ms, ref.day);
    return incident_ref_name(&ref, out);
}

/* "INCIDENT-20261120-140500", "INCIDENT-20261120-140500-2" */
static const char *timed_name(const struct incident_ref *ref, char out[INCIDENT_ID_SIZE]) {
    unsigned second = (unsigned)ref->second % DAY_SECONDS;
    unsigned number = (unsigned)ref->number % (INCIDENT_NUMBER_MAX + 1);
    int len = snprintf(out, INCIDENT_ID_SIZE, "INCIDENT-%.4s%.2s%.2s-%02u%02u%02u", ref->day,
                       ref->day + 5, ref->day + 8, second / 3600, second / 60 % 60, second % 60);
    if (number > 1)
        snprintf(out + len, (size_t)(INCIDENT_ID_SIZE - len), "-%u", number);
    return out;
}

const char *incident_ref_name(const struct incident_ref *ref, char out[INCIDENT_ID_SIZE]) {
    if (ref->is_timed)
        return timed_name(ref, out);
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

/* Whether text begins as shape does, in which d is a digit. */
static bool has_shape(const char *text, const char *shape) {
    for (; *shape; shape++, text++) {
        bool digit = *text >= '0' && *text <= '9';
        if (*shape == 'd' ? !digit : *text != *shape)
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

/* What follows "incident-": a day, a time, and perhaps a number. */
static enum result read_timed(const char *word, const char *rest, struct incident_ref *ret_ref,
                              struct err *err) {
    static const char shape[] = "dddddddd-dddddd";
    struct incident_ref ref = {.number = 1, .is_timed = true};
    if (!has_shape(rest, shape))
        return ABSENT;
    const char *behind = rest + strlen(shape), *time = rest + 9;
    int hour = number_of(time, 2), minute = number_of(time + 2, 2), second = number_of(time + 4, 2);
    if (*behind && (ref.number = *behind == '-' ? read_number(behind + 1) : -1) < 0)
        return ABSENT;
    snprintf(ref.day, sizeof ref.day, "%.4s-%.2s-%.2s", rest, rest + 4, rest + 6);
    if (!is_day(ref.day) || hour > 23 || minute > 59 || second > 59 || ref.number == 0)
        return fail(err, INVALID,
                    "%s names a moment that does not exist; an incident is written like "
                    "INCIDENT-20261120-140500",
                    word);
    ref.second = (hour * 60 + minute) * 60 + second;
    *ret_ref = ref;
    return OK;
}

enum result incident_ref_read(const char *word, struct incident_ref *ret_ref, struct err *err) {
    struct incident_ref ref = {.day = ""};
    if (strncasecmp(word, TIMED, strlen(TIMED)) == 0)
        return read_timed(word, word + strlen(TIMED), ret_ref, err);
    if (strncasecmp(word, COUNTED, strlen(COUNTED)) != 0)
        return ABSENT;
    const char *rest = word + strlen(COUNTED);
    bool whole = has_shape(rest, "dddd-dd-dd-");
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

bool incident_ref_within(const char *word, struct incident_ref *ret_ref) {
    static const char *const heads[] = {TIMED, COUNTED};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        const char *found = strcasestr(word, heads[i]);
        char id[2 * INCIDENT_ID_SIZE];
        if (!found)
            continue;
        size_t len = strlen(heads[i]);
        len += strspn(found + len, "-0123456789");
        if (len >= sizeof id)
            continue;
        memcpy(id, found, len);
        id[len] = 0;
        if (incident_ref_read(id, ret_ref, NULL) == OK && ret_ref->day[0])
            return true;
    }
    return false;
}

bool incident_ref_bare(const char *word, struct incident_ref *ret_ref) {
    int number = read_number(word);
    if (number <= 0 || word[0] != '0' || strlen(word) < 3)
        return false;
    *ret_ref = (struct incident_ref){.number = number};
    return true;
}
