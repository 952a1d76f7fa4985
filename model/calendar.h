/* Working time: when the working hours of a playbook's calendar are, for targets such as "within
 * one hour (business hours)" and "next business day". All moments are UTC in milliseconds; the
 * calendar says how far its own days lie from that. */
#ifndef MODEL_CALENDAR_H
#define MODEL_CALENDAR_H

#include "model/playbook.h"

#include <stdbool.h>
#include <stdint.h>

/* Whether the word is a day of the week as calendars write it: mon to sun. */
bool calendar_weekday(const char *word);

/* Whether the text is a day as holidays are written, "2026-12-25". */
bool calendar_date(const char *text);

/* Whether there is any working time at all. Without it all time counts, below. */
bool calendar_works(const struct playbook_calendar *calendar);

/* A moment by the clocks of the calendar's zone, and back. */
int64_t calendar_local(const struct playbook_calendar *calendar, int64_t utc_ms);
int64_t calendar_from_local(const struct playbook_calendar *calendar, int64_t local_ms);

/* The moment by which work_ms of working time have passed since from_ms. */
int64_t calendar_add(const struct playbook_calendar *calendar, int64_t from_ms, int64_t work_ms);

/* from_ms itself within working hours, else when they begin next. */
int64_t calendar_open_from(const struct playbook_calendar *calendar, int64_t from_ms);

/* The present day where the calendar is: a moment that UTC's days can be counted with. */
int64_t calendar_today(const struct playbook_calendar *calendar, int64_t now_ms);

/* When work begins on a day there, whether or not it is a working day; as calendar_end_of. */
int64_t calendar_begin_of(const struct playbook_calendar *calendar, int64_t day_ms);

/* When a day there ends for work, whether or not it is a working day; day_ms is as model/day.h
 * gives it. Without working hours it is its last minute. */
int64_t calendar_end_of(const struct playbook_calendar *calendar, int64_t day_ms);

/* The end of the working hours of the first working day after the day of from_ms. */
int64_t calendar_next_day(const struct playbook_calendar *calendar, int64_t from_ms);

/* By when somebody must have taken an incident that was declared at from_ms; 0: no moment is named.
 * condition is the one that it fell under, or NULL. A severity that counts business hours and names
 * no duration means the next business day. */
int64_t calendar_response_by(const struct playbook *playbook, enum severity severity,
                             const struct playbook_condition *condition, int64_t from_ms);

#endif
