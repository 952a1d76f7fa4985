/* Text to be copied out of Slack: see copy.h. */
#include "handlers/kit/copy.h"

#include "base/str.h"
#include "handlers/kit/reply.h"
#include "model/slack_text.h"

#include <string.h>

/* A section holds 3000 characters, https://docs.slack.dev/reference/block-kit; entities count as
 * they are written, and 5 bytes are the longest one. All of it fits into one reply. */
enum { PART_MAX = 2600, ENTITY_MAX = 5, SHOWN_MAX = 32000 };

#define FENCE "```"
#define BROKEN_FENCE "`\u200b`\u200b`"

static const char *without_fences(struct context *cx, const char *text) {
    STR_AUTO(out, 3 * strlen(text) + sizeof BROKEN_FENCE);
    for (const char *at = text; *at;) {
        bool fence = str_starts(at, FENCE);
        str_add_bytes(&out, fence ? BROKEN_FENCE : at, fence ? strlen(BROKEN_FENCE) : 1);
        at += fence ? strlen(FENCE) : 1;
    }
    return arena_strdup(cx->arena, out.text);
}

static size_t escaped_length(char c) {
    return c == '&' ? strlen("&amp;") : c == '<' || c == '>' ? strlen("&lt;") : 1;
}

/* Bytes of text that fit into one part: whole lines, or else whole characters. */
static size_t part_length(const char *text) {
    size_t len = 0, size = 0, line = 0;
    while (text[len] && size + ENTITY_MAX <= PART_MAX) {
        size += escaped_length(text[len++]);
        if (text[len - 1] == '\n')
            line = len;
    }
    if (!text[len])
        return len;
    if (line)
        return line;
    while (len > 1 && ((unsigned char)text[len] & 0xC0) == 0x80)
        len--;
    return len;
}

static size_t shown_length(const struct copy *copy) {
    size_t size = 0;
    for (int i = 0; i < copy->count; i++)
        for (const char *at = copy->parts[i].text; *at; at++)
            size += escaped_length(*at);
    return size;
}

void copy_add(struct context *cx, struct copy *copy, const char *label, const char *text) {
    int count = 0, number = 0;
    if (strstr(text, FENCE)) {
        copy->changed = true;
        text = without_fences(cx, text);
    }
    for (const char *at = text; *at; at += part_length(at))
        count++;
    for (const char *at = text; *at; at += part_length(at)) {
        size_t len = part_length(at);
        if (copy->count == COPY_PARTS_MAX) {
            copy->full = true;
            return;
        }
        struct copy_part *part = &copy->parts[copy->count++];
        part->label =
            count == 1 ? label : arena_printf(cx->arena, "%s (%d of %d)", label, ++number, count);
        part->text = arena_strndup(cx->arena, at, len - (at[len - 1] == '\n'));
    }
    copy->full |= shown_length(copy) > SHOWN_MAX;
}

void copy_say(struct context *cx, const struct copy *copy) {
    for (int i = 0; i < copy->count; i++) {
        STR_AUTO(text, 2 * PART_MAX);
        slack_escape(copy->parts[i].text, &text);
        reply_say(cx, "%s:\n" FENCE "\n%s\n" FENCE, copy->parts[i].label, text.text);
    }
    if (copy->changed)
        reply_say(cx,
                  "It has ` ` ` in it, which Slack would take for the end of the block: between "
                  "them stand characters without width; take them out where you paste it.");
}

struct json *copy_values(const struct copy *copy) {
    struct json *list = json_new_array();
    for (int i = 0; i < copy->count; i++) {
        struct json *part = json_new_object();
        json_put_str(part, "label", copy->parts[i].label);
        json_put_str(part, "text", copy->parts[i].text);
        json_push(list, part);
    }
    return list;
}
