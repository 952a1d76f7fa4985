/* The SQLite driver. */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include "store/db.h"

/* Opens or creates the file at path (":memory:" for a store that ends with the process) in WAL
 * mode with synchronous=FULL, so that COMMIT returns after the data is on the disk. The caller ends
 * it with ret_db->driver->end(ret_db->engine). IO when the file cannot be opened or written, BUSY
 * when another process has it, CORRUPT when it is not an SQLite database. */
enum result sqlite_open(const char *path, struct db *ret_db, struct err *err) RESULT;

/* The same for a file that is there, to be read alone, whoever has it. INVALID when it is not. */
enum result sqlite_open_to_read(const char *path, struct db *ret_db, struct err *err) RESULT;

#endif
