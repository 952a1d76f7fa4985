/* What a form remembers: see form_memory.h. */
#include "handlers/kit/form_memory.h"

#include "base/sha256.h"
#include "base/str.h"
#include "handlers/kit/inputs.h"

#include <string.h>

/* Enough to tell a text from another that nobody has made to look like it. */
enum { HASH_CHARS = 16 };

#define NOT_SHOWN '+'

enum result form_hash(struct context *cx, const char *text, const char **ret_hash) {
    char hex[SHA256_HEX_SIZE];
    enum result result = sha256_hex(text, strlen(text), hex, cx->err);
    if (result == OK)
        *ret_hash = arena_strndup(cx->arena, hex, HASH_CHARS);
    return result;
}

struct json *form_memory(const struct json *view) {
    struct json *memory = NULL;
    const char *text = json_text_at(view, "private_metadata");
    return json_parse(text, strlen(text), &memory, NULL) == OK ? memory : NULL;
}

static enum result remember_known(struct context *cx, const struct form *form,
                                  const struct json *view, struct json *known) {
    enum result result = OK;
    for (int i = 0; result == OK && i < form->count; i++) {
        const struct form_field *field = &form->fields[i];
        const char *hash = "", *seen = input_text(cx, view, field->name);
        result = form_hash(cx, field->known, &hash);
        if (*field->known && seen && !*seen)
            hash = arena_printf(cx->arena, "%c%s", NOT_SHOWN, hash);
        json_put_str(known, field->name, hash);
    }
    return result;
}

enum result form_remember(struct context *cx, const struct request *rq, const struct form *form,
                          struct json *view) {
    JSON_AUTO *memory = json_new_object();
    struct json *known = json_new_object();
    enum result result = remember_known(cx, form, view, known);
    json_put_int(memory, "incident", cx->incident ? cx->incident->id : 0);
    json_put_str(memory, "user", rq->user);
    json_put_str(memory, "channel", rq->channel);
    json_put_str(memory, "thread", rq->thread);
    json_put_bool(memory, "closed", rq->closed);
    json_put_str(memory, "line", form->line);
    json_put_str(memory, "args", form->args);
    json_put(memory, "known", known);
    json_put_str(view, "private_metadata", json_print(memory));
    return result;
}

enum result form_left_alone(struct context *cx, const char *known, const char *text,
                            bool *ret_alone) {
    const char *hash = "";
    if (*known == NOT_SHOWN) {
        *ret_alone = !*text;
        return OK;
    }
    enum result result = form_hash(cx, text, &hash);
    *ret_alone = str_equal(known, hash);
    return result;
}

bool form_is_known(const char *known, const char *hash) {
    return str_equal(*known == NOT_SHOWN ? known + 1 : known, hash);
}

enum result form_edits(struct context *cx, const struct json *view, struct json **ret_edits) {
    JSON_AUTO *memory = form_memory(view);
    const struct json *known = json_at(memory, "known");
    struct json *edits = json_new_object();
    enum result result = OK;
    for (size_t i = 0; result == OK && i < json_len(view, "blocks"); i++) {
        const char *name = input_at(view, i), *was = name ? json_str(known, name) : NULL;
        const char *text = was ? input_text(cx, view, name) : NULL;
        bool alone = true;
        if (text)
            result = form_left_alone(cx, was, text, &alone);
        if (!alone)
            json_put_str(edits, name, text);
    }
    if (result == OK)
        *ret_edits = edits;
    else
        json_free(edits);
    return result;
}
