/* Golden files: see golden.h. */
#include "tests/kit/golden.h"

#include "base/mem.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void golden_add(struct str *out, const char *shown) {
    static const char *const escapes[][2] = {{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}};
    while (*shown) {
        size_t i = 0;
        while (i < 3 && !str_starts(shown, escapes[i][0]))
            i++;
        if (i < 3)
            str_add(out, escapes[i][1]);
        else
            str_add_bytes(out, shown, 1);
        shown += i < 3 ? strlen(escapes[i][0]) : 1;
    }
}

void golden_expect(const char *path, const struct str *out) {
    if (getenv("GOLDEN") && str_equal(getenv("GOLDEN"), "write")) {
        FILE *file = fopen(path, "w");
        cr_assert(file, "%s", path);
        fputs(out->text, file);
        fclose(file);
        return;
    }
    char *was = mem_alloc(GOLDEN_MAX);
    FILE *file = fopen(path, "r");
    size_t len = file ? fread(was, 1, GOLDEN_MAX - 1, file) : 0;
    if (file)
        fclose(file);
    size_t same = 0;
    while (same < len && was[same] == out->text[same])
        same++;
    while (same > 0 && was[same - 1] != '\n')
        same--;
    cr_assert_str_eq(was, out->text,
                     "%s is another text now (GOLDEN=write writes it anew, and the difference is "
                     "read).\nwas:\n%.400s\nis:\n%.400s",
                     path, was + same, out->text + same);
    mem_free(was);
}
