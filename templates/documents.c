/* Loading, finding and rendering documents: see documents.h. */
#include "templates/documents.h"

#include "base/mem.h"
#include "templates/folder.h"
#include "templates/mustache.h"
#include "templates/names.h"

#include <ctype.h>
#include <string.h>

enum { DOCUMENTS_MAX = 200 };

const char *const document_names[] = {
#define INCIDENT(name) "incident." name
    INCIDENT("id"),
    INCIDENT("branch"),
    INCIDENT("title"),
    INCIDENT("severity"),
    INCIDENT("label"),
    INCIDENT("level"),
    INCIDENT("status"),
    INCIDENT("state"),
    INCIDENT("kind"),
    INCIDENT("open"),
    INCIDENT("resolved"),
    INCIDENT("mitigated"),
    INCIDENT("monitoring"),
    INCIDENT("data"),
    INCIDENT("drill"),
    INCIDENT("started"),
    INCIDENT("day"),
    INCIDENT("declared"),
    INCIDENT("acknowledged"),
    INCIDENT("mitigated_at"),
    INCIDENT("resolved_at"),
    INCIDENT("duration"),
    INCIDENT("updated"),
    INCIDENT("next_update"),
    INCIDENT("cadence"),
    INCIDENT("review_due"),
    INCIDENT("review_within"),
    INCIDENT("bridge"),
    INCIDENT("ic"),
    INCIDENT("deputy"),
    INCIDENT("scribe"),
    INCIDENT("comms"),
    INCIDENT("declared_by"),
    INCIDENT("thanks"),
#undef INCIDENT
    "now",
    "command",
#define FACT(name) name, "known." name
    FACT("impact"),
    FACT("root_cause"),
    FACT("resolution"),
    FACT("progress"),
    FACT("next_steps"),
    FACT("eta"),
    FACT("version"),
    FACT("previous"),
    FACT("fixed"),
    FACT("summary"),
    FACT("broken"),
    FACT("affected"),
    FACT("users_affected"),
    FACT("service"),
    FACT("versions"),
    FACT("platforms"),
    FACT("python_versions"),
    FACT("recent_changes"),
    FACT("error_rate"),
    FACT("latency"),
    FACT("tests_passed"),
    FACT("data_impact"),
    FACT("reproduction"),
    FACT("workaround"),
    FACT("recovery"),
    FACT("release"),
    FACT("fix_pr"),
    FACT("issue"),
    FACT("details"),
    FACT("error_budget"),
    FACT("source"),
    FACT("revenue_impact"),
#undef FACT
    "tag.version",
    "tag.previous",
    "tag.fixed",
    "reproduction_lines",
    "workaround_lines",
    "decision.course",
    "decision.title",
    "decision.why",
    "decision.by",
    "decision.authority",
    "decision.at",
    "decision.yank",
    "decision.rollback",
    "decision.hotfix",
    "timeline.time",
    "timeline.event",
    "timeline.actor",
    "timeline_omitted",
    "triage.question",
    "triage.answer",
    "actions.number",
    "actions.text",
    "actions.owner",
    "actions.due",
    "actions.open",
    "actions.done",
    "actions.dropped",
    "actions.unproved",
    "figures.detect",
    "figures.acknowledge",
    "figures.mitigate",
    "figures.resolve",
    "decisions.at",
    "decisions.title",
    "decisions.by",
    "decisions.authority",
    "decisions.why",
    "decisions.state",
    "approvals.what",
    "approvals.asked_by",
    "approvals.state",
    "approvals.by",
    "approvals.at",
    "shortcuts.text",
    "shortcuts.owner",
    "shortcuts.done",
    "whys.text",
    "related.id",
    "related.title",
    "actions.priority",
    "told.name",
    "told.link",
    "done.reproduced",
    "done.classified",
    "done.decided",
    "done.executed",
    "done.told",
    "done.reviewed",
    NULL};

struct document {
    char *file; /* "motus-tweet.md" */
    struct mustache *head;
    struct mustache *body;
};

struct documents {
    struct json *names;
    struct document list[DOCUMENTS_MAX];
    size_t count;
};

/* ---- One text */

/* "{{! markdown" or "{{! plain" at the head; the rest of the comment says what it is for. */
static enum result read_escape(const char *text, enum template_escape *ret_escape,
                               struct err *err) {
    static const struct {
        const char *word;
        enum template_escape escape;
    } kinds[] = {{"{{! markdown", ESCAPE_MARKDOWN}, {"{{! plain", ESCAPE_PLAIN}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t len = strlen(kinds[i].word);
        if (!str_starts(text, kinds[i].word) || isalnum((unsigned char)text[len]))
            continue;
        *ret_escape = kinds[i].escape;
        return OK;
    }
    return fail(err, INVALID,
                "1:1: begin with {{! markdown }} or {{! plain }}, a line that says how what people "
                "typed is written");
}

static bool is_head_line(const char *line) {
    static const char *const names[] = {"Title: ", "Subject: ", "Labels: ", "File: "};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_starts(line, names[i]))
            return true;
    return false;
}

/* Where the head ends: behind the first line and the named ones that follow it. */
static size_t head_length(const char *text, size_t len) {
    const char *end = memchr(text, '\n', len);
    size_t at = end ? (size_t)(end - text) + 1 : len;
    while (at < len && is_head_line(text + at)) {
        end = memchr(text + at, '\n', len - at);
        at = end ? (size_t)(end - text) + 1 : len;
    }
    return at;
}

/* The body with an empty line for each line of the head, so that faults are told by the line of the
 * file. */
static void without_head(const char *text, size_t len, size_t head, struct str *out) {
    for (size_t i = 0; i < head; i++)
        if (text[i] == '\n')
            str_add(out, "\n");
    str_add_bytes(out, text + head, len - head);
}

static enum result parse_part(const struct documents *documents, const char *text, size_t len,
                              enum template_escape escape, struct mustache **ret_part,
                              struct err *err) {
    struct mustache *part;
    if (mustache_parse(text, len, escape, &part, err) != OK)
        return INVALID;
    if (mustache_check(part, documents->names, NULL, err) != OK) {
        mustache_free(part);
        return INVALID;
    }
    *ret_part = part;
    return OK;
}

static enum result parse(const struct documents *documents, const char *text, size_t len,
                         struct document *ret_document, struct err *err) {
    enum template_escape escape = ESCAPE_PLAIN;
    struct document document = {0};
    enum result result = read_escape(text, &escape, err);
    if (result != OK)
        return result;
    size_t head = head_length(text, len);
    STR_AUTO(body, MUSTACHE_TEXT_MAX);
    without_head(text, len, head, &body);
    result = parse_part(documents, text, head, ESCAPE_PLAIN, &document.head, err);
    if (result == OK)
        result = parse_part(documents, body.text, body.len, escape, &document.body, err);
    if (result != OK) {
        mustache_free(document.head);
        return result;
    }
    ret_document->head = document.head;
    ret_document->body = document.body;
    return OK;
}

/* ---- The catalogue */

static const struct document *find(const struct documents *documents, const char *name) {
    size_t len = strlen(name);
    for (size_t i = 0; i < documents->count; i++)
        if (str_starts(documents->list[i].file, name) &&
            str_equal(documents->list[i].file + len, ".md"))
            return &documents->list[i];
    return NULL;
}

static void free_parts(struct document *document) {
    mustache_free(document->head);
    mustache_free(document->body);
}

/* Puts a text into the catalogue, in the place of one of the same name. */
static enum result add(struct documents *documents, const char *path, const char *file,
                       const char *text, size_t len, struct err *err) {
    struct document parsed = {0}, *place = NULL;
    if (parse(documents, text, len, &parsed, err) != OK)
        return err ? err_prefix(err, "%s:", path) : INVALID;
    for (size_t i = 0; i < documents->count; i++)
        if (str_equal(documents->list[i].file, file))
            place = &documents->list[i];
    if (!place && documents->count == DOCUMENTS_MAX) {
        free_parts(&parsed);
        return fail(err, INVALID, "%s: there are %d documents already, and no more fit", path,
                    DOCUMENTS_MAX);
    }
    if (place) {
        free_parts(place);
    } else {
        place = &documents->list[documents->count++];
        place->file = mem_strdup(file);
    }
    place->head = parsed.head;
    place->body = parsed.body;
    return OK;
}

static enum result take_file(void *owner, const char *path, const char *file, struct err *err) {
    STR_AUTO(text, MUSTACHE_TEXT_MAX);
    size_t len = strlen(file);
    if (len < sizeof ".md" || !str_equal(file + len - strlen(".md"), ".md"))
        return fail(err, INVALID, "%s is no document; give it a name that ends in .md", path);
    enum result result = folder_read(path, &text, err);
    return result == OK ? add(owner, path, file, text.text, text.len, err) : result;
}

static struct json *contract(void) {
    struct json *names = json_new_array();
    for (size_t i = 0; document_names[i]; i++)
        json_push(names, json_new_string(document_names[i]));
    return names;
}

enum result documents_load(const struct embedded *shipped, const char *directory,
                           struct documents **ret_documents, struct err *err) {
    struct documents *documents = mem_alloc(sizeof *documents);
    enum result result = OK;
    documents->names = contract();
    for (; result == OK && shipped->name; shipped++)
        result = add(documents, shipped->name, shipped->name, shipped->bytes, shipped->len, err);
    if (result == OK && directory) {
        result = folder_each(directory, take_file, documents, err);
        result = result == ABSENT ? OK : result;
    }
    if (result != OK) {
        documents_free(documents);
        return result;
    }
    *ret_documents = documents;
    return OK;
}

void documents_free(struct documents *documents) {
    if (!documents)
        return;
    for (size_t i = 0; i < documents->count; i++) {
        free_parts(&documents->list[i]);
        mem_free(documents->list[i].file);
    }
    json_free(documents->names);
    mem_free(documents);
}

bool documents_have(const struct documents *documents, const char *name) {
    return find(documents, name) != NULL;
}

/* ---- Rendering */

/* Adds what part gives, without empty lines before and after. */
static void render(const struct mustache *part, const struct json *values, struct str *out) {
    STR_AUTO(whole, out->max);
    mustache_render(part, &(struct mustache_context){.value = values}, &whole);
    const char *begin = whole.text + strspn(whole.text, "\n");
    size_t len = strlen(begin);
    while (len > 0 && strchr(" \n", begin[len - 1]))
        len--;
    str_add_bytes(out, begin, len);
    out->full |= whole.full;
}

static enum result no_such_document(const struct documents *documents, const char *name,
                                    struct err *err) {
    STR_AUTO(hint, ERR_TEXT_MAX);
    STR_AUTO(file, 256);
    const char *known[DOCUMENTS_MAX];
    for (size_t i = 0; i < documents->count; i++)
        known[i] = documents->list[i].file;
    str_addf(&file, "%s.md", name);
    names_add_nearest(&hint, file.text, known, documents->count);
    return fail(err, ABSENT, "there is no document %s%s", file.text, hint.text);
}

enum result documents_render(const struct documents *documents, const char *name,
                             const struct json *values, struct str *head, struct str *body,
                             struct err *err) {
    const struct document *document = find(documents, name);
    if (!document)
        return no_such_document(documents, name, err);
    render(document->head, values, head);
    render(document->body, values, body);
    if (head->full || body->full)
        return fail(err, INVALID, "the document %s is longer than %zu bytes", document->file,
                    head->full ? head->max : body->max);
    return OK;
}
