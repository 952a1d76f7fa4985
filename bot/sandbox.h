/* What the process gives up for its own safety: docs/decisions/0005-sandbox.md says why and how the
 * list was made. Nothing here can be taken back while the process lives. */
#ifndef BOT_SANDBOX_H
#define BOT_SANDBOX_H

#include "base/err.h"

#include <stdbool.h>

/* Keeps the process's memory, tokens included, out of core files and away from debuggers of the
 * same user (prctl(2), PR_SET_DUMPABLE; getrlimit(2), RLIMIT_CORE). IO when the system refuses. */
enum result sandbox_hide_memory(struct err *err) RESULT;

/* From here on this thread and those that it starts can use only the system calls that the daemon
 * needs (seccomp(2)): no other program and no process, unless with_programs is true, no module, no
 * debugging, no socket but Internet, local and the one that lists interfaces, no memory that is
 * both written and run. A program that is started keeps to the same. A refused call ends with
 * EPERM; one that is newer than the list, and clone3, with ENOSYS, so that a newer C library takes
 * its older way. Call it before threads are started and before anybody outside is spoken to. ABSENT
 * when there is no list for this kind of machine, IO when the kernel refuses; err says what, and
 * nothing has changed but that no program started from here gains rights (PR_SET_NO_NEW_PRIVS). */
enum result sandbox_enter(bool with_programs, struct err *err) RESULT;

#endif
