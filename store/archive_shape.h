/* The shape of an incident outside of the store: which rows belong to it, what their columns are
 * called there and what they may hold. Export, check and import all go by it, so that they cannot
 * disagree. docs/export.md says what each means; a column may be added, and none is renamed. */
#ifndef STORE_ARCHIVE_SHAPE_H
#define STORE_ARCHIVE_SHAPE_H

enum archive_kind {
    ARCHIVE_TEXT,     /* in the stored form of model/slack_text.h */
    ARCHIVE_DOCUMENT, /* a text as long as a postmortem may be */
    ARCHIVE_WORD,     /* a text that must not be empty */
    ARCHIVE_WHO,      /* a user id, incidentd, or "" for nobody */
    ARCHIVE_NUMBER,   /* whole, not negative */
    ARCHIVE_BOOL,     /* in the store 0 or 1 */
    ARCHIVE_MOMENT,   /* "2026-11-20T14:05:00.000Z"; null in the store is 0 */
    ARCHIVE_ALWAYS,   /* a moment that there always is */
    ARCHIVE_SEVERITY, /* "sev1"; in the store 1 */
    ARCHIVE_STATUS    /* "resolved"; in the store 4 */
};

enum { ARCHIVE_COLUMNS_MAX = 36 };

struct archive_column {
    const char *name;
    enum archive_kind kind;
};

/* Rows of one kind that belong to an incident. */
struct archive_part {
    const char *name;   /* of the member that holds them, an array */
    const char *select; /* the rows of incident $1, with the columns below in their order */
    const char *insert; /* $1 is the incident, $2 on are the columns */
    struct archive_column columns[ARCHIVE_COLUMNS_MAX + 1]; /* ended by one without a name */
};

/* The incident itself, whose members are not in an array; insert changes what incident_create made.
 */
extern const struct archive_part archive_incident;

/* All else, in the order in which it is written; ended by one without a name. */
extern const struct archive_part archive_parts[];

#endif
