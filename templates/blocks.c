/* Compiling and rendering message templates: see blocks.h. */
#include "templates/blocks.h"

#include "base/mem.h"
#include "base/str.h"
#include "templates/limits.h"
#include "templates/mustache.h"
#include "templates/names.h"

#include <stdint.h>
#include <string.h>

enum node_kind { NODE_LITERAL, NODE_STRING, NODE_LIST, NODE_OBJECT };

struct node {
    enum node_kind kind;
    char *member;            /* its name, when it is in an object */
    struct mustache *string; /* of a string */
    struct json *literal;    /* of a number, true, false or null */
    struct node *parts;      /* of a list or object, in their order */
    size_t count;
    size_t max;             /* of a list: the elements that Slack takes */
    char *type;             /* of an object: its kind for limits.h */
    char *condition, *each; /* of an object: $if and $each, or NULL */
};

struct blocks {
    struct json *names;
    struct node root;
};

/* ---- Where an error is */

struct place {
    const char *name; /* a member, or NULL for an element */
    size_t index;
    const struct place *outer;
};

struct compiler {
    const char *file, *text; /* of the file, for line numbers */
    const struct json *names;
    struct err *err;
};

static void add_path(struct str *out, const struct place *place) {
    if (!place)
        return;
    add_path(out, place->outer);
    if (place->outer)
        str_add(out, ".");
    if (place->name)
        str_add(out, place->name);
    else
        str_addf(out, "%zu", place->index);
}

/* The line where this string stands, or 0 when it cannot be told: JSON values do not know their
 * place, so it is looked for, and only a single find is trusted. */
static size_t line_of(const struct compiler *compiler, const char *string) {
    struct json *quoted = json_new_string(string);
    const char *needle = json_print(quoted);
    const char *found = strstr(compiler->text, needle);
    bool single = found && !strstr(found + 1, needle);
    json_free(quoted);
    size_t line = 1;
    for (const char *p = compiler->text; single && p < found; p++)
        line += *p == '\n';
    return single ? line : 0;
}

/* Puts "file:line: path: " in front of the error, the line that of string. */
static enum result at_place(const struct compiler *compiler, const struct place *place,
                            const char *string) {
    if (!compiler->err)
        return INVALID;
    STR_AUTO(path, 200);
    add_path(&path, place);
    size_t line = line_of(compiler, string);
    const char *colon = path.len > 0 ? ": " : "";
    if (line > 0)
        return err_prefix(compiler->err, "%s:%zu: %s%s", compiler->file, line, path.text, colon);
    return err_prefix(compiler->err, "%s: %s%s", compiler->file, path.text, colon);
}

#define fail_at(compiler, place, string, ...)                                                      \
    ((void)fail((compiler)->err, INVALID, __VA_ARGS__), at_place((compiler), (place), (string)))

/* ---- Compiling */

/* What is around a value while it is compiled. */
struct around {
    const struct place *place;
    const struct names_scope *scope;
    const struct json *holder; /* the innermost object around it, or NULL */
    const char *holder_type;   /* its kind for limits.h */
    const char *member;        /* the member of holder that it is, or is an element of */
    bool in_list;
};

static enum result compile(const struct compiler *compiler, const struct json *value,
                           const struct around *around, struct node *node);

static enum template_escape escape_for(const struct json *holder, const char *member) {
    static const char *const literal[] = {"plain_text", "raw_text", "text", "link"};
    const char *type = json_str(holder, "type");
    if (!str_equal(member, "text"))
        return ESCAPE_NONE;
    for (size_t i = 0; i < sizeof literal / sizeof *literal; i++)
        if (str_equal(type, literal[i]))
            return ESCAPE_PLAIN;
    return str_equal(type, "markdown") ? ESCAPE_MARKDOWN : ESCAPE_MRKDWN;
}

static enum result compile_string(const struct compiler *compiler, const char *text,
                                  const struct around *around, struct node *node) {
    const char *member = around->member;
    if ((str_equal(member, "type") || str_equal(member, "range")) && strstr(text, "{{"))
        return fail_at(compiler, around->place, text, "write a fixed word here, without {{…}}");
    node->kind = NODE_STRING;
    if (mustache_parse(text, strlen(text), escape_for(around->holder, member), &node->string,
                       compiler->err) != OK ||
        mustache_check(node->string, compiler->names, around->scope, compiler->err) != OK)
        return at_place(compiler, around->place, text);
    if (mustache_is_raw(node->string))
        return fail_at(compiler, around->place, text,
                       "an unescaped value could page a channel; write {{name}}, and a mention as "
                       "<@{{name}}>");
    return OK;
}

static enum result compile_list(const struct compiler *compiler, const struct json *list,
                                const struct around *around, struct node *node) {
    node->kind = NODE_LIST;
    node->count = json_len(list, "");
    node->parts = mem_alloc(node->count * sizeof *node->parts);
    node->max = around->in_list ? SIZE_MAX : limits_elements(around->holder_type, around->member);
    for (size_t i = 0; i < node->count; i++) {
        struct place place = {.index = i, .outer = around->place};
        struct around inside = *around;
        inside.place = &place;
        inside.in_list = true;
        if (compile(compiler, json_item(list, i), &inside, &node->parts[i]) != OK)
            return INVALID;
    }
    return OK;
}

/* Reads $if or $each; the name's full path goes to ret_path. */
static enum result compile_directive(const struct compiler *compiler, const struct json *object,
                                     const char *directive, const struct names_scope *scope,
                                     const struct place *place, char **ret_name,
                                     char ret_path[NAMES_PATH_SIZE]) {
    if (json_kind_of(json_at(object, directive)) == JSON_NULL)
        return OK;
    const char *name = json_str(object, directive);
    if (!name)
        return fail_at(compiler, place, directive, "\"%s\" is a name in quotes", directive);
    if (names_check_form(name, compiler->err) != OK ||
        names_resolve(compiler->names, scope, name, NAMES_SECTION, ret_path, compiler->err) != OK)
        return at_place(compiler, place, name);
    *ret_name = mem_strdup(name);
    return OK;
}

static enum result compile_members(const struct compiler *compiler, const struct json *object,
                                   const struct around *around, struct node *node) {
    struct json_member member = {0};
    node->parts = mem_alloc(json_len(object, "") * sizeof *node->parts);
    while (json_next(object, &member)) {
        struct place place = {.name = member.name, .outer = around->place};
        struct around inside = {.place = &place,
                                .scope = around->scope,
                                .holder = object,
                                .holder_type = node->type,
                                .member = member.name};
        if (str_equal(member.name, "$if") || str_equal(member.name, "$each"))
            continue;
        if (!around->place && str_equal(member.name, "$names"))
            continue;
        if (*member.name == '$')
            return fail_at(compiler, &place, member.name,
                           "unknown directive; there are $if and $each, and $names on top");
        struct node *part = &node->parts[node->count++];
        part->member = mem_strdup(member.name);
        if (compile(compiler, member.value, &inside, part) != OK)
            return INVALID;
    }
    return OK;
}

static enum result compile_object(const struct compiler *compiler, const struct json *object,
                                  const struct around *around, struct node *node) {
    char path[NAMES_PATH_SIZE];
    struct names_scope item = {.path = path, .outer = around->scope};
    struct around inside = *around;
    node->kind = NODE_OBJECT;
    node->type = mem_strdup(limits_kind(json_str(object, "type"), around->member));
    if (compile_directive(compiler, object, "$each", around->scope, around->place, &node->each,
                          path) != OK)
        return INVALID;
    if (node->each && !around->in_list)
        return fail_at(compiler, around->place, node->each,
                       "$each repeats elements of a list, and this is none; write $if");
    if (node->each)
        inside.scope = &item;
    char ignored[NAMES_PATH_SIZE];
    if (compile_directive(compiler, object, "$if", inside.scope, around->place, &node->condition,
                          ignored) != OK)
        return INVALID;
    return compile_members(compiler, object, &inside, node);
}

static enum result compile(const struct compiler *compiler, const struct json *value,
                           const struct around *around, struct node *node) {
    switch (json_kind_of(value)) {
    case JSON_STRING:
        return compile_string(compiler, json_text_at(value, ""), around, node);
    case JSON_ARRAY:
        return compile_list(compiler, value, around, node);
    case JSON_OBJECT:
        return compile_object(compiler, value, around, node);
    case JSON_NULL:
    case JSON_TRUE_FALSE:
    case JSON_NUMBER:
        break;
    }
    node->kind = NODE_LITERAL;
    node->literal = json_copy(value);
    return OK;
}

/* Refuses members of the file that would mean nothing: mistyped, or not for a template to say
 * (channel, thread_ts, private_metadata). */
static enum result check_members(const struct compiler *compiler, const struct json *file,
                                 const char *const *known, size_t count) {
    struct json_member member = {0};
    while (json_next(file, &member)) {
        size_t i = 0;
        while (i < count && !str_equal(member.name, known[i]))
            i++;
        if (i < count || *member.name == '$')
            continue;
        STR_AUTO(hint, 200);
        names_add_nearest(&hint, member.name, known, count);
        struct place place = {.name = member.name};
        return fail_at(compiler, &place, member.name, "a template does not hold this%s", hint.text);
    }
    return OK;
}

static enum result check_message(const struct compiler *compiler, const struct json *file) {
    static const char *const known[] = {"text", "blocks", "unfurl_links", "unfurl_media"};
    if (check_members(compiler, file, known, sizeof known / sizeof *known) != OK)
        return INVALID;
    if (!json_str(file, "text"))
        return fail_at(compiler, NULL, "text",
                       "a message needs a \"text\": notifications and screen readers show it");
    return OK;
}

static enum result check_view(const struct compiler *compiler, const struct json *file) {
    static const char *const known[] = {
        "type",        "title",           "submit",         "close",          "blocks",
        "callback_id", "notify_on_close", "clear_on_close", "submit_disabled"};
    const char *type = json_text_at(file, "type");
    if (!str_equal(type, "modal") && !str_equal(type, "home"))
        return fail_at(compiler, NULL, type,
                       "the \"type\" of a view is \"modal\" or \"home\"; a message has none");
    return check_members(compiler, file, known, sizeof known / sizeof *known);
}

static enum result check_file(const struct compiler *compiler, const struct json *file) {
    if (json_kind_of(file) != JSON_OBJECT)
        return fail_at(compiler, NULL, "", "a template is one JSON object, { … }");
    if (json_at(file, "$names") && names_check(json_at(file, "$names"), compiler->err) != OK) {
        struct place place = {.name = "$names"};
        return at_place(compiler, &place, "$names");
    }
    if (json_at(file, "$if") || json_at(file, "$each"))
        return fail_at(compiler, NULL, "", "$if and $each belong to objects inside the template");
    if (json_at(file, "blocks") && json_kind_of(json_at(file, "blocks")) != JSON_ARRAY)
        return fail_at(compiler, NULL, "blocks", "\"blocks\" is a list, [ … ]");
    return json_at(file, "type") ? check_view(compiler, file) : check_message(compiler, file);
}

enum result blocks_parse(const char *file, const char *text, size_t len, const struct json *names,
                         struct blocks **ret_blocks, struct err *err) {
    JSON_AUTO *source = NULL;
    if (len > MUSTACHE_TEXT_MAX)
        return fail(err, INVALID, "%s: a template has at most %d bytes", file, MUSTACHE_TEXT_MAX);
    if (json_parse(text, len, &source, err) != OK)
        return err ? err_prefix(err, "%s: ", file) : INVALID;
    STR_AUTO(copy, MUSTACHE_TEXT_MAX); /* ends with a NUL, for line_of */
    str_add_bytes(&copy, text, len);
    struct compiler compiler = {.file = file, .text = copy.text, .names = names, .err = err};
    if (!names)
        compiler.names = json_at(source, "$names");
    if (check_file(&compiler, source) != OK)
        return INVALID;
    struct blocks *blocks = mem_alloc(sizeof *blocks);
    blocks->names = json_copy(json_at(source, "$names"));
    if (!blocks->names)
        blocks->names = json_new_array();
    struct around outside = {0};
    if (compile(&compiler, source, &outside, &blocks->root) != OK) {
        blocks_free(blocks);
        return INVALID;
    }
    *ret_blocks = blocks;
    return OK;
}

static void free_node(struct node *node) {
    for (size_t i = 0; i < node->count; i++)
        free_node(&node->parts[i]);
    mem_free(node->parts);
    mem_free(node->member);
    mem_free(node->type);
    mem_free(node->condition);
    mem_free(node->each);
    mustache_free(node->string);
    json_free(node->literal);
}

void blocks_free(struct blocks *blocks) {
    if (!blocks)
        return;
    free_node(&blocks->root);
    json_free(blocks->names);
    mem_free(blocks);
}

const struct json *blocks_names(const struct blocks *blocks) {
    return blocks->names;
}

/* ---- Rendering. A part that is left out is NULL; a null of the template is left out too. */

struct renderer {
    size_t objects;
    struct limits_budget budget;
};

static struct json *render(struct renderer *renderer, const struct node *node,
                           const struct mustache_context *context);

static struct json *render_string(const struct node *node, const struct mustache_context *context) {
    STR_AUTO(text, BLOCKS_STRING_MAX);
    mustache_render(node->string, context, &text);
    bool blank = text.text[strspn(text.text, " \t\r\n")] == 0;
    return blank ? NULL : json_new_string(text.text);
}

/* A list while it grows: the last element that fits is held back until it is known to be the last.
 */
struct growing {
    struct json *list, *held;
    size_t max;
    bool more; /* elements were left out at the end */
};

static void grow(struct growing *growing, struct json *element) {
    if (!element)
        return;
    if (json_len(growing->list, "") + 1 < growing->max) {
        json_push(growing->list, element);
    } else if (!growing->held) {
        growing->held = element;
    } else {
        growing->more = true;
        json_free(element);
    }
}

static struct json *more_block(void) {
    struct json *text = json_new_object(), *elements = json_new_array(), *block = json_new_object();
    json_put_str(text, "type", "mrkdwn");
    json_put_str(text, "text", "…");
    json_push(elements, text);
    json_put_str(block, "type", "context");
    json_put(block, "elements", elements);
    return block;
}

static void render_each(struct renderer *renderer, const struct node *node,
                        const struct mustache_context *context, struct growing *growing) {
    const struct json *value = mustache_lookup(context, node->each);
    size_t turns = mustache_turns(value);
    for (size_t i = 0; i < turns && !growing->more; i++) {
        struct mustache_context item = {.value = mustache_turn(value, i), .outer = context};
        grow(growing, render(renderer, node, &item));
    }
}

static struct json *render_list(struct renderer *renderer, const struct node *node,
                                const struct mustache_context *context) {
    struct growing growing = {.list = json_new_array(), .max = node->max};
    for (size_t i = 0; i < node->count && !growing.more; i++) {
        const struct node *part = &node->parts[i];
        if (part->each)
            render_each(renderer, part, context, &growing);
        else
            grow(&growing, render(renderer, part, context));
    }
    if (growing.more && str_equal(node->member, "blocks")) {
        json_free(growing.held);
        growing.held = more_block();
    }
    if (growing.held)
        json_push(growing.list, growing.held);
    return growing.list;
}

static struct json *render_object(struct renderer *renderer, const struct node *node,
                                  const struct mustache_context *context) {
    if (node->condition && mustache_turns(mustache_lookup(context, node->condition)) == 0)
        return NULL;
    if (++renderer->objects > BLOCKS_OBJECTS_MAX)
        return NULL;
    struct json *object = json_new_object();
    for (size_t i = 0; i < node->count; i++) {
        struct json *value = render(renderer, &node->parts[i], context);
        if (value)
            json_put(object, node->parts[i].member, value);
    }
    if (limits_fit(object, node->type, &renderer->budget))
        return object;
    json_free(object);
    return NULL;
}

static struct json *render(struct renderer *renderer, const struct node *node,
                           const struct mustache_context *context) {
    switch (node->kind) {
    case NODE_STRING:
        return render_string(node, context);
    case NODE_LIST:
        return render_list(renderer, node, context);
    case NODE_OBJECT:
        return render_object(renderer, node, context);
    case NODE_LITERAL:
        break;
    }
    return json_copy(node->literal);
}

struct json *blocks_render(const struct blocks *blocks, const struct json *values) {
    struct renderer renderer = {.budget = {.markdown = LIMITS_MARKDOWN_MAX}};
    struct mustache_context context = {.value = values};
    return render(&renderer, &blocks->root, &context);
}
