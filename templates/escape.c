/* Escaping for each reader: see escape.h. */
#include "templates/escape.h"

#include "model/slack_text.h"
#include "model/typography.h"

#include <ctype.h>
#include <string.h>

/* "<{{address}}|label>" is a link, and a value of "!channel" there would page the channel. A "<" at
 * the end of out can only be the template's own, because those of values are escaped; so a value
 * behind it loses what would make it a mention. */
static const char *without_sigil(const struct str *out, const char *value) {
    bool opened = out->len > 0 && out->text[out->len - 1] == '<';
    return opened ? value + strspn(value, "!@# \t\n") : value;
}

static void add_html(struct str *out, const char *value) {
    for (; *value && !out->full; value++) {
        switch (*value) {
        case '&':
            str_add(out, "&amp;");
            break;
        case '<':
            str_add(out, "&lt;");
            break;
        case '>':
            str_add(out, "&gt;");
            break;
        case '"':
            str_add(out, "&quot;");
            break;
        case '\'':
            str_add(out, "&#39;");
            break;
        default:
            str_add_bytes(out, value, strcspn(value, "&<>\"'"));
            value += strcspn(value, "&<>\"'") - 1;
        }
    }
}

static bool is_word(char c) {
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Whether nothing but blanks, or digits when a list number is asked for, stands before at on its
 * line of value. */
static bool begins_line(const char *value, const char *at, bool number) {
    const char *first = at;
    while (number && first > value && isdigit((unsigned char)first[-1]))
        first--;
    if (number && first == at)
        return false;
    while (first > value && (first[-1] == ' ' || first[-1] == '\t'))
        first--;
    return first == value || first[-1] == '\n';
}

/* Whether the character means something to Markdown where it stands. An underscore inside a word
 * does not, and is left alone so that addresses and snake_case names stay whole. */
static bool is_markdown(const char *value, const char *at) {
    switch (*at) {
    case '\\':
    case '`':
    case '*':
    case '[':
    case ']':
    case '|':
    case '~':
        return true;
    case '_':
        return !(at > value && is_word(at[-1]) && is_word(at[1]));
    case '#':
    case '+':
    case '-':
    case '=':
        return begins_line(value, at, false);
    case '.':
    case ')':
        return begins_line(value, at, true);
    default:
        return false;
    }
}

static void add_markdown(struct str *out, const char *value) {
    for (const char *at = value; *at && !out->full; at++) {
        if (strchr("&<>", *at)) { /* entities, so that Slack too sees no <...> */
            str_add(out, *at == '&' ? "&amp;" : *at == '<' ? "&lt;" : "&gt;");
            continue;
        }
        if (is_markdown(value, at))
            str_add(out, "\\");
        str_add_bytes(out, at, 1);
    }
}

/* For readers to whom a mention is a word like any other. */
static void add_words(struct str *out, const char *value, enum template_escape escape) {
    STR_AUTO(plain, out->max);
    slack_text_plain(value, &plain);
    if (escape == ESCAPE_HTML)
        add_html(out, plain.text);
    else if (escape == ESCAPE_MARKDOWN)
        add_markdown(out, plain.text);
    else
        str_add(out, plain.text);
    out->full |= plain.full;
}

void escape_add(struct str *out, const char *value, enum template_escape escape) {
    if (escape == ESCAPE_NONE) {
        str_add(out, value);
        return;
    }
    STR_AUTO(clean, out->max);
    typography_clean(value, &clean);
    if (escape == ESCAPE_MRKDWN)
        slack_text_out(without_sigil(out, clean.text), out);
    else
        add_words(out, clean.text, escape);
    out->full |= clean.full;
}
