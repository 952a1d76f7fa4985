/* Files that the build carries inside the program; the tables are written by tools/embed. */
#ifndef BASE_EMBED_H
#define BASE_EMBED_H

#include <stddef.h>

struct embedded {
    const char *name;  /* without folders; NULL ends a table */
    const char *bytes; /* followed by a NUL that len does not count */
    size_t len;
};

#endif
