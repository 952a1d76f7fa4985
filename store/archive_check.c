/* Whether an object can be written into the store: see archive.h. */
#include "store/archive.h"

#include "base/str.h"
#include "base/utc.h"
#include "base/utf8.h"
#include "model/incident_id.h"
#include "model/postmortem.h"
#include "model/slack_text.h"
#include "model/typography.h"
#include "store/archive_shape.h"
#include "store/postmortems.h"

#include <stdio.h>
#include <string.h>

enum { WHERE_SIZE = 96, ROWS_MAX = 100000 };

/* ---- One value */

static bool is_moment(const struct json *value) {
    int64_t ms;
    const char *text = json_str(value, "");
    return text && utc_read_iso(text, &ms);
}

static int bytes_max(enum archive_kind kind) {
    return kind == ARCHIVE_DOCUMENT ? POSTMORTEM_TEXT_MAX : SLACK_TEXT_MAX;
}

static bool is_clean(const char *text, int max) {
    uint32_t code;
    if (strlen(text) > (size_t)max)
        return false;
    for (size_t len; (len = typography_next(text, &code)) > 0; text += len)
        if (typography_deceives(code))
            return false;
    return true;
}

static bool is_who(const char *text) {
    return !*text || str_equal(text, TIMELINE_BOT) || slack_user_id(text);
}

static enum result check_text(const char *where, enum archive_kind kind, const struct json *value,
                              struct err *err) {
    enum severity severity;
    enum status status;
    const char *text = json_str(value, "");
    if (!text)
        return fail(err, INVALID, "%s must be a text", where);
    if (!is_clean(text, bytes_max(kind)))
        return fail(err, INVALID, "%s has control characters, or more than %d bytes", where,
                    bytes_max(kind));
    if (kind == ARCHIVE_WORD && !*text)
        return fail(err, INVALID, "%s must not be empty", where);
    if (kind == ARCHIVE_WHO && !is_who(text))
        return fail(err, INVALID, "%s must be the id of a Slack user, such as U0123ABC", where);
    if (kind == ARCHIVE_SEVERITY && severity_read(text, SEVERITY_CODES, NULL, &severity, NULL))
        return fail(err, INVALID, "%s must be sev1, sev2, sev3 or sev4", where);
    if (kind == ARCHIVE_STATUS &&
        (status_read(text, &status) != OK || !str_equal(status_name(status), text)))
        return fail(err, INVALID, "%s must be resolved, monitoring, mitigating or investigating",
                    where);
    return OK;
}

static bool may_lack(enum archive_kind kind) {
    return kind != ARCHIVE_WORD && kind != ARCHIVE_ALWAYS && kind != ARCHIVE_SEVERITY &&
           kind != ARCHIVE_STATUS;
}

static enum result check_value(const char *where, enum archive_kind kind, const struct json *value,
                               struct err *err) {
    bool number = json_kind_of(value) == JSON_NUMBER;
    if (json_kind_of(value) == JSON_NULL)
        return may_lack(kind) ? OK : fail(err, INVALID, "%s is missing", where);
    if (kind == ARCHIVE_MOMENT || kind == ARCHIVE_ALWAYS)
        return is_moment(value) ? OK
                                : fail(err, INVALID,
                                       "%s must be a moment in UTC such as "
                                       "2026-11-20T14:05:00.000Z",
                                       where);
    if (kind == ARCHIVE_NUMBER)
        return number && json_int(value, "", -1) >= 0
                   ? OK
                   : fail(err, INVALID, "%s must be a whole number, 0 or more", where);
    if (kind == ARCHIVE_BOOL)
        return json_kind_of(value) == JSON_TRUE_FALSE
                   ? OK
                   : fail(err, INVALID, "%s must be true or false", where);
    return check_text(where, kind, value, err);
}

/* ---- One row */

static const struct archive_column *column_named(const struct archive_part *part,
                                                 const char *name) {
    for (const struct archive_column *column = part->columns; column->name; column++)
        if (str_equal(column->name, name))
            return column;
    return NULL;
}

/* Members that are no columns: what is known from elsewhere. */
static bool is_known(const struct archive_part *part, const char *name) {
    static const char *const of_incident[] = {"playbook", "playbook_sha256", NULL};
    static const char *const of_seal[] = {"hash", "hashes", NULL};
    if (part != &archive_incident)
        return str_equal(name, "number") ||
               (str_equal(part->name, "seals") && str_is_one_of(name, of_seal));
    for (const struct archive_part *other = archive_parts; other->name; other++)
        if (str_equal(other->name, name))
            return true;
    return str_is_one_of(name, of_incident);
}

static enum result check_row(const char *where, const struct archive_part *part,
                             const struct json *row, struct err *err) {
    char place[WHERE_SIZE * 2];
    struct json_member member = {0};
    enum result result = OK;
    if (json_kind_of(row) != JSON_OBJECT)
        return fail(err, INVALID, "%s must be an object", *where ? where : "an incident");
    for (int i = 0; result == OK && part->columns[i].name; i++) {
        const struct archive_column *column = &part->columns[i];
        snprintf(place, sizeof place, "%s%s", where, column->name);
        result = check_value(place, column->kind, json_at(row, column->name), err);
    }
    while (result == OK && json_next(row, &member))
        if (!column_named(part, member.name) && !is_known(part, member.name))
            result = fail(err, INVALID, "%s%.*s is nothing that I know", where,
                          (int)utf8_prefix(member.name, 40), member.name);
    return result;
}

static enum result check_part(const struct json *object, const struct archive_part *part,
                              struct err *err) {
    char where[WHERE_SIZE];
    const struct json *list = json_at(object, part->name);
    size_t count = json_len(list, "");
    if (json_kind_of(list) == JSON_NULL)
        return OK;
    if (json_kind_of(list) != JSON_ARRAY || count > ROWS_MAX)
        return fail(err, INVALID, "%s must be a list of at most %d", part->name, ROWS_MAX);
    enum result result = OK;
    for (size_t i = 0; result == OK && i < count; i++) {
        snprintf(where, sizeof where, "%s[%zu].", part->name, i + 1);
        result = check_row(where, part, json_item(list, i), err);
    }
    return result;
}

/* ---- What must fit together */

static int64_t moment_at(const struct json *object, const char *name) {
    int64_t ms = 0;
    const char *text = json_str(object, name);
    return text && utc_read_iso(text, &ms) ? ms : 0;
}

static enum result check_id(const struct json *object, struct err *err) {
    struct incident_ref ref;
    char day[UTC_DAY_SIZE];
    const char *id = json_str(object, "id");
    if (!id)
        return OK;
    if (incident_ref_read(id, &ref, NULL) != OK || !*ref.day)
        return fail(err, INVALID, "id must be such as INC-2026-11-20-001");
    if (!str_equal(ref.day, utc_day(moment_at(object, "declared"), day)))
        return fail(err, INVALID, "id is of %s and declared is of %s", ref.day, day);
    return OK;
}

/* Only what is over comes in from outside: nobody here has promised anything for it. */
static enum result check_times(const struct json *object, int64_t now_ms, struct err *err) {
    int64_t started = moment_at(object, "started"), declared = moment_at(object, "declared");
    int64_t resolved = moment_at(object, "resolved");
    if (!resolved || !str_equal(json_text_at(object, "status"), "resolved"))
        return fail(err, INVALID, "it is still open; only what is resolved can be imported");
    if (started > declared)
        return fail(err, INVALID, "started is after declared");
    if (resolved < started)
        return fail(err, INVALID, "resolved is before started");
    if (resolved > now_ms || declared > now_ms)
        return fail(err, INVALID, "it lies in the future");
    return OK;
}

static enum result check_amendments(const struct json *object, struct err *err) {
    static const char *const kinds[] = {AMENDMENT_TEXT, AMENDMENT_TIME, AMENDMENT_STRIKE, NULL};
    const struct json *list = json_at(object, "amendments");
    int64_t entries = (int64_t)json_len(object, "timeline");
    for (size_t i = 0; i < json_len(list, ""); i++) {
        const struct json *row = json_item(list, i);
        int64_t entry = json_int(row, "entry", 0);
        if (entry < 1 || entry > entries)
            return fail(err, INVALID, "amendments[%zu].entry is none of the timeline", i + 1);
        if (!str_is_one_of(json_text_at(row, "kind"), kinds))
            return fail(err, INVALID, "amendments[%zu].kind must be text, time or strike", i + 1);
    }
    return OK;
}

static enum result check_seals(const struct json *object, struct err *err) {
    const struct json *list = json_at(object, "seals");
    size_t entries = json_len(object, "timeline");
    for (size_t i = 0; i < json_len(list, ""); i++) {
        const struct json *row = json_item(list, i);
        size_t under = (size_t)json_int(row, "entries", 0);
        if (under < 1 || under > entries || json_len(row, "hashes") != under)
            return fail(err, INVALID,
                        "seals[%zu] must have as many hashes as entries, which are on the timeline",
                        i + 1);
    }
    return OK;
}

static bool has_task(const struct json *object, int64_t number) {
    const struct json *tasks = json_at(object, "tasks");
    for (size_t i = 0; i < json_len(tasks, ""); i++)
        if (json_int(json_item(tasks, i), "number", -1) == number)
            return true;
    return false;
}

static enum result check_postmortem(const struct json *object, struct err *err) {
    static const char *const states[] = {POSTMORTEM_OWED,      POSTMORTEM_FREE,
                                         POSTMORTEM_SKIPPED,   POSTMORTEM_PUBLISHED,
                                         POSTMORTEM_WITHDRAWN, NULL};
    const struct json *list = json_at(object, "postmortem");
    const struct json *days = json_at(object, "postmortem_days");
    if (json_len(list, "") > 1)
        return fail(err, INVALID, "postmortem must be a list of at most 1");
    if (json_len(list, "") && !str_is_one_of(json_text_at(json_item(list, 0), "state"), states))
        return fail(err, INVALID,
                    "postmortem[1].state must be owed, free, skipped, published or withdrawn");
    for (size_t i = 0; i < json_len(days, ""); i++)
        if (!has_task(object, json_int(json_item(days, i), "task", 0)))
            return fail(err, INVALID, "postmortem_days[%zu].task is none of tasks", i + 1);
    return OK;
}

enum result archive_check(const struct json *object, int64_t now_ms, struct err *err) {
    JSON_AUTO *named = NULL; /* a name is given where there is none */
    enum result result = OK;
    if (json_kind_of(object) == JSON_OBJECT && !json_str(object, "id")) {
        named = json_copy(object);
        json_put_str(named, "id", "-");
    }
    result = check_row("", &archive_incident, named ? named : object, err);
    for (int i = 0; result == OK && archive_parts[i].name; i++)
        result = check_part(object, &archive_parts[i], err);
    if (result == OK)
        result = check_id(object, err);
    if (result == OK)
        result = check_times(object, now_ms, err);
    if (result == OK)
        result = check_amendments(object, err);
    if (result == OK)
        result = check_postmortem(object, err);
    return result == OK ? check_seals(object, err) : result;
}
