/* The log: see log.h. */
#include "base/log.h"

#include "base/str.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { LINE_MAX_BYTES = 8 * 1024, VALUE_MAX_BYTES = 2 * 1024 };

static enum log_level threshold = LOG_LEVEL_INFO;

void log_set_level(enum log_level level) {
    threshold = level;
}

/* Bytes of the Slack token at text (xoxb-…, xapp-…, xoxe.xoxp-…), or 0. */
static size_t token_length(const char *text) {
    if (!(str_starts(text, "xox") && text[3] && text[4] == '-') && !str_starts(text, "xapp-"))
        return 0;
    return 5 + strspn(text + 5, "0123456789abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.");
}

static bool is_plain(const char *text) {
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        if (*p <= ' ' || *p == '"' || *p == '=' || *p == '\\' || *p >= 0x7f)
            return false;
    return *text != 0;
}

static void add_value(struct str *line, const char *text) {
    bool quoted = !is_plain(text);
    if (quoted)
        str_add(line, "\"");
    for (size_t i = 0; i < VALUE_MAX_BYTES && text[i];) {
        uint32_t code = 0;
        size_t token = token_length(text + i), n = utf8_decode(text + i, &code);
        if (token) {
            str_add_bytes(line, text + i, 5);
            str_add(line, "***");
            i += token;
        } else if (n == 0) { /* not UTF-8 */
            str_addf(line, "\\x%02x", (unsigned char)text[i++]);
        } else if (code < ' ' || (code >= 0x7f && code < 0xa0)) {
            str_addf(line, code == '\n' ? "\\n" : "\\x%02x", (unsigned)code);
            i += n;
        } else if (code == '"' || code == '\\') {
            str_addf(line, "\\%c", (char)code);
            i += n;
        } else {
            str_add_bytes(line, text + i, n);
            i += n;
        }
    }
    if (quoted)
        str_add(line, "\"");
}

static void add_line(struct str *line, const char *event, const struct log_field *fields) {
    str_add(line, event);
    for (; fields && fields->key; fields++) {
        str_addf(line, " %s=", fields->key);
        if (fields->is_number)
            str_addf(line, "%" PRId64, fields->number);
        else
            add_value(line, fields->text ? fields->text : "");
    }
}

void log_format(char *out, unsigned long size, const char *event, const struct log_field *fields) {
    STR_AUTO(line, LINE_MAX_BYTES);
    add_line(&line, event, fields);
    snprintf(out, size, "%s", line.text);
    utf8_trim(out);
}

void log_write(enum log_level level, const char *event, const struct log_field *fields) {
    if (level > threshold)
        return;
    STR_AUTO(line, LINE_MAX_BYTES);
    str_addf(&line, "<%d>", (int)level);
    add_line(&line, event, fields);
    line.full = false; /* the newline is never the part that is cut */
    line.max++;
    str_add(&line, "\n");
    fwrite(line.text, 1, line.len, stderr);
}
