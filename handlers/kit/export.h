/* Data out: incidents as JSON, CSV or Markdown (docs/export.md). JSON has everything and can be
 * imported again; CSV has a line for each incident, with the columns of S1's table of past
 * incidents first; Markdown is a report to read. */
#ifndef HANDLERS_KIT_EXPORT_H
#define HANDLERS_KIT_EXPORT_H

#include "base/json.h"
#include "base/str.h"
#include "model/incident.h"
#include "store/store.h"

#include <stdbool.h>

enum export_format { EXPORT_JSON, EXPORT_CSV, EXPORT_MARKDOWN };

/* Reads "json", "csv" or "md"; ABSENT for another word. */
enum result export_format_read(const char *word, enum export_format *ret_format) RESULT;
const char *export_format_name(enum export_format format); /* as a file's ending */

struct export {
    struct store *store;
    enum export_format format;

    /* Whether this incident goes out when all do; NULL: each. */
    enum result (*wants)(void *owner, const struct incident *incident, bool *ret_wants,
                         struct err *err);
    /* Takes the next piece of the text. */
    enum result (*take)(void *owner, const char *text, struct err *err);
    void *owner;
};

/* Writes one incident, or all that are wanted, the oldest first; ret_count, which may be NULL, is
 * how many. Errors are those of the store and of what it is given. */
enum result export_one(const struct export *export, int64_t incident_id, struct err *err) RESULT;
enum result export_all(const struct export *export, int *ret_count, struct err *err) RESULT;

/* ---- One incident, as archive_read gives it */

/* Its report. */
void export_markdown(const struct json *incident, struct str *out);

/* Its timeline as it reads now, as a table. */
void export_timeline_markdown(const struct json *incident, struct str *out);
void export_timeline_csv(const struct json *incident, struct str *out);

/* Its line, and the line with the names of the columns. */
void export_csv(const struct json *incident, struct str *out);
void export_csv_head(struct str *out);

/* The columns that a line may have, ended by NULL: "Date", "Severity", …, and the member of the
 * incident that each is, "" for those that are made of others. */
struct export_column {
    const char *name, *member;
};
extern const struct export_column export_columns[];

#endif
