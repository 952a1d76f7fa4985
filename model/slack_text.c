/* Slack's text and the stored form: see slack_text.h. */
#include "model/slack_text.h"

#include "base/utc.h"
#include "base/utf8.h"
#include "model/typography.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { USER_ID_MIN = 3, USER_ID_MAX = SLACK_ID_SIZE - 3 };

/* ---- User ids and their tokens */

static bool is_user_id(const char *text, size_t len) {
    if (len < USER_ID_MIN || len > USER_ID_MAX || (text[0] != 'U' && text[0] != 'W'))
        return false;
    for (size_t i = 1; i < len; i++) {
        if (!((text[i] >= 'A' && text[i] <= 'Z') || (text[i] >= '0' && text[i] <= '9')))
            return false;
    }
    return true;
}

bool slack_user_id(const char *text) {
    return is_user_id(text, strlen(text));
}

/* Bytes of the "<@U1>" that text begins with, else 0. */
static size_t token_at(const char *text) {
    if (!str_starts(text, "<@"))
        return 0;
    size_t id_len = strcspn(text + 2, ">");
    return text[2 + id_len] == '>' && is_user_id(text + 2, id_len) ? id_len + 3 : 0;
}

/* ---- In: what stands in <...> */

struct sequence {
    const char *body; /* before "|" */
    size_t body_len;
    const char *label; /* behind "|", NULL when there is none */
    size_t label_len;
};

/* Reads the <...> that text begins with; returns its bytes, 0 when it is not closed. */
static size_t sequence_at(const char *text, struct sequence *ret_sequence) {
    size_t len = strcspn(text + 1, "<>\n");
    if (text[1 + len] != '>')
        return 0;
    const char *bar = memchr(text + 1, '|', len);
    size_t body_len = bar ? (size_t)(bar - text - 1) : len;
    *ret_sequence =
        (struct sequence){text + 1, body_len, bar ? bar + 1 : NULL, bar ? len - body_len - 1 : 0};
    return len + 2;
}

/* Adds wire text without <...>: the three entities that Slack uses become themselves, once. */
static void add_unescaped(struct str *out, const char *text, size_t len) {
    static const struct {
        const char *entity, *is;
    } table[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}};
    for (size_t i = 0; i < len;) {
        size_t n = 1;
        const char *is = NULL;
        for (size_t k = 0; text[i] == '&' && k < sizeof table / sizeof *table; k++) {
            size_t entity_len = strlen(table[k].entity);
            if (entity_len <= len - i && memcmp(text + i, table[k].entity, entity_len) == 0) {
                n = entity_len;
                is = table[k].is;
            }
        }
        str_add_bytes(out, is ? is : text + i, is ? 1 : n);
        i += n;
    }
}

static bool body_is(const struct sequence *s, const char *text) {
    return s->body_len == strlen(text) && memcmp(s->body, text, s->body_len) == 0;
}

static bool body_starts(const struct sequence *s, const char *text) {
    return s->body_len >= strlen(text) && strncasecmp(s->body, text, strlen(text)) == 0;
}

static void add_label_or(struct str *out, const struct sequence *s, const char *mark, size_t skip) {
    if (s->label_len > 0) {
        add_unescaped(out, s->label, s->label_len);
        return;
    }
    str_add(out, mark);
    add_unescaped(out, s->body + skip, s->body_len - skip);
}

static void add_special(struct str *out, const struct sequence *s) {
    static const char subteam[] = "!subteam^";
    if (body_is(s, "!here") || body_is(s, "!channel") || body_is(s, "!everyone")) {
        str_add(out, "@");
        add_unescaped(out, s->body + 1, s->body_len - 1);
    } else if (body_starts(s, subteam)) {
        add_label_or(out, s, "@", sizeof subteam - 1);
    } else {
        add_label_or(out, s, "", 1);
    }
}

/* Bytes of "scheme:" at the beginning of a link, else 0. */
static size_t scheme_len(const struct sequence *s) {
    size_t i = 0;
    while (i < s->body_len &&
           ((s->body[i] >= 'a' && s->body[i] <= 'z') || (s->body[i] >= 'A' && s->body[i] <= 'Z')))
        i++;
    return i > 0 && i < s->body_len && s->body[i] == ':' ? i + 1 : 0;
}

/* Whether the label is the address without scheme and final slash: the form that was typed. */
static bool label_is_address(const struct sequence *s, size_t skip) {
    size_t len = s->body_len - skip;
    if (len > 0 && s->body[skip + len - 1] == '/' && s->label_len == len - 1)
        len--;
    return s->label_len > 0 && s->label_len == len && memcmp(s->label, s->body + skip, len) == 0;
}

static void add_link(struct str *out, const struct sequence *s) {
    size_t scheme = scheme_len(s);
    bool web = body_starts(s, "http://") || body_starts(s, "https://");
    bool direct = body_starts(s, "mailto:") || body_starts(s, "tel:");
    if (web && label_is_address(s, scheme + 2))
        add_unescaped(out, s->label, s->label_len);
    else if (direct)
        add_unescaped(out, s->body + scheme, s->body_len - scheme);
    else
        add_unescaped(out, s->body, s->body_len);
}

/* Adds what a reader saw of a sequence that is not a user mention; false when it is none at all. */
static bool add_sequence(struct str *out, const struct sequence *s) {
    if (s->body_len < 2)
        return false;
    switch (s->body[0]) {
    case '@': /* not a user's id: shown, and resolved by nobody */
        str_add(out, "@");
        add_label_or(out, s, "", 1);
        return true;
    case '#':
        str_add(out, "#");
        add_label_or(out, s, "", 1);
        return true;
    case '!':
        add_special(out, s);
        return true;
    default:
        if (scheme_len(s) == 0)
            return false;
        add_link(out, s);
        return true;
    }
}

/* ---- In */

/* Adds cleaned text, in which nothing may look like a mention: "<@U1>" becomes "< @U1>". */
static void add_disarmed(struct str *out, const char *text) {
    STR_AUTO(clean, out->max);
    typography_clean(text, &clean);
    const char *from = clean.text;
    for (const char *at = from; *at; at++) {
        if (token_at(at) == 0)
            continue;
        str_add_bytes(out, from, (size_t)(at + 1 - from));
        str_add(out, " ");
        from = at + 1;
    }
    str_add(out, from);
    out->full |= clean.full;
}

static void add_whole(struct str *out, const char *text, size_t len) {
    if (len > out->max - out->len)
        out->full = true;
    str_add_bytes(out, text, len);
}

static void add_token(struct str *out, const struct sequence *s) {
    char token[SLACK_ID_SIZE + 4];
    int len = snprintf(token, sizeof token, "<%.*s>", (int)s->body_len, s->body);
    add_whole(out, token, (size_t)len);
}

/* Moves the literal text between two mentions to out. What was cut there ends out: nothing may
 * follow a hole. */
static void flush(struct str *out, struct str *literal) {
    add_disarmed(out, literal->text);
    out->full |= literal->full;
    str_clear(literal);
}

static void add_wire(struct str *out, const char *text) {
    STR_AUTO(literal, out->max);
    while (*text) {
        struct sequence s;
        size_t len = *text == '<' ? sequence_at(text, &s) : 0;
        if (len > 0 && s.body[0] == '@' && is_user_id(s.body + 1, s.body_len - 1)) {
            flush(out, &literal);
            add_token(out, &s);
        } else if (len == 0 || !add_sequence(&literal, &s)) {
            len = 1 + strcspn(text + 1, "<");
            add_unescaped(&literal, text, len);
        }
        text += len;
    }
    flush(out, &literal);
}

void slack_text_in(enum slack_source source, const char *text, struct str *out) {
    switch (source) {
    case SLACK_WIRE:
        add_wire(out, text);
        return;
    case SLACK_MODAL:
        typography_clean(text, out);
        return;
    case SLACK_FOREIGN:
        add_disarmed(out, text);
        return;
    }
}

/* ---- Out */

static void add_escaped_code(struct str *out, uint32_t code) {
    char bytes[4];
    if (typography_deceives(code))
        return;
    if (code == '&')
        add_whole(out, "&amp;", 5);
    else if (code == '<')
        add_whole(out, "&lt;", 4);
    else if (code == '>')
        add_whole(out, "&gt;", 4);
    else
        str_add_bytes(out, bytes, utf8_encode(code, bytes));
}

void slack_escape(const char *text, struct str *out) {
    uint32_t code;
    for (size_t len; (len = typography_next(text, &code)) > 0; text += len)
        add_escaped_code(out, code);
}

void slack_text_out(const char *stored, struct str *out) {
    uint32_t code;
    for (size_t len; *stored; stored += len) {
        len = token_at(stored);
        if (len > 0) {
            add_whole(out, stored, len);
        } else {
            len = typography_next(stored, &code);
            add_escaped_code(out, code);
        }
    }
}

void slack_text_plain(const char *stored, struct str *out) {
    STR_AUTO(shown, out->max);
    while (*stored) {
        struct slack_mention mention;
        size_t len = token_at(stored);
        if (len > 0 && slack_mention_at(stored, &mention)) {
            str_add(&shown, "@");
            str_add(&shown, mention.id);
        } else {
            len = 1 + strcspn(stored + 1, "<");
            str_add_bytes(&shown, stored, len);
        }
        stored += len;
    }
    typography_clean(shown.text, out);
    out->full |= shown.full;
}

/* ---- Mentions */

static bool ends_name(const char *text) {
    return *text == 0 || typography_space(text) > 0 || strchr(",;:!?()[]{}<>\"|", *text);
}

static size_t name_len(const char *text) {
    size_t len = 0;
    uint32_t code;
    while (!ends_name(text + len))
        len += typography_next(text + len, &code);
    while (len > 0 && text[len - 1] == '.')
        len--; /* the full stop of a sentence */
    return len;
}

bool slack_mention_at(const char *text, struct slack_mention *ret_mention) {
    struct slack_mention mention = {.len = token_at(text)};
    if (mention.len > 0) {
        mention.kind = SLACK_MENTION_USER;
        memcpy(mention.id, text + 2, mention.len - 3);
        *ret_mention = mention;
        return true;
    }
    size_t len = text[0] == '@' ? name_len(text + 1) : 0;
    if (len == 0 || len >= SLACK_NAME_SIZE)
        return false;
    mention.kind = SLACK_MENTION_NAME;
    mention.len = len + 1;
    memcpy(mention.name, text + 1, len);
    *ret_mention = mention;
    return true;
}

/* A character behind which "@" is a part of an address and not the beginning of a mention. */
static bool is_address_part(uint32_t code) {
    return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') ||
           (code >= '0' && code <= '9') || (code < 0x80 && code && strchr("._%+-", (int)code));
}

bool slack_mention_next(const char *stored, size_t *offset, struct slack_mention *ret_mention) {
    size_t at = *offset;
    uint32_t before = at > 0 ? (unsigned char)stored[at - 1] : ' ', code;
    for (size_t len; (len = typography_next(stored + at, &code)) > 0; at += len, before = code) {
        bool possible = code == '<' || (code == '@' && !is_address_part(before));
        if (possible && slack_mention_at(stored + at, ret_mention)) {
            *offset = at + ret_mention->len;
            return true;
        }
    }
    *offset = at;
    return false;
}

enum result slack_mention_unknown(const char *name, struct err *err) {
    return fail(
        err, INVALID,
        "I cannot tell who @%.*s is, so nobody was asked; type @ and choose the person from "
        "the list that Slack shows, for example: role ic @Dana",
        (int)utf8_prefix(name, 40), name);
}

/* ---- Dates */

const char *slack_date(int64_t ms, char out[SLACK_DATE_SIZE]) {
    char day[UTC_DAY_SIZE], time[UTC_TIME_SIZE];
    snprintf(out, SLACK_DATE_SIZE, "<!date^%" PRId64 "^{date_short_pretty} {time}|%s %s UTC>",
             ms / SECOND_MS, utc_day(ms, day), utc_time(ms, time));
    return out;
}
