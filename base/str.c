/* Growing texts with a ceiling: see str.h. */
#include "base/str.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static char empty[1];

struct str str_new(size_t max) {
    return (struct str){.text = empty, .max = max};
}

void str_free(struct str *str) {
    if (str->size)
        mem_free(str->text);
    *str = str_new(str->max);
}

void str_clear(struct str *str) {
    if (str->size)
        str->text[0] = 0;
    str->len = 0;
    str->full = false;
}

static void reserve(struct str *str, size_t len) {
    if (len < str->size)
        return;
    size_t size = str->size ? str->size : 64;
    while (size <= len)
        size *= 2;
    if (size > str->max + 1)
        size = str->max + 1;
    str->text = mem_resize(str->size ? str->text : NULL, size);
    str->size = size;
}

void str_add_bytes(struct str *str, const char *bytes, size_t len) {
    if (len == 0 || str->full)
        return;
    size_t room = str->max - str->len;
    if (len > room) {
        str->full = true;
        len = room;
        while (len > 0 && ((unsigned char)bytes[len] & 0xc0) == 0x80)
            len--;
    }
    reserve(str, str->len + len);
    memcpy(str->text + str->len, bytes, len);
    str->len += len;
    str->text[str->len] = 0;
}

void str_add(struct str *str, const char *text) {
    str_add_bytes(str, text, strlen(text));
}

void str_addf(struct str *str, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len > 0 && !str->full) {
        size_t room = str->max - str->len;
        size_t want = (size_t)len < room ? (size_t)len : room;
        reserve(str, str->len + want);
        vsnprintf(str->text + str->len, want + 1, format, again);
        str->len += want;
        if ((size_t)len > room) {
            str->full = true;
            utf8_trim(str->text);
            str->len = strlen(str->text);
        }
    }
    va_end(again);
}

char *str_take(struct str *str) {
    char *text = str->size ? str->text : mem_strdup("");
    *str = str_new(str->max);
    return text;
}

bool str_equal(const char *a, const char *b) {
    return strcmp(a ? a : "", b ? b : "") == 0;
}

bool str_equal_nocase(const char *a, const char *b) {
    return strcasecmp(a ? a : "", b ? b : "") == 0;
}

bool str_starts(const char *text, const char *prefix) {
    return strncmp(text ? text : "", prefix, strlen(prefix)) == 0;
}

bool str_is_set(const char *text) {
    return text && *text;
}

bool str_is_one_of(const char *text, const char *const *words) {
    for (; *words; words++)
        if (str_equal(text, *words))
            return true;
    return false;
}

bool str_has_word(const char *words, const char *word) {
    size_t len = strlen(word);
    for (const char *next = words; next && *next && len > 0;) {
        size_t n = strcspn(next, " ");
        if (n == len && strncasecmp(next, word, n) == 0)
            return true;
        next += n + (next[n] == ' ');
    }
    return false;
}
