/* Quarters: see quarter.h. */
#include "model/quarter.h"

#include "base/utc.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { QUARTERS = 4, MONTHS = 3, YEAR_DIGITS = 4, FIRST_YEAR = 1970 };

int64_t quarter_of(int64_t ms) {
    struct utc utc = utc_of_ms(ms);
    return (int64_t)utc.year * QUARTERS + (utc.month - 1) / MONTHS;
}

int64_t quarter_begin(int64_t quarter) {
    struct utc utc = {.year = (int)(quarter / QUARTERS),
                      .month = (int)(quarter % QUARTERS) * MONTHS + 1,
                      .day = 1};
    int64_t ms = 0;
    (void)utc_to_ms(&utc, &ms); /* every quarter that is named begins on a day that there is */
    return ms;
}

const char *quarter_name(int64_t quarter, char out[QUARTER_NAME_SIZE]) {
    snprintf(out, QUARTER_NAME_SIZE, "%04uQ%u", (unsigned)(quarter / QUARTERS) % 10000U,
             (unsigned)(quarter % QUARTERS) + 1U);
    return out;
}

/* "Q4" at *text. */
static bool take_number(const char **text, int64_t *ret_number) {
    if (toupper((unsigned char)**text) != 'Q' || (*text)[1] < '1' || (*text)[1] > '4')
        return false;
    *ret_number = (*text)[1] - '1';
    *text += 2;
    return true;
}

static bool take_year(const char **text, int64_t *ret_year) {
    if (strspn(*text, "0123456789") != YEAR_DIGITS)
        return false;
    *ret_year = 0;
    for (int i = 0; i < YEAR_DIGITS; i++)
        *ret_year = *ret_year * 10 + (*text)[i] - '0';
    *text += YEAR_DIGITS;
    return *ret_year >= FIRST_YEAR;
}

static void skip_mark(const char **text) {
    *text += strspn(*text, " -/");
}

bool quarter_read(const char *text, int64_t now_ms, int64_t *ret_quarter) {
    int64_t number = 0, year = utc_of_ms(now_ms).year;
    bool year_first = take_year(&text, &year);
    skip_mark(&text);
    if (!take_number(&text, &number))
        return false;
    skip_mark(&text);
    if (*text && (year_first || !take_year(&text, &year)))
        return false;
    *ret_quarter = year * QUARTERS + number;
    return *text == 0;
}
