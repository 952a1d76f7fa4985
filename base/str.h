/* A growing text with a ceiling. Adding past the ceiling cuts the text between characters and
 * raises `full`; it never takes more memory than was allowed when the text was made. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct str {
    char *text; /* always NUL-terminated, never NULL */
    size_t len;
    size_t size; /* allocated; 0 while text points to the empty constant */
    size_t max;  /* most bytes of text, without the NUL */
    bool full;   /* something was cut */
};

/* A text that frees itself at the end of its scope: STR_AUTO(line, 4096); */
#define STR_AUTO(name, max_bytes)                                                                  \
    __attribute__((cleanup(str_free))) struct str name = str_new(max_bytes)

struct str str_new(size_t max);
void str_free(struct str *str); /* also leaves it empty and usable */
void str_clear(struct str *str);

void str_add(struct str *str, const char *text);
void str_add_bytes(struct str *str, const char *bytes, size_t len);
void str_addf(struct str *str, const char *format, ...) PRINTF(2, 3);

/* Hands the text to the caller, who frees it with mem_free; str is empty afterwards. */
char *str_take(struct str *str);

/* Comparisons that read well. str_equal and str_starts see a NULL as an empty text. */
bool str_equal(const char *a, const char *b);
bool str_equal_nocase(const char *a, const char *b); /* ASCII letters only */
bool str_starts(const char *text, const char *prefix);
/* Whether there is a text: neither NULL nor empty. */
bool str_is_set(const char *text);
/* Whether text is one of words, a list ended by NULL. */
bool str_is_one_of(const char *text, const char *const *words);
/* Whether word is one of words, a text with single spaces between them, in any case. "" is none;
 * words may be NULL. */
bool str_has_word(const char *words, const char *word);

#endif
