/* Results and error texts: see err.h. */
#include "base/err.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum result err_set(struct err *err, enum result result, const char *file, int line,
                    const char *format, ...) {
    if (!err)
        return result;
    err->result = result;
    err->file = file;
    err->line = line;
    err->field = NULL;
    va_list args;
    va_start(args, format);
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    utf8_trim(err->text);
    return result;
}

enum result err_about(struct err *err, const char *field, enum result result) {
    if (err && result != OK && !err->field)
        err->field = field;
    return result;
}

enum result err_prefix(struct err *err, const char *format, ...) {
    char rest[ERR_TEXT_MAX];
    memcpy(rest, err->text, sizeof rest);
    va_list args;
    va_start(args, format);
    int used = vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    if (used >= 0 && (size_t)used < sizeof err->text)
        snprintf(err->text + used, sizeof err->text - (size_t)used, "%s", rest);
    utf8_trim(err->text);
    return err->result;
}

const char *result_name(enum result result) {
    switch (result) {
    case OK:
        return "ok";
    case ABSENT:
        return "absent";
    case SEEN:
        return "seen";
    case INVALID:
        return "invalid";
    case DENIED:
        return "denied";
    case BUSY:
        return "busy";
    case IO:
        return "io";
    case CORRUPT:
        return "corrupt";
    }
    return "unknown";
}
