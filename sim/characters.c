/* Code points or UTF-16 units: see characters.h. */
#include "sim/characters.h"

#include "base/utf8.h"

/* Bytes of the character at text, and in *ret_weight what it counts; 0 at the end. */
static size_t next(const struct settings *settings, const char *text, size_t *ret_weight) {
    uint32_t code = 0;
    size_t len = utf8_decode(text, &code);
    *ret_weight = settings->counts_utf16 && code > 0xffff ? 2 : 1;
    return len;
}

size_t characters_count(const struct settings *settings, const char *text) {
    size_t count = 0, weight;
    for (size_t len; (len = next(settings, text, &weight)) > 0; text += len)
        count += weight;
    return count;
}

size_t characters_prefix(const struct settings *settings, const char *text, size_t max) {
    size_t bytes = 0, weight;
    for (size_t len; (len = next(settings, text + bytes, &weight)) > 0 && weight <= max;) {
        bytes += len;
        max -= weight;
    }
    return bytes;
}
