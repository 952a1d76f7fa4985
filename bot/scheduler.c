/* Runs jobs when they are due: see scheduler.h. */
#include "bot/scheduler.h"

#include "base/utc.h"

/* More jobs than this in one go let the sockets have their turn in between; a store that failed
 * gets a second to recover. */
enum { ROUND_MAX = 64, PAUSE_MS = SECOND_MS };

struct scheduler_report scheduler_run(const struct dispatch *dispatch, int64_t now_ms) {
    struct scheduler_report report = {.next_ms = now_ms, .result = OK};
    while (report.jobs < ROUND_MAX) {
        struct outcome outcome = dispatch_job(dispatch, now_ms, &report.next_ms);
        if (outcome.result == ABSENT)
            return report;
        report.jobs++;
        if (outcome.result == OK)
            continue;
        report.result = outcome.result;
        report.err = outcome.err;
        report.next_ms = now_ms + PAUSE_MS;
        return report;
    }
    report.next_ms = now_ms;
    return report;
}
