/* Mustache: parser, check and renderer. See mustache.h.
 *
 * The parse tree is one array in the order of the text: a section's body follows it, and its `end`
 * is the index behind the body. */
#include "templates/mustache.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

enum node_kind { NODE_TEXT, NODE_VALUE, NODE_RAW, NODE_SECTION, NODE_INVERTED };

struct node {
    enum node_kind kind;
    char *text; /* into source: literal text, or a name with a NUL behind it */
    size_t len;
    size_t end; /* of a section: the first node that is not in it */
};

static bool is_section(const struct node *node) {
    return node->kind == NODE_SECTION || node->kind == NODE_INVERTED;
}

struct mustache {
    enum template_escape escape;
    char *source;
    struct node *nodes;
    size_t count, size;
};

/* ---- Parsing */

struct tag {
    char sigil;        /* one of # ^ / ! & {, or 0 for a plain {{name}} */
    char *start, *end; /* from its first brace to behind its last */
    char *name;
    size_t name_len;
};

struct parser {
    struct mustache *made;
    char *rest; /* not read yet */
    size_t open[MUSTACHE_DEPTH_MAX];
    size_t depth;
    struct err *err;
};

static enum result at_position(const char *source, const char *at, struct err *err) {
    if (!err)
        return INVALID;
    size_t line = 1, column = 1;
    for (const char *p = source; p < at; p++) {
        if (*p == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)*p & 0xc0) != 0x80) {
            column++;
        }
    }
    err_prefix(err, "%zu:%zu: ", line, column);
    return INVALID;
}

/* Fails at a place in the source. */
#define fail_at(parser, at, ...)                                                                   \
    ((void)fail((parser)->err, INVALID, __VA_ARGS__),                                              \
     at_position((parser)->made->source, (at), (parser)->err))

static struct node *add_node(struct mustache *made, enum node_kind kind, char *text, size_t len) {
    if (made->count == made->size) {
        made->size = made->size ? made->size * 2 : 4;
        made->nodes = mem_resize(made->nodes, made->size * sizeof *made->nodes);
    }
    struct node *node = &made->nodes[made->count++];
    *node = (struct node){.kind = kind, .text = text, .len = len};
    return node;
}

static void add_text(struct parser *parser, char *from, const char *to) {
    if (to > from)
        add_node(parser->made, NODE_TEXT, from, (size_t)(to - from));
}

/* Not newlines: a tag stays on its line, so that a missing brace is found where it is missing. */
static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

static void trim(struct tag *tag) {
    while (tag->name_len > 0 && is_blank(tag->name[0])) {
        tag->name++;
        tag->name_len--;
    }
    while (tag->name_len > 0 && is_blank(tag->name[tag->name_len - 1]))
        tag->name_len--;
}

static enum result check_name(struct parser *parser, const struct tag *tag) {
    char name[MUSTACHE_NAME_MAX + 1];
    if (tag->name_len == 0)
        return fail_at(parser, tag->start, "a tag without a name; write {{name}}");
    if (tag->name_len >= sizeof name)
        return fail_at(parser, tag->start, "a name has at most %d characters", MUSTACHE_NAME_MAX);
    snprintf(name, sizeof name, "%.*s", (int)tag->name_len, tag->name);
    if (names_check_form(name, parser->err) != OK)
        return at_position(parser->made->source, tag->start, parser->err);
    return OK;
}

/* What Mustache has elsewhere and a template here may not use. */
static enum result refuse_foreign(struct parser *parser, const struct tag *tag, char sigil) {
    switch (sigil) {
    case '>':
        return fail_at(parser, tag->start,
                       "{{>…}} takes in other files, which is not possible "
                       "here; write its text in this place");
    case '=':
        return fail_at(parser, tag->start,
                       "{{=…=}} changes the braces, which is not possible here; write {{name}}");
    case '<':
    case '$':
        return fail_at(parser, tag->start,
                       "{{%c…}} inherits from other files, which is not "
                       "possible here; write the whole text",
                       sigil);
    default:
        return OK;
    }
}

/* Reads the tag at start, which begins with "{{". */
static enum result read_tag(struct parser *parser, char *start, struct tag *ret_tag) {
    struct tag tag = {.start = start, .name = start + 2};
    if (refuse_foreign(parser, &tag, *tag.name) != OK)
        return INVALID;
    if (*tag.name && strchr("#^/!&{", *tag.name))
        tag.sigil = *tag.name++;
    const char *close = tag.sigil == '{' ? "}}}" : "}}";
    char *end = strstr(tag.name, close);
    if (!end)
        return fail_at(parser, start, "this tag is never closed; write %s behind its name", close);
    tag.name_len = (size_t)(end - tag.name);
    tag.end = end + strlen(close);
    trim(&tag);
    if (tag.sigil != '!' && check_name(parser, &tag) != OK)
        return INVALID;
    *ret_tag = tag;
    return OK;
}

/* A tag that writes nothing itself and has its line to itself takes the line with it. Widens the
 * tag to the whole line in that case. */
static void take_line(const struct parser *parser, struct tag *tag) {
    if (!tag->sigil || !strchr("#^/!", tag->sigil))
        return;
    char *from = tag->start, *to = tag->end;
    while (from > parser->made->source && is_blank(from[-1]))
        from--;
    if (from > parser->made->source && from[-1] != '\n')
        return;
    to += strspn(to, " \t");
    if (to[0] == '\r' && to[1] == '\n')
        to++;
    if (*to != '\n' && *to != 0)
        return;
    tag->start = from;
    tag->end = to + (*to == '\n');
}

static enum result open_section(struct parser *parser, const struct tag *tag) {
    if (parser->depth == MUSTACHE_DEPTH_MAX)
        return fail_at(parser, tag->name, "sections are nested deeper than %d", MUSTACHE_DEPTH_MAX);
    parser->open[parser->depth++] = parser->made->count;
    enum node_kind kind = tag->sigil == '#' ? NODE_SECTION : NODE_INVERTED;
    add_node(parser->made, kind, tag->name, tag->name_len);
    return OK;
}

static enum result close_section(struct parser *parser, const struct tag *tag) {
    int len = (int)tag->name_len;
    if (parser->depth == 0)
        return fail_at(parser, tag->name, "{{/%.*s}} closes nothing; write {{#%.*s}} before it",
                       len, tag->name, len, tag->name);
    struct node *open = &parser->made->nodes[parser->open[parser->depth - 1]];
    if (open->len != tag->name_len || memcmp(open->text, tag->name, open->len) != 0)
        return fail_at(parser, tag->name, "{{/%.*s}} where {{/%.*s}} must come first", len,
                       tag->name, (int)open->len, open->text);
    open->end = parser->made->count;
    parser->depth--;
    return OK;
}

static enum result add_tag(struct parser *parser, const struct tag *tag) {
    switch (tag->sigil) {
    case '!':
        return OK;
    case '#':
    case '^':
        return open_section(parser, tag);
    case '/':
        return close_section(parser, tag);
    default:
        add_node(parser->made, tag->sigil ? NODE_RAW : NODE_VALUE, tag->name, tag->name_len);
        return OK;
    }
}

static enum result parse_all(struct parser *parser) {
    for (char *start; (start = strstr(parser->rest, "{{")) != NULL;) {
        struct tag tag;
        if (read_tag(parser, start, &tag) != OK)
            return INVALID;
        take_line(parser, &tag);
        add_text(parser, parser->rest, tag.start);
        if (add_tag(parser, &tag) != OK)
            return INVALID;
        parser->rest = tag.end;
    }
    add_text(parser, parser->rest, parser->rest + strlen(parser->rest));
    if (parser->depth == 0)
        return OK;
    const struct node *open = &parser->made->nodes[parser->open[parser->depth - 1]];
    return fail_at(parser, open->text,
                   "{{%c%.*s}} is never closed; write {{/%.*s}} behind its text",
                   open->kind == NODE_SECTION ? '#' : '^', (int)open->len, open->text,
                   (int)open->len, open->text);
}

/* Every name is followed by a byte of its tag; it becomes the NUL, once positions are not needed.
 */
static void end_names(struct mustache *made) {
    for (size_t i = 0; i < made->count; i++)
        if (made->nodes[i].kind != NODE_TEXT)
            made->nodes[i].text[made->nodes[i].len] = 0;
}

enum result mustache_parse(const char *text, size_t len, enum template_escape escape,
                           struct mustache **ret_mustache, struct err *err) {
    if (len > MUSTACHE_TEXT_MAX)
        return fail(err, INVALID, "a template has at most %d bytes", MUSTACHE_TEXT_MAX);
    if (!utf8_valid(text, len) || memchr(text, 0, len))
        return fail(err, INVALID, "a template is UTF-8 text without NUL bytes; save it as such");
    struct mustache *made = mem_alloc(sizeof *made);
    made->escape = escape;
    made->source = memcpy(mem_alloc(len + 1), text, len);
    struct parser parser = {.made = made, .rest = made->source, .err = err};
    if (parse_all(&parser) != OK) {
        mustache_free(made);
        return INVALID;
    }
    end_names(made);
    *ret_mustache = made;
    return OK;
}

void mustache_free(struct mustache *mustache) {
    if (!mustache)
        return;
    mem_free(mustache->source);
    mem_free(mustache->nodes);
    mem_free(mustache);
}

bool mustache_is_raw(const struct mustache *mustache) {
    for (size_t i = 0; i < mustache->count; i++)
        if (mustache->nodes[i].kind == NODE_RAW)
            return true;
    return false;
}

/* ---- Checking names */

struct checker {
    const struct mustache *mustache;
    const struct json *names;
    struct err *err;
};

static enum result check_nodes(const struct checker *checker, size_t from, size_t to,
                               const struct names_scope *scope) {
    for (size_t i = from; i < to;) {
        const struct node *node = &checker->mustache->nodes[i++];
        if (node->kind == NODE_TEXT)
            continue;
        enum names_use use = is_section(node) ? NAMES_SECTION : NAMES_VALUE;
        char path[NAMES_PATH_SIZE];
        if (names_resolve(checker->names, scope, node->text, use, path, checker->err) != OK)
            return at_position(checker->mustache->source, node->text, checker->err);
        if (!is_section(node))
            continue;
        struct names_scope inner = {.path = path, .outer = scope};
        if (check_nodes(checker, i, node->end, node->kind == NODE_SECTION ? &inner : scope) != OK)
            return INVALID;
        i = node->end;
    }
    return OK;
}

enum result mustache_check(const struct mustache *mustache, const struct json *names,
                           const struct names_scope *scope, struct err *err) {
    struct checker checker = {.mustache = mustache, .names = names, .err = err};
    return check_nodes(&checker, 0, mustache->count, scope);
}

/* ---- Looking up */

/* A member of an object. Not json_at: a null member hides those of the same name further out. */
static bool find_member(const struct json *object, const char *name, size_t len,
                        const struct json **ret_value) {
    struct json_member member = {0};
    while (json_next(object, &member)) {
        if (strncmp(member.name, name, len) == 0 && member.name[len] == 0) {
            *ret_value = member.value;
            return true;
        }
    }
    return false;
}

/* The first part of a dotted name is looked for from the inside out; the others only in what it
 * is, so that a broken chain gives nothing instead of a stranger's value. */
const struct json *mustache_lookup(const struct mustache_context *context, const char *name) {
    if (str_equal(name, "."))
        return context ? context->value : NULL;
    const struct json *value = NULL;
    size_t len = strcspn(name, ".");
    while (context && !find_member(context->value, name, len, &value))
        context = context->outer;
    while (value && name[len] == '.') {
        name += len + 1;
        len = strcspn(name, ".");
        if (!find_member(value, name, len, &value))
            return NULL;
    }
    return value;
}

size_t mustache_turns(const struct json *value) {
    switch (json_kind_of(value)) {
    case JSON_NULL:
        return 0;
    case JSON_TRUE_FALSE:
        return json_is_true(value, "");
    case JSON_STRING:
        return *json_text_at(value, "") != 0;
    case JSON_ARRAY:
        return json_len(value, "");
    case JSON_NUMBER:
    case JSON_OBJECT:
        break;
    }
    return 1;
}

const struct json *mustache_turn(const struct json *value, size_t turn) {
    return json_kind_of(value) == JSON_ARRAY ? json_item(value, turn) : value;
}

/* ---- Rendering */

struct renderer {
    const struct mustache *mustache;
    struct str *out;
    size_t steps;
};

/* Objects and lists have no text: a name that stands for one writes nothing. */
static void add_value(const struct renderer *renderer, const struct node *node,
                      const struct json *value) {
    bool raw = node->kind == NODE_RAW;
    switch (json_kind_of(value)) {
    case JSON_STRING:
        escape_add(renderer->out, json_text_at(value, ""),
                   raw ? ESCAPE_NONE : renderer->mustache->escape);
        break;
    case JSON_NUMBER:
    case JSON_TRUE_FALSE:
        str_add(renderer->out, json_print(value));
        break;
    case JSON_NULL:
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
}

static void render_nodes(struct renderer *renderer, size_t from, size_t to,
                         const struct mustache_context *context);

static void render_section(struct renderer *renderer, size_t at, const struct json *value,
                           const struct mustache_context *context) {
    const struct node *node = &renderer->mustache->nodes[at];
    size_t turns = mustache_turns(value);
    if (node->kind == NODE_INVERTED) {
        if (turns == 0)
            render_nodes(renderer, at + 1, node->end, context);
        return;
    }
    for (size_t i = 0; i < turns && !renderer->out->full; i++) {
        struct mustache_context inner = {.value = mustache_turn(value, i), .outer = context};
        render_nodes(renderer, at + 1, node->end, &inner);
    }
}

static void render_nodes(struct renderer *renderer, size_t from, size_t to,
                         const struct mustache_context *context) {
    for (size_t i = from, next; i < to && !renderer->out->full; i = next) {
        const struct node *node = &renderer->mustache->nodes[i];
        next = is_section(node) ? node->end : i + 1;
        if (++renderer->steps > MUSTACHE_STEPS_MAX)
            renderer->out->full = true;
        else if (node->kind == NODE_TEXT)
            str_add_bytes(renderer->out, node->text, node->len);
        else if (is_section(node))
            render_section(renderer, i, mustache_lookup(context, node->text), context);
        else
            add_value(renderer, node, mustache_lookup(context, node->text));
    }
}

void mustache_render(const struct mustache *mustache, const struct mustache_context *context,
                     struct str *out) {
    struct renderer renderer = {.mustache = mustache, .out = out};
    render_nodes(&renderer, 0, mustache->count, context);
}
