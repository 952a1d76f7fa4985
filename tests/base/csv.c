/* Comma-separated values. */
#include "base/csv.h"

#include <criterion/criterion.h>
#include <string.h>

static struct arena *arena;
static struct err err;

static void set_up(void) {
    arena = arena_new(1024 * 1024);
}

static void tear_down(void) {
    arena_free(arena);
}

TestSuite(csv, .init = set_up, .fini = tear_down);

static struct csv_row row_of(const char *text) {
    struct csv_row row;
    struct csv csv = csv_of(text, strlen(text));
    cr_assert_eq(csv_next(&csv, arena, &row, &err), OK, "%s: %s", text, err.text);
    return row;
}

static void expect_wrong(const char *text, const char *part) {
    struct csv_row row;
    struct csv csv = csv_of(text, strlen(text));
    cr_assert_eq(csv_next(&csv, arena, &row, &err), INVALID, "%s", text);
    cr_assert(strstr(err.text, part), "%s", err.text);
}

Test(csv, what_is_written_is_read_back_whatever_it_is) {
    static const char *const fields[] = {"",       "plain", "a,b",  "say \"hi\"", "two\nlines",
                                         "=1+1",   "+49",   "-1",   "@here",      "'quoted'",
                                         "'=1",    "''",    "''=1", "'",          "\tx",
                                         "a\r\nb", "grüße", " x ",  "'''",        "=\"a\",b"};
    enum { COUNT = sizeof fields / sizeof *fields };
    STR_AUTO(text, 4096);
    csv_add_row(&text, fields, COUNT);
    struct csv_row row = row_of(text.text);
    cr_assert_eq(row.count, COUNT);
    for (int i = 0; i < COUNT; i++)
        cr_assert_str_eq(row.fields[i], fields[i]);
}

Test(csv, no_spreadsheet_takes_a_field_for_a_formula) {
    static const char *const fields[] = {"=HYPERLINK(\"x\")", "@SUM(1)", "-1", "1-1"};
    STR_AUTO(text, 4096);
    csv_add_row(&text, fields, 4);
    cr_assert_str_eq(text.text, "\"'=HYPERLINK(\"\"x\"\")\",\"'@SUM(1)\",\"'-1\",1-1\r\n");
}

Test(csv, lines_end_as_people_end_them_and_are_counted) {
    struct csv_row row;
    const char *text = "\xef\xbb\xbf"
                       "a,b\r\n\r\n\"x\ny\",z\n\nlast";
    struct csv csv = csv_of(text, strlen(text));
    cr_assert_eq(csv_next(&csv, arena, &row, &err), OK);
    cr_assert_str_eq(row.fields[0], "a");
    cr_assert_eq(csv_next(&csv, arena, &row, &err), OK);
    cr_assert_eq(row.line, 3);
    cr_assert_str_eq(row.fields[0], "x\ny");
    cr_assert_eq(csv_next(&csv, arena, &row, &err), OK);
    cr_assert_eq(row.line, 6);
    cr_assert_eq(csv_next(&csv, arena, &row, &err), ABSENT);
}

Test(csv, what_is_wrong_is_told_and_the_next_line_is_read) {
    struct csv_row row;
    const char *text = "a\"b,c\nd,e\n";
    struct csv csv = csv_of(text, strlen(text));
    expect_wrong("a\"b,c", "middle of a field");
    expect_wrong("\"a\"b,c", "must be a comma");
    expect_wrong("\"a,b\n", "open in line 1 do not close");
    expect_wrong("\xff", "UTF-8");
    cr_assert_eq(csv_next(&csv, arena, &row, &err), INVALID);
    cr_assert_eq(csv_next(&csv, arena, &row, &err), OK);
    cr_assert_str_eq(row.fields[1], "e");
}
