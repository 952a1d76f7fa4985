/* "status: … next: …" fields of an update, in any order: see words.h. */
#include "base/str.h"
#include "model/typography.h"
#include "model/words_cut.h"

#include <string.h>

/* A field's name in the text, with its colon. */
struct mark {
    const char *start; /* of the name or its decoration */
    const char *value; /* behind the colon and its decoration */
    struct words_field *field;
};

static const char *skip_decoration(const char *at) {
    return at + strspn(at, "*_");
}

/* Moves over name in any case, a space in it standing for any white space; NULL when it is not
 * there. */
static const char *skip_name(const char *at, const char *name) {
    for (; *name; name++) {
        size_t n = *name == ' ' ? typography_space(at) : 0;
        char lower = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
        if (n == 0 && lower != *name)
            return NULL;
        at += n > 0 ? n : 1;
    }
    return at;
}

/* Where the value begins if text begins with "name:", also as "**Name:**" or "*Name*:", else NULL.
 * "next://" is an address. */
static const char *value_at(const char *text, const char *name) {
    const char *at = name ? skip_name(skip_decoration(text), name) : NULL;
    if (!at)
        return NULL;
    bool decorated = *text == '*' || *text == '_';
    if (decorated)
        at = skip_decoration(at);
    if (*at != ':' || str_starts(at, "://"))
        return NULL;
    return decorated ? skip_decoration(at + 1) : at + 1;
}

/* The first field named at the beginning of a word at or behind from. */
static bool next_mark(const char *from, struct words_field *fields, size_t count,
                      struct mark *ret_mark) {
    struct span span;
    for (; span_next(from, &span); from = span.end) {
        for (size_t i = 0; i < count; i++) {
            const char *value = value_at(span.start, fields[i].name);
            if (!value)
                value = value_at(span.start, fields[i].other);
            if (value) {
                *ret_mark = (struct mark){span.start, value, &fields[i]};
                return true;
            }
        }
    }
    return false;
}

static enum result put_value(struct words *line, struct words_field *field, struct span value,
                             struct err *err) {
    if (field->ret_value)
        return fail(err, INVALID, "%s: is there twice; leave one of them out", field->name);
    field->ret_value = words_copy(line->arena, value);
    return OK;
}

enum result words_take_fields(struct words *line, struct words_field *fields, size_t count,
                              struct err *err) {
    struct mark mark, next;
    for (size_t i = 0; i < count; i++)
        fields[i].ret_value = NULL;
    bool found = next_mark(line->rest, fields, count, &mark);
    if (!found)
        return OK;
    const char *first = mark.start;
    for (; found; mark = next) {
        found = next_mark(mark.value, fields, count, &next);
        struct span value = {mark.value, found ? next.start : mark.value + strlen(mark.value)};
        enum result result = put_value(line, mark.field, value, err);
        if (result != OK)
            return result;
    }
    line->rest = words_copy(line->arena, (struct span){line->rest, first});
    return OK;
}
