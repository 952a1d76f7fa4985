/* One process for each store: two that deliver the same outbox would tell everything twice. */
#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include "base/err.h"

/* Locks the file path-lock beside a store until lock_release or the end of the process, however it
 * ends. BUSY when another process has it, IO when it cannot be made. */
enum result lock_take(const char *path, int *ret_lock, struct err *err) RESULT;
void lock_release(int lock); /* -1 is allowed */

#endif
