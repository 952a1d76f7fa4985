/* Comma-separated values: see csv.h. */
#include "base/csv.h"

#include "base/utf8.h"

#include <string.h>

/* ---- Writing */

/* A spreadsheet takes what begins so for something to compute. */
static bool is_formula(const char *field) {
    return *field && strchr("=+-@\t\r", *field) != NULL;
}

/* Whether an apostrophe stands in front of what would else be read as another text. */
static bool is_escaped(const char *field) {
    return *field == '\'' && (is_formula(field + 1) || field[1] == '\'');
}

static void add_field(struct str *out, const char *field) {
    bool escaped = is_formula(field) || is_escaped(field);
    if (!escaped && !field[strcspn(field, ",\"\r\n")]) {
        str_add(out, field);
        return;
    }
    str_add(out, escaped ? "\"'" : "\"");
    for (; *field; field++)
        str_add_bytes(out, *field == '"' ? "\"\"" : field, *field == '"' ? 2 : 1);
    str_add(out, "\"");
}

void csv_add_row(struct str *out, const char *const *fields, int count) {
    for (int i = 0; i < count; i++) {
        str_add(out, i ? "," : "");
        add_field(out, fields[i]);
    }
    str_add(out, "\r\n");
}

/* ---- Reading */

struct csv csv_of(const char *text, size_t len) {
    static const char mark[] = "\xef\xbb\xbf"; /* which spreadsheets put in front */
    size_t skip = len >= 3 && memcmp(text, mark, 3) == 0 ? 3 : 0;
    return (struct csv){.at = text + skip, .end = text + len, .line = 1};
}

static bool at_line_end(const struct csv *csv) {
    return csv->at == csv->end || *csv->at == '\n' ||
           (*csv->at == '\r' && csv->at + 1 < csv->end && csv->at[1] == '\n');
}

/* Passes over the end of a line, if one is here. */
static void end_line(struct csv *csv) {
    if (csv->at < csv->end && *csv->at == '\r' && at_line_end(csv))
        csv->at++;
    if (csv->at < csv->end && *csv->at == '\n') {
        csv->at++;
        csv->line++;
    }
}

static void skip_line(struct csv *csv) {
    while (csv->at < csv->end && *csv->at != '\n')
        csv->at++;
    end_line(csv);
}

/* What stands between quotes; *csv is at the first of them. */
static enum result take_quoted(struct csv *csv, struct str *field, struct err *err) {
    int line = csv->line;
    for (csv->at++; csv->at < csv->end; csv->at++) {
        bool quote = *csv->at == '"';
        if (quote && (csv->at + 1 == csv->end || csv->at[1] != '"'))
            break;
        csv->at += quote;
        csv->line += *csv->at == '\n';
        str_add_bytes(field, csv->at, 1);
    }
    if (csv->at == csv->end)
        return fail(err, INVALID, "the quotes that open in line %d do not close", line);
    csv->at++;
    if (!at_line_end(csv) && *csv->at != ',')
        return fail(err, INVALID, "after quotes that close there must be a comma");
    return OK;
}

static enum result take_plain(struct csv *csv, struct str *field, struct err *err) {
    const char *start = csv->at;
    while (!at_line_end(csv) && *csv->at != ',' && *csv->at != '"')
        csv->at++;
    if (csv->at < csv->end && *csv->at == '"')
        return fail(err, INVALID,
                    "quotes stand in the middle of a field; put quotes around all "
                    "of it, and double those within");
    str_add_bytes(field, start, (size_t)(csv->at - start));
    return OK;
}

static enum result take_field(struct csv *csv, struct arena *arena, const char **ret_field,
                              struct err *err) {
    STR_AUTO(field, CSV_FIELD_BYTES_MAX);
    bool quoted = csv->at < csv->end && *csv->at == '"';
    enum result result = quoted ? take_quoted(csv, &field, err) : take_plain(csv, &field, err);
    if (result != OK)
        return result;
    if (field.full)
        return fail(err, INVALID, "a field has more than %d bytes", CSV_FIELD_BYTES_MAX);
    if (strlen(field.text) != field.len || !utf8_valid(field.text, field.len))
        return fail(err, INVALID, "a field is no UTF-8 text");
    *ret_field = arena_strdup(arena, field.text + is_escaped(field.text));
    return OK;
}

static enum result take_row(struct csv *csv, struct arena *arena, struct csv_row *row,
                            struct err *err) {
    for (;;) {
        if (row->count == CSV_FIELDS_MAX)
            return fail(err, INVALID, "a line has more than %d fields", CSV_FIELDS_MAX);
        enum result result = take_field(csv, arena, &row->fields[row->count++], err);
        if (result != OK)
            return result;
        if (at_line_end(csv)) {
            end_line(csv);
            return OK;
        }
        csv->at++; /* the comma */
    }
}

enum result csv_next(struct csv *csv, struct arena *arena, struct csv_row *ret_row,
                     struct err *err) {
    while (csv->at < csv->end && at_line_end(csv))
        end_line(csv);
    if (csv->at == csv->end)
        return ABSENT;
    *ret_row = (struct csv_row){.line = csv->line};
    enum result result = take_row(csv, arena, ret_row, err);
    if (result != OK)
        skip_line(csv);
    return result;
}
