/* Faults of the settings: see faults.h. */
#include "config/faults.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

enum { FAULTS_TEXT_MAX = 64 * 1024, FAULT_TEXT_MAX = 1024 };

struct faults faults_new(void) {
    return (struct faults){.text = str_new(FAULTS_TEXT_MAX)};
}

void faults_free(struct faults *faults) {
    str_free(&faults->text);
    faults->count = 0;
}

void faults_add(struct faults *faults, const struct origin *origin, const char *format, ...) {
    char text[FAULT_TEXT_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    utf8_trim(text);

    faults->count++;
    if (origin && origin->where && origin->line)
        str_addf(&faults->text, "%s:%d: ", origin->where, origin->line);
    else if (origin && origin->where)
        str_addf(&faults->text, "%s: ", origin->where);
    str_addf(&faults->text, "%s\n", text);
}
