/* Documents of an incident: see document.h. What they are made of: values.c. */
#include "handlers/kit/document.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/directory.h"
#include "handlers/kit/values.h"
#include "model/slack_text.h"
#include "store/timeline.h"

#include <string.h>

/* Of a timeline so much is read, and of that so many entries are at most in one document. */
enum { READ_MAX = 1000, ENTRIES_MAX = 200, HEAD_MAX = 4000 };

/* ---- People and texts */

/* "Codex", or "Incident commander" for somebody whom neither the playbook nor Slack has named. An
 * id says nothing to a reader outside. */
const char *document_person(struct context *cx, const char *user) {
    const char *name = directory_name(cx, user);
    if (!*user)
        return "nobody";
    for (int i = 0; !name && i < cx->playbook->role_count; i++)
        if (str_equal(role_holder(&cx->roles, cx->playbook->roles[i].name), user))
            name = cx->playbook->roles[i].title;
    if (name)
        return name;
    return slack_user_id(user) ? "a member of the team" : user;
}

const char *document_plain(struct context *cx, const char *stored) {
    STR_AUTO(out, SLACK_TEXT_MAX);
    size_t from = 0, at = 0;
    struct slack_mention who;
    while (slack_mention_next(stored, &at, &who)) {
        if (who.kind != SLACK_MENTION_USER)
            continue;
        str_add_bytes(&out, stored + from, at - who.len - from);
        str_add(&out, document_person(cx, who.id));
        from = at;
    }
    str_add(&out, stored + from);
    return arena_strdup(cx->arena, out.text);
}

const char *document_line(struct context *cx, const char *stored) {
    char *line = arena_strdup(cx->arena, document_plain(cx, stored));
    for (char *at = line; *at; at++)
        if (*at == '\n')
            *at = ' ';
    return line;
}

const char *document_moment(struct context *cx, int64_t ms) {
    char day[UTC_DAY_SIZE], time[UTC_TIME_SIZE];
    return ms ? arena_printf(cx->arena, "%s %s UTC", utc_day(ms, day), utc_time(ms, time)) : "";
}

/* ---- Filling */

/* Notes a gap that stands in one of the texts. */
static void note_gap(struct context *cx, struct document *document,
                     const struct document_gap *gap) {
    const char *text = values_gap(cx, gap);
    if (strstr(document->head, text) || strstr(document->body, text))
        document->gaps[document->gap_count++] = *gap;
}

static void find_gaps(struct context *cx, struct document *document) {
    const struct document_gap *gaps;
    int count = values_gaps(cx, &gaps);
    document->gaps = arena_alloc(cx->arena, (size_t)count * sizeof *document->gaps);
    for (int i = 0; i < count; i++)
        note_gap(cx, document, &gaps[i]);
}

static const char *title_of(struct context *cx, const char *head) {
    static const char *const names[] = {"Title: ", "Subject: "};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *line = strstr(head, names[i]);
        if (!line || (line != head && line[-1] != '\n'))
            continue;
        line += strlen(names[i]);
        return arena_strndup(cx->arena, line, strcspn(line, "\n"));
    }
    return "";
}

static enum result render(struct context *cx, const char *name, const struct json *values,
                          size_t max_bytes, struct document *ret_document) {
    STR_AUTO(head, HEAD_MAX);
    STR_AUTO(body, max_bytes);
    if (cx->incident->drill) /* wherever it goes by mistake, nobody takes it for news */
        str_add(&body, "THIS IS A DRILL. Nothing is broken.\n\n");
    enum result result =
        documents_render(templates_documents(cx->templates), name, values, &head, &body, cx->err);
    if (result != OK)
        return result;
    *ret_document = (struct document){.title = title_of(cx, head.text),
                                      .head = arena_strdup(cx->arena, head.text),
                                      .body = arena_strdup(cx->arena, body.text)};
    find_gaps(cx, ret_document);
    return OK;
}

enum result document_fill(struct context *cx, const char *name, size_t max_bytes,
                          struct document *ret_document) {
    struct timeline timeline;
    int unnamed = 0;
    enum result result = directory_load_people(cx, &unnamed);
    if (result == OK)
        result =
            timeline_read(cx->store, cx->arena, cx->incident->id, 0, READ_MAX, &timeline, cx->err);
    if (result != OK)
        return result;
    result = INVALID;
    for (int entries = ENTRIES_MAX; result == INVALID && entries > 0; entries /= 2) {
        struct json *values = NULL;
        if ((result = values_new(cx, &timeline, entries, &values)) == OK)
            result = render(cx, name, values, max_bytes, ret_document);
        json_free(values);
    }
    if (result == OK)
        ret_document->unnamed = unnamed;
    return result;
}

void document_check(const struct playbook *playbook, const struct documents *documents,
                    struct faults *faults) {
    for (int i = 0; i < playbook->communication_count; i++) {
        const struct playbook_communication *one = &playbook->communications[i];
        struct origin origin = {.where = playbook->file, .line = one->line};
        if (!documents_have(documents, one->document))
            faults_add(faults, &origin, "there is no document \"%s\" in templates/documents",
                       one->document);
    }
}
