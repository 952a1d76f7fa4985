/* Another program, run to its end. It gets nothing of ours: only the environment that it is given,
 * no open file but what it reads and says, and a session of its own, in which it can ask nobody at
 * a terminal. Nothing waits for it longer than it may take. */
#ifndef BOT_PROGRAM_H
#define BOT_PROGRAM_H

#include "base/str.h"

#include <stdint.h>

struct program {
    const char *const *arguments;   /* NULL at the end; the first is looked for in PATH … */
    const char *const *environment; /* … of these; NULL at the end */
    const char *folder;             /* where it runs */
    const char *input;              /* what it reads; NULL: nothing */
    size_t input_len;
    int64_t until_ms; /* when it is killed (clock_monotonic_ms) */
};

/* Runs it. ret_said gets what it says, ret_complaint the beginning of what it says on standard
 * error, each up to its ceiling, and *ret_code its exit code, whatever that means. ABSENT when it
 * is not there, IO when it could not be started, took too long, said more than ret_said holds or
 * was killed. Blocks, and reaps the child: a thread that serves sockets has other things to do. */
enum result program_run(const struct program *program, struct str *ret_said,
                        struct str *ret_complaint, int *ret_code, struct err *err) RESULT;

#endif
