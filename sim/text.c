/* Mentions, links and entities: see text.h. */
#include "sim/text.h"

#include "base/str.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum token_kind {
    TOKEN_CHARACTER,
    TOKEN_USER,
    TOKEN_USERGROUP,
    TOKEN_CHANNEL,
    TOKEN_ALL,
    TOKEN_URL
};

/* One piece of typed text. */
struct token {
    enum token_kind kind;
    const char *start;
    size_t len;
    const struct user *user;
    const struct usergroup *group;
    const struct channel *channel;
};

static bool is_name_char(char c) {
    return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '.' || (c & 0x80);
}

/* Bytes of the web address at text, without the punctuation of the sentence around it. In escaped
 * text an entity for < or > ends it as the character itself would. */
static size_t url_length(const char *text, bool escaped) {
    size_t scheme = str_starts(text, "https://") ? 8 : str_starts(text, "http://") ? 7 : 0;
    if (scheme == 0 || !is_name_char(text[scheme]))
        return 0;
    size_t len = strcspn(text, " \t\r\n<>|\"");
    for (size_t i = 0; escaped && i < len; i++)
        if (str_starts(text + i, "&lt;") || str_starts(text + i, "&gt;"))
            len = i;
    while (len > 0 && strchr(".,;:!?)'", text[len - 1]))
        len--;
    return len > scheme ? len : 0;
}

/* Looks a name of len bytes up after its @ or #; true when it is somebody's or something's. */
static bool look_up(const struct workspace *workspace, struct token *token) {
    char name[NAME_SIZE];
    if (token->len < 2 || token->len > sizeof name)
        return false;
    snprintf(name, sizeof name, "%.*s", (int)token->len - 1, token->start + 1);
    if (*token->start == '#') {
        token->kind = TOKEN_CHANNEL;
        token->channel = workspace_channel(workspace, name);
        return token->channel && *token->channel->name;
    }
    if (str_equal(name, "here") || str_equal(name, "channel") || str_equal(name, "everyone")) {
        token->kind = TOKEN_ALL;
        return true;
    }
    token->kind = TOKEN_USER;
    token->user = workspace_user(workspace, name);
    if (token->user)
        return true;
    token->kind = TOKEN_USERGROUP;
    token->group = workspace_usergroup(workspace, name);
    return token->group != NULL;
}

/* The mention at text; a name may be followed by a full stop or the like that is not part of it. */
static bool read_mention(const struct workspace *workspace, const char *text,
                         struct token *ret_token) {
    struct token token = {.start = text, .len = 1};
    while (is_name_char(text[token.len]))
        token.len++;
    for (; token.len > 1; token.len--) {
        if (!look_up(workspace, &token))
            continue;
        *ret_token = token;
        return true;
    }
    return false;
}

static struct token next_token(const struct workspace *workspace, const char *text,
                               const char *begin) {
    struct token token = {.kind = TOKEN_CHARACTER, .start = text, .len = 1};
    bool at_word = text == begin || !is_name_char(text[-1]);
    if (!at_word)
        return token;
    size_t url = url_length(text, false);
    if (url > 0) {
        token.kind = TOKEN_URL;
        token.len = url;
    } else if (*text == '@' || *text == '#') {
        read_mention(workspace, text, &token);
    }
    return token;
}

static void add_escaped(struct str *out, char c) {
    if (c == '&')
        str_add(out, "&amp;");
    else if (c == '<')
        str_add(out, "&lt;");
    else if (c == '>')
        str_add(out, "&gt;");
    else
        str_add_bytes(out, &c, 1);
}

static void add_url(struct str *out, const char *url, size_t len) {
    str_add(out, "<");
    for (size_t i = 0; i < len; i++)
        add_escaped(out, url[i]);
    str_add(out, ">");
}

static void add_token(struct str *out, const struct token *token, bool user_names) {
    switch (token->kind) {
    case TOKEN_CHARACTER:
        add_escaped(out, *token->start);
        return;
    case TOKEN_USER:
        str_addf(out, user_names ? "<@%s|%s>" : "<@%s>", token->user->id, token->user->name);
        return;
    case TOKEN_USERGROUP:
        str_addf(out, "<!subteam^%s|@%s>", token->group->id, token->group->handle);
        return;
    case TOKEN_CHANNEL:
        str_addf(out, "<#%s|%s>", token->channel->id,
                 token->channel->kind == CHANNEL_PUBLIC ? token->channel->name : "");
        return;
    case TOKEN_ALL:
        str_addf(out, "<!%.*s>", (int)token->len - 1, token->start + 1);
        return;
    case TOKEN_URL:
        add_url(out, token->start, token->len);
        return;
    }
}

static char *convert(const struct workspace *workspace, const char *typed, bool user_names) {
    struct str out = str_new(TEXT_MAX);
    for (const char *at = typed; *at;) {
        struct token token = next_token(workspace, at, typed);
        add_token(&out, &token, user_names);
        at += token.len;
    }
    return str_take(&out);
}

char *text_of_message(const struct workspace *workspace, const char *typed) {
    return convert(workspace, typed, false);
}

char *text_of_command(const struct workspace *workspace, const char *typed) {
    return convert(workspace, typed, true);
}

/* ---- rich_text */

static struct json *rich_element(const char *type, const char *name, const char *value,
                                 size_t len) {
    STR_AUTO(text, TEXT_MAX);
    str_add_bytes(&text, value, len);
    struct json *element = json_new_object();
    json_put_str(element, "type", type);
    json_put_str(element, name, text.text);
    return element;
}

static struct json *rich_token(const struct token *token) {
    switch (token->kind) {
    case TOKEN_USER:
        return rich_element("user", "user_id", token->user->id, strlen(token->user->id));
    case TOKEN_USERGROUP:
        return rich_element("usergroup", "usergroup_id", token->group->id,
                            strlen(token->group->id));
    case TOKEN_CHANNEL:
        return rich_element("channel", "channel_id", token->channel->id,
                            strlen(token->channel->id));
    case TOKEN_ALL:
        return rich_element("broadcast", "range", token->start + 1, token->len - 1);
    case TOKEN_URL:
        return rich_element("link", "url", token->start, token->len);
    case TOKEN_CHARACTER:
        break;
    }
    return NULL;
}

static struct json *rich_elements(const struct workspace *workspace, const char *typed) {
    struct json *elements = json_new_array();
    const char *plain = typed; /* where the run of plain characters began */
    for (const char *at = typed; *at;) {
        struct token token = next_token(workspace, at, typed);
        struct json *special = rich_token(&token);
        if (special && at > plain)
            json_push(elements, rich_element("text", "text", plain, (size_t)(at - plain)));
        at += token.len;
        if (!special)
            continue;
        json_push(elements, special);
        plain = at;
    }
    if (*plain)
        json_push(elements, rich_element("text", "text", plain, strlen(plain)));
    return elements;
}

struct json *text_rich_block(const struct workspace *workspace, const char *typed,
                             const char *block_id) {
    struct json *section = json_new_object(), *sections = json_new_array();
    struct json *block = json_new_object();
    json_put_str(section, "type", "rich_text_section");
    json_put(section, "elements", rich_elements(workspace, typed));
    json_push(sections, section);
    json_put_str(block, "type", "rich_text");
    json_put_str(block, "block_id", block_id);
    json_put(block, "elements", sections);
    return block;
}

/* ---- Apps */

/* Bytes of the control sequence at text ("<@U…>", "<https://…|label>"), or 0. */
static size_t control_length(const char *text) {
    if (*text != '<')
        return 0;
    size_t len = strcspn(text + 1, "<>\n") + 1;
    bool opens = strchr("@#!", text[1]) || str_starts(text + 1, "http://") ||
                 str_starts(text + 1, "https://") || str_starts(text + 1, "mailto:") ||
                 str_starts(text + 1, "tel:");
    return text[1] && opens && text[len] == '>' ? len + 1 : 0;
}

static size_t entity_length(const char *text) {
    return str_starts(text, "&amp;")                              ? 5
           : str_starts(text, "&lt;") || str_starts(text, "&gt;") ? 4
                                                                  : 0;
}

char *text_of_app(const char *posted) {
    struct str out = str_new(TEXT_MAX);
    for (const char *at = posted; *at;) {
        bool at_word = at == posted || !is_name_char(at[-1]);
        size_t kept = control_length(at) + entity_length(at);
        size_t url = at_word ? url_length(at, true) : 0;
        if (kept > 0)
            str_add_bytes(&out, at, kept);
        else if (url > 0)
            str_addf(&out, "<%.*s>", (int)url, at);
        else
            add_escaped(&out, *at);
        at += kept > 0 ? kept : url > 0 ? url : 1;
    }
    return str_take(&out);
}

bool text_mentions(const char *text, const char *user_id) {
    size_t len = strlen(user_id);
    for (const char *at = text ? text : ""; (at = strstr(at, "<@")) != NULL; at += 2)
        if (strncmp(at + 2, user_id, len) == 0 && (at[2 + len] == '>' || at[2 + len] == '|'))
            return true;
    return false;
}
