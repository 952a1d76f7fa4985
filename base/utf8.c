/* UTF-8 checking, counting and cutting: see utf8.h. */
#include "base/utf8.h"

#include <string.h>

size_t utf8_decode(const char *text, uint32_t *ret_code) {
    const unsigned char *p = (const unsigned char *)text;
    size_t len = 0;
    uint32_t code = 0, least = 0;
    if (p[0] == 0)
        return 0;
    if (p[0] < 0x80) {
        *ret_code = p[0];
        return 1;
    }
    if ((p[0] & 0xe0) == 0xc0) {
        len = 2, code = p[0] & 0x1fU, least = 0x80;
    } else if ((p[0] & 0xf0) == 0xe0) {
        len = 3, code = p[0] & 0x0fU, least = 0x800;
    } else if ((p[0] & 0xf8) == 0xf0) {
        len = 4, code = p[0] & 0x07U, least = 0x10000;
    } else {
        return 0;
    }
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80) /* a NUL stops here too */
            return 0;
        code = code << 6 | (p[i] & 0x3fU);
    }
    if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        return 0;
    *ret_code = code;
    return len;
}

size_t utf8_encode(uint32_t code, char out[4]) {
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xc0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xe0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3f));
        out[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3f));
    out[2] = (char)(0x80 | (code >> 6 & 0x3f));
    out[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

bool utf8_valid(const char *text, size_t len) {
    for (size_t i = 0; i < len;) {
        char rest[5] = {0}; /* utf8_decode needs an end, and text may have none */
        memcpy(rest, text + i, len - i < 4 ? len - i : 4);
        uint32_t code;
        size_t n = rest[0] ? utf8_decode(rest, &code) : 1;
        if (n == 0)
            return false;
        i += n;
    }
    return true;
}

size_t utf8_count(const char *text) {
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

size_t utf8_prefix(const char *text, size_t max_units) {
    size_t bytes = 0, units = 0;
    uint32_t code;
    for (size_t n; (n = utf8_decode(text + bytes, &code)) > 0; bytes += n) {
        units += code >= 0x10000 ? 2 : 1;
        if (units > max_units)
            break;
    }
    return bytes;
}

void utf8_trim(char *text) {
    size_t len = strlen(text), back = 0;
    while (back < 3 && back < len && ((unsigned char)text[len - 1 - back] & 0xc0) == 0x80)
        back++;
    if (back == len)
        return;
    uint32_t code;
    size_t lead = len - 1 - back;
    if (((unsigned char)text[lead] & 0x80) && utf8_decode(text + lead, &code) != back + 1)
        text[lead] = 0;
}
