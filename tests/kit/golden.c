/* Golden files: see golden.h. */
#include "tests/kit/golden.h"

#include "base/mem.h"
#include "base/str.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

enum { FILE_MAX = 256 * 1024 };

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    cr_assert(file, "%s", path);
    fputs(text, file);
    fclose(file);
}

void golden_compare(const char *path, const char *text) {
    if (getenv("GOLDEN") && str_equal(getenv("GOLDEN"), "write")) {
        write_file(path, text);
        return;
    }
    char *was = mem_alloc(FILE_MAX);
    FILE *file = fopen(path, "r");
    size_t len = file ? fread(was, 1, FILE_MAX - 1, file) : 0;
    if (file)
        fclose(file);
    size_t same = 0;
    while (same < len && was[same] == text[same])
        same++;
    while (same > 0 && was[same - 1] != '\n')
        same--;
    cr_assert_str_eq(was, text,
                     "%s is another text now (GOLDEN=write writes it anew, and the difference is "
                     "read).\nwas:\n%.400s\nis:\n%.400s",
                     path, was + same, text + same);
    mem_free(was);
}
