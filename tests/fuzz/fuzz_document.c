/* Fuzzes documents: arbitrary files of an operator, filled with hostile values; and the search for
 * tokens in what comes of it. */
#include "base/str.h"
#include "base/utf8.h"
#include "model/secret.h"
#include "templates/documents.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OUT_MAX = 20000 };

static void require(bool holds) {
    if (!holds)
        abort();
}

static struct json *hostile(void) {
    static const char text[] =
        "{\"broken\": \"<!channel> {{b}} <@U0123ABC>\\n```\", \"version\": \"1\","
        " \"incident\": {\"title\": \"\\u202e*_`\", \"open\": true},"
        " \"known\": {\"version\": false}, \"timeline\": [{\"time\": \"14:05\"}, {}],"
        " \"reproduction_lines\": [\"\", \"xoxb-test-1234567890\"]}";
    struct json *values = NULL;
    require(json_parse(text, sizeof text - 1, &values, NULL) == OK);
    return values;
}

static void search(const struct str *text) {
    struct secret secret;
    require(utf8_valid(text->text, text->len));
    if (secret_find(text->text, &secret))
        require(secret.at + secret.len <= text->len && secret.len > 0 && secret.line > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    STR_AUTO(file, 64 * 1024);
    STR_AUTO(head, OUT_MAX);
    STR_AUTO(body, OUT_MAX);
    struct documents *documents;
    struct err err;
    str_add_bytes(&file, (const char *)data, size);
    const struct embedded table[] = {{"one.md", file.text, file.len}, {NULL, NULL, 0}};
    if (documents_load(table, NULL, &documents, &err) != OK) {
        require(str_starts(err.text, "one.md:"));
        return 0;
    }
    JSON_AUTO *values = hostile();
    if (documents_render(documents, "one", values, &head, &body, &err) == OK) {
        search(&head);
        search(&body);
    }
    documents_free(documents);
    return 0;
}
