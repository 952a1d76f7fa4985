/* Fuzzes Mustache, message templates and the cutting of texts, on arbitrary templates and values.
 *
 * The first byte chooses the escape, or with 5 and more a message template. What follows is the
 * template, and behind a NUL the values as JSON; broken ones are replaced by hostile ones. */
#include "base/mem.h"
#include "base/utf8.h"
#include "templates/blocks.h"
#include "templates/limits.h"
#include "templates/mustache.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OUT_MAX = 20000, CUT_MAX = 50 };

static void require(bool holds) {
    if (!holds)
        abort();
}

static struct json *parsed(const char *text, size_t len) {
    struct json *json = NULL;
    return json_parse(text, len, &json, NULL) == OK ? json : NULL;
}

static struct json *values_of(const char *text, size_t len) {
    static const char hostile[] =
        "{\"a\": \"<!channel> & {{b}} <@U0123ABC>\", \"b\": [1, 2.5, \"!here\", {\"a\": \"\"}], "
        "\"c\": {\"d\": \"\\u202e\\u0001*_`\", \"a\": null}, \"e\": true, \"f\": [[[]], [[1]]]}";
    struct json *values = parsed(text, len);
    return values ? values : parsed(hostile, sizeof hostile - 1);
}

static void fuzz_cut(const char *text) {
    char *cut = limits_cut(text, CUT_MAX);
    require(utf8_prefix(cut, CUT_MAX) == strlen(cut));
    mem_free(cut);
}

static void fuzz_mustache(const char *text, size_t len, enum template_escape escape,
                          const struct json *values) {
    static const char contract[] = "[\"a\", \"b.a\", \"c.d\"]";
    JSON_AUTO *names = parsed(contract, sizeof contract - 1);
    struct mustache *mustache;
    struct err err;
    if (mustache_parse(text, len, escape, &mustache, &err) != OK)
        return;
    if (mustache_check(mustache, names, NULL, &err) != OK)
        require(strchr(err.text, ':'));
    STR_AUTO(out, OUT_MAX);
    struct mustache_context context = {.value = values};
    mustache_render(mustache, &context, &out);
    require(out.len == strlen(out.text) && out.len <= OUT_MAX && utf8_valid(out.text, out.len));
    bool markup = memchr(text, '<', len) || mustache_is_raw(mustache);
    if (escape == ESCAPE_MRKDWN && !markup)
        require(!strstr(out.text, "<!") && !strstr(out.text, "<h"));
    fuzz_cut(out.text);
    mustache_free(mustache);
}

static void fuzz_blocks(const char *text, size_t len, const struct json *values) {
    struct blocks *blocks;
    struct err err;
    if (blocks_parse("file.json", text, len, NULL, &blocks, &err) != OK)
        return;
    JSON_AUTO *message = blocks_render(blocks, values);
    if (message) {
        const char *printed = json_print(message);
        JSON_AUTO *again = parsed(printed, strlen(printed));
        require(again);
        require(json_len(message, "blocks") <= 100);
        const char *shown = json_text_at(message, "text");
        require(utf8_prefix(shown, 4000) == strlen(shown));
    }
    blocks_free(blocks);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0)
        return 0;
    const char *text = (const char *)data + 1;
    const char *end = memchr(text, 0, size - 1);
    size_t len = end ? (size_t)(end - text) : size - 1;
    size_t rest = end ? size - 2 - len : 0;
    JSON_AUTO *values = values_of(end ? end + 1 : "", rest);
    if (data[0] <= ESCAPE_HTML)
        fuzz_mustache(text, len, (enum template_escape)data[0], values);
    else
        fuzz_blocks(text, len, values);
    return 0;
}
