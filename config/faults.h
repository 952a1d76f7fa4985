/* Faults as they are found: every one is kept, so that one look at the screen mends the file. */
#ifndef CONFIG_FAULTS_H
#define CONFIG_FAULTS_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

/* Where a value came from. */
struct origin {
    const char *where; /* a file's name, "--set" or a variable's name; NULL: a default */
    int line;          /* 0: not a line of a file */
    bool wrong;        /* what stood there was refused */
    bool borrowed;     /* the playbook says it; what somebody sets goes before it */
};

/* One fault a line, "incidentd.conf:12: what is wrong and what to write\n". */
struct faults {
    struct str text;
    unsigned count; /* of all faults, also of those that text has no room for */
};

struct faults faults_new(void);
void faults_free(struct faults *faults);

/* Adds one line; origin may be NULL. The format ends without a full stop. */
void faults_add(struct faults *faults, const struct origin *origin, const char *format, ...)
    PRINTF(3, 4);

#endif
