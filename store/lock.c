/* One process for each store: see lock.h. */
#include "store/lock.h"

#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* A file of its own: SQLite's locks on the store are lost when anybody in the same process closes
 * that file (https://www.sqlite.org/howtocorrupt.html). It stays when the process goes; only the
 * lock counts. */
enum result lock_take(const char *path, int *ret_lock, struct err *err) {
    STR_AUTO(name, PATH_MAX);
    str_addf(&name, "%s-lock", path);
    int lock = open(name.text, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0)
        return fail(err, IO, "%s: %s", name.text, strerror(errno));
    if (flock(lock, LOCK_EX | LOCK_NB) == 0) {
        *ret_lock = lock;
        return OK;
    }
    int why = errno;
    close(lock);
    if (why != EWOULDBLOCK)
        return fail(err, IO, "%s: %s", name.text, strerror(why));
    return fail(err, BUSY,
                "%s: another incidentd uses this store; end that one first, or give this one a "
                "store of its own",
                path);
}

void lock_release(int lock) {
    if (lock >= 0)
        close(lock);
}
