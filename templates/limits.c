/* Slack's limits as a table, and fitting an object to it: see limits.h. */
#include "templates/limits.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

enum form {
    TEXT,    /* a string or a text object: cut */
    ADDRESS, /* a string: cannot be cut, must be a web address */
    LIST,    /* elements are counted while the list is made */
    OTHER    /* only whether it is there */
};

enum need {
    OPTIONAL, /* may be absent */
    EITHER,   /* one of those of a kind that are marked so has to be there */
    NEEDED    /* the object is nothing without it */
};

struct limit {
    const char *kind; /* NULL is any */
    const char *member;
    enum form form;
    enum need need;
    size_t max;  /* characters or elements */
    size_t each; /* characters of the elements of a list that are text objects, 0 for no rule */
};

static const struct limit limits[] = {
    /* messages and views; 4,000 is what a message may have when it is updated */
    {"message", "text", TEXT, EITHER, 4000, 0},
    {"message", "blocks", LIST, EITHER, 50, 0},
    {"modal", "title", TEXT, NEEDED, 24, 0},
    {"modal", "submit", TEXT, OPTIONAL, 24, 0},
    {"modal", "close", TEXT, OPTIONAL, 24, 0},
    {"modal", "blocks", LIST, NEEDED, 100, 0},
    {"home", "blocks", LIST, NEEDED, 100, 0},
    /* identifiers */
    {NULL, "action_id", TEXT, OPTIONAL, 255, 0},
    {NULL, "block_id", TEXT, OPTIONAL, 255, 0},
    {NULL, "callback_id", TEXT, OPTIONAL, 255, 0},
    /* composition objects */
    {"plain_text", "text", TEXT, NEEDED, 3000, 0},
    {"mrkdwn", "text", TEXT, NEEDED, 3000, 0},
    {"option", "text", TEXT, NEEDED, 75, 0},
    {"option", "value", TEXT, NEEDED, 150, 0},
    {"option", "description", TEXT, OPTIONAL, 75, 0},
    {"option", "url", ADDRESS, OPTIONAL, 3000, 0},
    {"option_group", "label", TEXT, NEEDED, 75, 0},
    {"option_group", "options", LIST, NEEDED, 100, 0},
    {"confirm", "title", TEXT, NEEDED, 100, 0},
    {"confirm", "text", TEXT, NEEDED, 300, 0},
    {"confirm", "confirm", TEXT, NEEDED, 30, 0},
    {"confirm", "deny", TEXT, NEEDED, 30, 0},
    /* blocks */
    {"section", "text", TEXT, EITHER, 3000, 0},
    {"section", "fields", LIST, EITHER, 10, 2000},
    {"header", "text", TEXT, NEEDED, 150, 0},
    {"context", "elements", LIST, NEEDED, 10, 3000},
    {"actions", "elements", LIST, NEEDED, 25, 0},
    {"input", "label", TEXT, NEEDED, 2000, 0},
    {"input", "hint", TEXT, OPTIONAL, 2000, 0},
    {"input", "element", OTHER, NEEDED, 0, 0},
    {"image", "image_url", ADDRESS, EITHER, 3000, 0},
    {"image", "slack_file", OTHER, EITHER, 0, 0},
    {"image", "alt_text", TEXT, NEEDED, 2000, 0},
    {"image", "title", TEXT, OPTIONAL, 2000, 0},
    {"markdown", "text", TEXT, NEEDED, LIMITS_MARKDOWN_MAX, 0},
    {"table", "rows", LIST, NEEDED, 100, 0},
    /* rich text */
    {"rich_text", "elements", LIST, NEEDED, SIZE_MAX, 0},
    {"rich_text_section", "elements", LIST, NEEDED, SIZE_MAX, 0},
    {"rich_text_list", "elements", LIST, NEEDED, SIZE_MAX, 0},
    {"rich_text_quote", "elements", LIST, NEEDED, SIZE_MAX, 0},
    {"rich_text_preformatted", "elements", LIST, NEEDED, SIZE_MAX, 0},
    {"text", "text", TEXT, NEEDED, 3000, 0},
    {"link", "url", ADDRESS, NEEDED, 3000, 0},
    {"user", "user_id", TEXT, NEEDED, 255, 0},
    {"usergroup", "usergroup_id", TEXT, NEEDED, 255, 0},
    {"channel", "channel_id", TEXT, NEEDED, 255, 0},
    {"emoji", "name", TEXT, NEEDED, 255, 0},
    /* elements */
    {NULL, "placeholder", TEXT, OPTIONAL, 150, 0},
    {"button", "text", TEXT, NEEDED, 75, 0},
    {"button", "value", TEXT, OPTIONAL, 2000, 0},
    {"button", "url", ADDRESS, OPTIONAL, 3000, 0},
    {"button", "accessibility_label", TEXT, OPTIONAL, 75, 0},
    {"plain_text_input", "initial_value", TEXT, OPTIONAL, 3000, 0},
    {"static_select", "options", LIST, EITHER, 100, 0},
    {"static_select", "option_groups", LIST, EITHER, 100, 0},
    {"multi_static_select", "options", LIST, EITHER, 100, 0},
    {"multi_static_select", "option_groups", LIST, EITHER, 100, 0},
    {"overflow", "options", LIST, NEEDED, 5, 0},
    {"checkboxes", "options", LIST, NEEDED, 10, 0},
    {"radio_buttons", "options", LIST, NEEDED, 10, 0},
};
static const size_t limits_count = sizeof limits / sizeof *limits;

const char *limits_kind(const char *type, const char *member) {
    if (type)
        return type;
    if (!member)
        return "message";
    if (str_equal(member, "options") || str_equal(member, "initial_option") ||
        str_equal(member, "initial_options"))
        return "option";
    return str_equal(member, "option_groups") ? "option_group" : member;
}

static bool applies(const struct limit *limit, const char *kind) {
    return !limit->kind || str_equal(limit->kind, kind);
}

size_t limits_elements(const char *kind, const char *member) {
    for (const struct limit *limit = limits; limit < limits + limits_count; limit++)
        if (limit->form == LIST && applies(limit, kind) && str_equal(limit->member, member))
            return limit->max;
    return SIZE_MAX;
}

/* ---- Cutting */

/* Code points that belong to the one before them: combining marks, variation selectors, the joiner
 * and the skin tones of emoji. */
static bool continues(uint32_t code) {
    return (code >= 0x0300 && code <= 0x036f) || (code >= 0x20d0 && code <= 0x20ff) ||
           (code >= 0xfe00 && code <= 0xfe0f) || code == 0x200d ||
           (code >= 0x1f3fb && code <= 0x1f3ff);
}

/* Bytes of a character with what continues it; bounded, so that a pile of marks can be cut too. */
static size_t character(const char *text) {
    enum { PILE_MAX = 16 };
    uint32_t code, last;
    size_t len = utf8_decode(text, &last);
    for (int i = 0; i < PILE_MAX; i++) {
        size_t more = utf8_decode(text + len, &code);
        if (more == 0 || (!continues(code) && last != 0x200d))
            break;
        len += more;
        last = code;
    }
    return len;
}

/* Bytes of the entity or <…> that text begins with, or 0. */
static size_t sequence(const char *text) {
    static const char *const entities[] = {"&amp;", "&lt;", "&gt;"};
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (str_starts(text, entities[i]))
            return strlen(entities[i]);
    if (*text != '<')
        return 0;
    size_t inside = strcspn(text + 1, "<>\n");
    return text[1 + inside] == '>' ? inside + 2 : 0;
}

static size_t units(const char *text, size_t len) {
    size_t count = 0;
    for (size_t i = 0; i < len; i++)
        if (((unsigned char)text[i] & 0xc0) != 0x80)
            count += (unsigned char)text[i] >= 0xf0 ? 2 : 1;
    return count;
}

/* The next thing in text that is kept or cut as a whole: its bytes, and what it counts. */
static size_t piece(const char *text, size_t *ret_units) {
    size_t len = sequence(text);
    if (len == 0 && strchr("&<>", *text)) {
        *ret_units = *text == '&' ? strlen("&amp;") : strlen("&lt;");
        return 1;
    }
    if (len == 0)
        len = character(text);
    *ret_units = units(text, len);
    return len;
}

/* Bytes of the longest beginning of whole pieces that counts at most max. */
static size_t prefix(const char *text, size_t max, size_t *ret_units) {
    size_t kept = 0, used = 0;
    while (text[kept]) {
        size_t more;
        size_t len = piece(text + kept, &more);
        if (len == 0 || used + more > max)
            break;
        kept += len;
        used += more;
    }
    *ret_units = used;
    return kept;
}

char *limits_cut(const char *text, size_t max) {
    size_t used;
    if (text[prefix(text, max, &used)] == 0)
        return mem_strdup(text);
    size_t kept = max > 0 ? prefix(text, max - 1, &used) : 0;
    struct str cut = str_new(kept + sizeof "…");
    str_add_bytes(&cut, text, kept);
    if (max > 0)
        str_add(&cut, "…");
    return str_take(&cut);
}

/* ---- Fitting */

static void cut_member(struct json *object, const char *member, size_t max) {
    const char *text = json_str(object, member);
    if (!text)
        return;
    char *cut = limits_cut(text, max);
    if (!str_equal(cut, text))
        json_put_str(object, member, cut);
    mem_free(cut);
}

/* Cuts the text in a member, be it a string or a text object; false when the member is absent. */
static bool cut_text(struct json *object, const char *member, size_t max) {
    struct json *value = json_member(object, member);
    if (!value)
        return false;
    if (json_kind_of(value) == JSON_OBJECT)
        cut_member(value, "text", max);
    else
        cut_member(object, member, max);
    return true;
}

static void cut_elements(struct json *list, size_t max) {
    for (size_t i = 0; i < json_len(list, ""); i++)
        if (json_kind_of(json_element(list, i)) == JSON_OBJECT)
            cut_member(json_element(list, i), "text", max);
}

/* A broken address, say from a mistyped setting, would take the whole message with it. */
static bool is_address(const char *text, size_t max) {
    bool web = str_starts(text, "https://") || str_starts(text, "http://");
    return web && !strpbrk(text, " \t\r\n<>\"") && units(text, strlen(text)) <= max;
}

/* Fits one member; false when it is not there or has to go. */
static bool fit_member(struct json *object, const struct limit *limit) {
    struct json *value = json_member(object, limit->member);
    switch (limit->form) {
    case TEXT:
        return cut_text(object, limit->member, limit->max);
    case ADDRESS:
        return is_address(json_text_at(value, ""), limit->max);
    case LIST:
        if (limit->each > 0)
            cut_elements(value, limit->each);
        return json_len(value, "") > 0;
    case OTHER:
        break;
    }
    return value != NULL;
}

/* The markdown blocks of a message share one limit. */
static bool fit_markdown(struct json *block, struct limits_budget *budget) {
    cut_member(block, "text", budget->markdown);
    const char *text = json_text_at(block, "text");
    size_t used;
    prefix(text, SIZE_MAX, &used);
    budget->markdown -= used;
    return used > 0;
}

bool limits_fit(struct json *object, const char *kind, struct limits_budget *budget) {
    bool either_asked = false, either_there = false;
    for (const struct limit *limit = limits; limit < limits + limits_count; limit++) {
        if (!applies(limit, kind))
            continue;
        bool there = fit_member(object, limit);
        either_asked |= limit->need == EITHER;
        either_there |= limit->need == EITHER && there;
        if (there)
            continue;
        json_remove(object, limit->member);
        if (limit->need == NEEDED)
            return false;
    }
    if (either_asked && !either_there)
        return false;
    return !str_equal(kind, "markdown") || fit_markdown(object, budget);
}
