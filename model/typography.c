/* Typing habits of phones and Macs: see typography.h. The habits were reported to other chat bots:
 * errbot#1094 and #1145, hubot-pager-me#45. */
#include "model/typography.h"

#include "base/utf8.h"

#include <string.h>

enum { REPLACEMENT = 0xfffd, FULL_WIDTH_FIRST = 0xff01, FULL_WIDTH_LAST = 0xff5e };

size_t typography_next(const char *text, uint32_t *ret_code) {
    size_t len = utf8_decode(text, ret_code);
    if (len > 0 || *text == 0)
        return len;
    *ret_code = REPLACEMENT;
    return 1;
}

static bool is_space(uint32_t code) {
    return code == ' ' || (code >= '\t' && code <= '\r') || code == 0x85 || code == 0xa0 ||
           code == 0x1680 || (code >= 0x2000 && code <= 0x200a) || code == 0x2028 ||
           code == 0x2029 || code == 0x202f || code == 0x205f || code == 0x3000;
}

size_t typography_space(const char *text) {
    uint32_t code = 0;
    size_t len = typography_next(text, &code);
    return is_space(code) ? len : 0;
}

bool typography_deceives(uint32_t code) {
    bool control = (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7f && code < 0xa0);
    return control || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

/* Characters that nobody sees and that therefore cannot be meant in a command word. */
static bool is_invisible(uint32_t code) {
    return typography_deceives(code) || code == 0xad || code == 0x61c ||
           (code >= 0x200b && code <= 0x200f) || code == 0x2060 || code == 0xfeff;
}

static bool is_line_end(uint32_t code) {
    return code == '\r' || code == 0x85 || code == 0x2028 || code == 0x2029;
}

void typography_clean(const char *text, struct str *out) {
    uint32_t code = 0;
    char bytes[4];
    for (size_t len; (len = typography_next(text, &code)) > 0; text += len) {
        if (code == '\r' && text[1] == '\n')
            continue;
        if (is_line_end(code))
            code = '\n';
        if (!typography_deceives(code))
            str_add_bytes(out, bytes, utf8_encode(code, bytes));
    }
}

char typography_quote(uint32_t code) {
    if (code == '"' || (code >= 0x201c && code <= 0x201f))
        return '"';
    if (code == '\'' || (code >= 0x2018 && code <= 0x201b))
        return '\'';
    return 0;
}

static bool is_long_dash(uint32_t code) {
    return code >= 0x2012 && code <= 0x2015; /* figure, en and em dash, horizontal bar */
}

static bool is_hyphen(uint32_t code) {
    return code == 0x2010 || code == 0x2011 || code == 0x2212; /* also the minus sign */
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* What one visible character folds to, into out of 5 bytes; returns out. */
static const char *fold_code(uint32_t code, bool at_head, char next, char out[5]) {
    memset(out, 0, 5);
    if (is_long_dash(code))
        return at_head && is_letter(next) ? "--" : "-";
    if (is_hyphen(code))
        return "-";
    if (code == 0x2026)
        return "...";
    if (code >= FULL_WIDTH_FIRST && code <= FULL_WIDTH_LAST)
        code -= FULL_WIDTH_FIRST - '!';
    char quote = typography_quote(code);
    if (quote)
        code = (unsigned char)quote;
    utf8_encode(code, out);
    return out;
}

bool typography_fold(const char *text, size_t len, char *out, size_t size) {
    size_t used = 0;
    bool space = false;
    uint32_t code = 0;
    for (size_t i = 0, n; i < len && (n = typography_next(text + i, &code)) > 0; i += n) {
        char bytes[5];
        if (is_space(code))
            space = true;
        if (is_space(code) || is_invisible(code))
            continue;
        bool at_head = space || used == 0;
        const char *folded = fold_code(code, at_head, i + n < len ? text[i + n] : 0, bytes);
        bool gap = space && used > 0;
        size_t add = strlen(folded);
        if (used + gap + add >= size) {
            out[0] = 0;
            return false;
        }
        if (gap)
            out[used++] = ' ';
        memcpy(out + used, folded, add);
        used += add;
        space = false;
    }
    out[used] = 0;
    return true;
}

bool typography_unquote(const char *text, size_t len, size_t *ret_start, size_t *ret_len) {
    uint32_t code = 0;
    size_t start = typography_next(text, &code), last = 0;
    char quote = typography_quote(code);
    if (!quote)
        return false;
    for (size_t i = start, n; i < len && (n = typography_next(text + i, &code)) > 0; i += n) {
        if (typography_quote(code) != quote)
            continue;
        last = i;
        if (i + n < len && !is_letter(text[i + n])) /* closed before the end; "can't" goes on */
            return false;
    }
    if (!last || last + typography_next(text + last, &code) != len)
        return false;
    *ret_start = start;
    *ret_len = last - start;
    return true;
}
