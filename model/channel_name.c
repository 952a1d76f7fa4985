/* Names and topics of channels: see channel_name.h. */
#include "model/channel_name.h"

#include "base/utf8.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { FILLED_MAX = 8000 };

static const struct slot {
    const char *name;
    size_t offset;
    bool in_names;
} slots[] = {
    {"id", offsetof(struct channel_words, id), true},
    {"date", offsetof(struct channel_words, date), true},
    {"title", offsetof(struct channel_words, title), true},
    {"severity", offsetof(struct channel_words, severity), true},
    {"kind", offsetof(struct channel_words, kind), true},
    {"status", offsetof(struct channel_words, status), false},
    {"ic", offsetof(struct channel_words, ic), false},
    {"impact", offsetof(struct channel_words, impact), false},
    {"bridge", offsetof(struct channel_words, bridge), false},
};

static const struct slot *find_slot(const char *name, size_t len) {
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        if (strlen(slots[i].name) == len && strncmp(slots[i].name, name, len) == 0)
            return &slots[i];
    return NULL;
}

void channel_template_unknown(const char *text, bool is_name, char *out, size_t size) {
    const char *open;
    for (; (open = strchr(text, '{')); text = open + 1) {
        size_t len = strcspn(open + 1, "}");
        const struct slot *slot = find_slot(open + 1, len);
        if (slot && open[1 + len] && (slot->in_names || !is_name))
            continue;
        snprintf(out, size, "{%.*s%s", (int)len, open + 1, open[1 + len] ? "}" : "");
        return;
    }
    out[0] = '\0';
}

static bool is_allowed(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

char channel_template_wrong(const char *text) {
    while (*text) {
        if (*text == '{')
            text += strcspn(text, "}");
        else if (!is_allowed(*text))
            return *text;
        text += *text != '\0';
    }
    return '\0';
}

static void fill(const char *text, const struct channel_words *words, struct str *out) {
    while (*text) {
        size_t plain = strcspn(text, "{");
        str_add_bytes(out, text, plain);
        text += plain;
        if (!*text)
            return;
        size_t len = strcspn(text + 1, "}");
        const struct slot *slot = find_slot(text + 1, len);
        if (slot)
            str_add(out, *(const char *const *)((const char *)words + slot->offset));
        text += 1 + len + (text[1 + len] == '}');
    }
}

void channel_topic(const char *text, const struct channel_words *words, size_t max,
                   struct str *out) {
    STR_AUTO(filled, FILLED_MAX);
    fill(text, words, &filled);
    str_add_bytes(out, filled.text, utf8_prefix(filled.text, max));
}

/* Appends what Slack allows of text to a name of len characters; returns its new length, without a
 * dash at its end. */
static size_t add_allowed(char *out, size_t len, size_t max, const char *text) {
    for (; *text && len < max; text++) {
        char c = (char)tolower((unsigned char)*text);
        bool dash = !is_allowed(c) || c == '-';
        if (!dash)
            out[len++] = c;
        else if (len > 0 && out[len - 1] != '-')
            out[len++] = '-';
    }
    while (len > 0 && (out[len - 1] == '-' || out[len - 1] == '_'))
        len--;
    out[len] = '\0';
    return len;
}

void channel_name(const char *text, const struct channel_words *words, int try,
                  char out[CHANNEL_NAME_SIZE]) {
    char suffix[16] = "";
    STR_AUTO(filled, FILLED_MAX);
    if (try > 0)
        snprintf(suffix, sizeof suffix, "-%d", try + 1);
    fill(text, words, &filled);
    size_t max = CHANNEL_NAME_MAX - strlen(suffix);
    size_t len = add_allowed(out, 0, max, filled.text);
    if (len == 0)
        len = add_allowed(out, 0, max, words->id);
    snprintf(out + len, CHANNEL_NAME_SIZE - len, "%s", suffix);
}
