/* Fuzzes what is read of a file that somebody wants to import: whatever it is, it is judged without
 * a crash, and what fits is clean and goes out again as lines that are read back the same. */
#include "handlers/kit/import.h"

#include "base/csv.h"
#include "base/utf8.h"
#include "handlers/kit/export.h"
#include "handlers/kit/import_rows.h"
#include "tests/fuzz/expect_clean.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXT_MAX = 64 * 1024, OUT_MAX = 4 * 1024 * 1024, ROWS_LOOKED_AT = 20 };

static const int64_t now_ms = INT64_C(1795183520000); /* 2026-11-20 14:05:20 UTC */

/* The line of an incident has as many fields as the head, and the same title. */
static void expect_line(const struct json *incident) {
    struct err err;
    struct csv_row head, row;
    STR_AUTO(out, OUT_MAX);
    struct arena *arena = arena_new(OUT_MAX);
    export_csv_head(&out);
    export_csv(incident, &out);
    struct csv csv = csv_of(out.text, out.len);
    expect(csv_next(&csv, arena, &head, &err) == OK);
    expect(csv_next(&csv, arena, &row, &err) == OK && row.count == head.count);
    expect(csv_next(&csv, arena, &row, &err) == ABSENT);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct faults faults = faults_new();
    if (size > TEXT_MAX)
        return 0;
    struct import *import = import_read("in", (const char *)data, size, now_ms, &faults);
    bool fits = faults.count == 0;
    expect(utf8_valid(faults.text.text, faults.text.len));
    for (int i = 0; fits && i < import->count && i < ROWS_LOOKED_AT; i++) {
        STR_AUTO(report, OUT_MAX);
        const struct json *object = import->rows[i].object;
        expect_clean(json_text_at(object, "title"));
        expect(*json_text_at(object, "title") && strlen(import->rows[i].key) == 64);
        expect_line(object);
        export_markdown(object, &report);
    }
    import_free(import);
    faults_free(&faults);
    return 0;
}
