/* Reading an operator's directory of templates. */
#ifndef TEMPLATES_FOLDER_H
#define TEMPLATES_FOLDER_H

#include "base/err.h"
#include "base/str.h"

/* What is done with each file: its path, and its name without folders. */
typedef enum result folder_take(void *owner, const char *path, const char *file, struct err *err);

/* Hands each file of directory to take, by name, until one fails; names that begin with "." are
 * passed over. ABSENT when there is no such directory, IO when it cannot be read. */
enum result folder_each(const char *directory, folder_take *take, void *owner, struct err *err)
    RESULT;

/* Adds the whole file to out. INVALID when it is not a regular file or does not fit, IO when it
 * cannot be read. Nothing in its place, not even a FIFO, stops the reader. */
enum result folder_read(const char *path, struct str *out, struct err *err) RESULT;

#endif
