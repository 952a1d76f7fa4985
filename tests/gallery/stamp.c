/* Which template a message was made of: see stamp.h. */
#include "tests/gallery/stamp.h"

#include "base/mem.h"
#include "base/str.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { TEMPLATES_MAX = 100 };

/* A block that is repeated cannot have one id. */
static void stamp_blocks(struct json *blocks, const char *name) {
    for (size_t i = 0; i < json_len(blocks, ""); i++) {
        struct json *block = json_element(blocks, i);
        char id[64];
        snprintf(id, sizeof id, "%s.%zu", name, i);
        if (!json_at(block, "block_id") && !json_member(block, "$each"))
            json_put_str(block, "block_id", id);
    }
}

static struct embedded stamped(const struct embedded *shipped) {
    struct json *template = NULL;
    struct err err;
    cr_assert_eq(json_parse(shipped->bytes, shipped->len, &template, &err), OK, "%s", err.text);
    STR_AUTO(name, 64);
    str_add_bytes(&name, shipped->name, strcspn(shipped->name, "."));
    stamp_blocks(json_member(template, "blocks"), name.text);
    char *text = mem_strdup(json_print(template));
    json_free(template);
    return (struct embedded){shipped->name, text, strlen(text)};
}

void stamp_templates(struct desk *desk) {
    struct embedded table[TEMPLATES_MAX] = {{0}};
    struct err err;
    int count = 0;
    for (; shipped_templates[count].name; count++) {
        cr_assert_lt(count, TEMPLATES_MAX - 1);
        table[count] = stamped(&shipped_templates[count]);
    }
    templates_free(desk->templates);
    cr_assert_eq(templates_load(table, NULL, &desk->templates, &err), OK, "%s", err.text);
    desk->dispatch.templates = desk->templates;
    for (int i = 0; i < count; i++)
        mem_free((void *)(uintptr_t)table[i].bytes);
}

void stamp_read(const struct json *blocks, struct json *met) {
    for (size_t i = 0; i < json_len(blocks, ""); i++) {
        const char *id = json_text_at(json_item(blocks, i), "block_id");
        char key[128];
        snprintf(key, sizeof key, "template %.*s", (int)strcspn(id, "."), id);
        if (*id)
            json_put_bool(met, key, true);
    }
}
