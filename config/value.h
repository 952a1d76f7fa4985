/* Kinds of values: how each is read from text, bounded, and written so that it reads back. */
#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum value_kind {
    VALUE_DURATION, /* int64_t, milliseconds; min and max are milliseconds */
    VALUE_SWITCH,   /* bool */
    VALUE_CHOICE,   /* an enum; choices names its values */
    VALUE_TEXT,     /* const char *, as the kinds below; min and max are characters */
    VALUE_WORDS,    /* words with single spaces between */
    VALUE_URL,      /* http:// or https:// */
    VALUE_CHANNEL,  /* "#name" or a channel's id */
    VALUE_USER,     /* a user's id or one of choices */
    VALUE_COMMAND   /* a slash command */
};

struct value_choice {
    const char *word; /* NULL ends a list */
    int number;
};

/* What one value may be. */
struct value_rule {
    enum value_kind kind;
    int64_t min, max;
    const struct value_choice *choices; /* words with a meaning of their own, or NULL */
};

/* Reads text by rule into *field, which has the type of the kind; texts are copied into texts.
 * INVALID, with what to write instead, leaves *field alone. */
enum result value_read(const struct value_rule *rule, const char *text, struct arena *texts,
                       void *field, struct err *err) RESULT;

/* Writes *field as text that value_read takes back; without quotes. */
void value_write(const struct value_rule *rule, const void *field, struct str *out);

/* Copies one field to another of the same rule. */
void value_copy(const struct value_rule *rule, void *to, const void *from);

/* Says what is accepted, for faults: "a duration with its unit, such as \"30m\"". */
const char *value_expected(enum value_kind kind);

/* Writes what is accepted with the bounds of rule, for the sample file. */
void value_explain(const struct value_rule *rule, struct str *out);

/* Writes a duration exactly, the way that people type it: 90000 is "1m30s", 0 is "0s". */
void value_write_duration(int64_t ms, struct str *out);

#endif
