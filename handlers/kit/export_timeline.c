/* A timeline as it reads now, from what archive_read gives: see export.h. */
#include "handlers/kit/export.h"

#include "base/csv.h"
#include "base/mem.h"
#include "base/utc.h"
#include "model/slack_text.h"
#include "templates/escape.h"

#include <stdio.h>
#include <stdlib.h>

enum { TEXT_BYTES_MAX = CSV_FIELD_BYTES_MAX };

/* ---- The entries */

static int64_t moment_at(const struct json *object, const char *path) {
    int64_t ms = 0;
    const char *text = json_str(object, path);
    return text && utc_read_iso(text, &ms) ? ms : 0;
}

static void amend(struct timeline_entry *entry, const struct json *amendment) {
    const char *kind = json_text_at(amendment, "kind");
    if (str_equal(kind, AMENDMENT_TEXT))
        entry->text = json_text_at(amendment, "text");
    if (str_equal(kind, AMENDMENT_TIME))
        entry->at_ms = moment_at(amendment, "at");
    else
        entry->struck = str_equal(kind, AMENDMENT_STRIKE);
    entry->amended_ms = moment_at(amendment, "recorded");
    entry->amended_by = json_text_at(amendment, "who");
    entry->why = json_text_at(amendment, "why");
}

static int by_time(const void *a, const void *b) {
    const struct timeline_entry *one = a, *other = b;
    if (one->at_ms != other->at_ms)
        return one->at_ms < other->at_ms ? -1 : 1;
    return one->number < other->number ? -1 : one->number > other->number;
}

/* In the order in which things happened; the caller frees them. */
static struct timeline_entry *entries_of(const struct json *incident, size_t *ret_count) {
    const struct json *list = json_at(incident, "timeline");
    const struct json *amendments = json_at(incident, "amendments");
    size_t count = json_len(list, "");
    struct timeline_entry *entries = mem_alloc((count + 1) * sizeof *entries);
    for (size_t i = 0; i < count; i++) {
        const struct json *row = json_item(list, i);
        entries[i] = (struct timeline_entry){.number = (int64_t)i + 1,
                                             .at_ms = moment_at(row, "at"),
                                             .recorded_ms = moment_at(row, "recorded"),
                                             .actor = json_text_at(row, "actor"),
                                             .kind = json_text_at(row, "kind"),
                                             .text = json_text_at(row, "text"),
                                             .amended_by = "",
                                             .why = ""};
    }
    for (size_t i = 0; i < json_len(amendments, ""); i++) {
        int64_t entry = json_int(json_item(amendments, i), "entry", 0);
        if (entry >= 1 && (size_t)entry <= count)
            amend(&entries[entry - 1], json_item(amendments, i));
    }
    qsort(entries, count, sizeof *entries, by_time);
    *ret_count = count;
    return entries;
}

/* ---- Markdown */

static void add_cell(struct str *out, const char *stored) {
    STR_AUTO(text, TEXT_BYTES_MAX);
    str_add(out, slack_user_id(stored) ? "@" : "");
    escape_add(&text, stored, ESCAPE_MARKDOWN);
    for (const char *c = text.text; *c; c++)
        str_add_bytes(out, *c == '\n' ? " " : c, 1);
}

static void add_line(struct str *out, const struct timeline_entry *entry) {
    char at[UTC_STAMP_SIZE], when[UTC_STAMP_SIZE];
    str_addf(out, "| %lld | %.16s | ", (long long)entry->number, utc_stamp(entry->at_ms, at));
    if (!entry->struck)
        add_cell(out, entry->text);
    if (entry->amended_ms) {
        str_addf(out, "%s*%s at %.16s by ", entry->struck ? "" : " ",
                 entry->struck ? "struck" : "amended", utc_stamp(entry->amended_ms, when));
        add_cell(out, entry->amended_by);
        str_add(out, *entry->why ? ": " : "");
        add_cell(out, entry->why);
        str_add(out, "*");
    }
    str_add(out, " | ");
    add_cell(out, entry->actor);
    str_add(out, " |\n");
}

void export_timeline_markdown(const struct json *incident, struct str *out) {
    size_t count = 0;
    struct timeline_entry *entries = entries_of(incident, &count);
    str_add(out, "| # | Time (UTC) | Event | Actor |\n|---|---|---|---|\n");
    for (size_t i = 0; i < count; i++)
        add_line(out, &entries[i]);
    mem_free(entries);
}

/* ---- CSV */

static void add_row(struct str *out, const struct timeline_entry *entry) {
    char number[24], at[UTC_ISO_SIZE], recorded[UTC_ISO_SIZE], amended[UTC_ISO_SIZE] = "";
    STR_AUTO(text, TEXT_BYTES_MAX);
    STR_AUTO(why, TEXT_BYTES_MAX);
    snprintf(number, sizeof number, "%lld", (long long)entry->number);
    if (!entry->struck)
        slack_text_plain(entry->text, &text);
    slack_text_plain(entry->why, &why);
    if (entry->amended_ms)
        utc_iso(entry->amended_ms, amended);
    const char *fields[] = {number,
                            utc_iso(entry->at_ms, at),
                            text.text,
                            entry->actor,
                            entry->kind,
                            utc_iso(entry->recorded_ms, recorded),
                            entry->struck ? "yes" : "no",
                            amended,
                            entry->amended_by,
                            why.text};
    csv_add_row(out, fields, (int)(sizeof fields / sizeof *fields));
}

void export_timeline_csv(const struct json *incident, struct str *out) {
    static const char *const head[] = {"Number",  "Time",   "Event",   "Actor",      "Kind",
                                       "Written", "Struck", "Amended", "Amended by", "Why"};
    size_t count = 0;
    struct timeline_entry *entries = entries_of(incident, &count);
    csv_add_row(out, head, (int)(sizeof head / sizeof *head));
    for (size_t i = 0; i < count; i++)
        add_row(out, &entries[i]);
    mem_free(entries);
}
