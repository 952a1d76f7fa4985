/* The draft of a postmortem: see draft.h. */
#include "handlers/kit/draft.h"

#include "base/str.h"
#include "handlers/kit/document.h"
#include "handlers/kit/post.h"
#include "handlers/kit/upload.h"
#include "model/postmortem.h"
#include "model/secret.h"
#include "store/search.h"

#include <string.h>

/* What takes the place of a secret may be longer than it. */
enum { DRAFT_MAX = POSTMORTEM_TEXT_MAX / 2, SECRETS_MAX = 50 };

/* The text without the first thing in it that must not leave the house. */
static const char *without(struct context *cx, const char *text, const struct secret *secret) {
    return arena_printf(cx->arena, "%.*s[%s was here]%s", (int)secret->at, text, secret->what,
                        text + secret->at + secret->len);
}

enum result draft_fill(struct context *cx, const char **ret_text, int *ret_secrets) {
    const char *name = cx->playbook->postmortem.document;
    struct document document;
    struct secret secret;
    int count = 0;
    enum result result =
        document_fill(cx, *name ? name : "default-postmortem", DRAFT_MAX, &document);
    if (result != OK)
        return result;
    const char *text = document.body;
    for (; count < SECRETS_MAX && secret_find(text, &secret); count++)
        text = without(cx, text, &secret);
    *ret_text = arena_printf(cx->arena, "%s\n", text);
    *ret_secrets = count;
    return OK;
}

enum result draft_write(struct context *cx, struct postmortem *postmortem, const char *text,
                        int64_t attempt) {
    struct json *body;
    const char *before = postmortem->text;
    if (!*postmortem->path)
        postmortem->path = postmortem_path(cx->arena, cx->incident->started_ms,
                                           document_plain(cx, cx->incident->title));
    postmortem->text = text;
    if (!*cx->config->postmortem.folder)
        return OK;
    body = json_new_object();
    json_put_str(body, "path", postmortem->path);
    json_put_str(body, "text", text);
    json_put_str(body, "before", before);
    json_put_int(body, "attempt", attempt);
    return post_document(cx, body, "postmortem.written");
}

/* The path of the document below the folder; NULL when it is not there. */
static const char *path_below(const struct context *cx, const struct postmortem *postmortem) {
    const char *folder = cx->config->postmortem.folder;
    size_t len = strlen(folder);
    bool below = len && str_starts(postmortem->place, folder) && postmortem->place[len] == '/';
    return below ? postmortem->place + len + 1 : NULL;
}

bool draft_is_committed(const struct context *cx, const struct postmortem *postmortem) {
    return cx->config->postmortem.git && path_below(cx, postmortem);
}

enum result draft_commit(struct context *cx, const struct postmortem *postmortem,
                         const struct draft_commit *commit) {
    const char *name = cx->incident->name;
    if (!draft_is_committed(cx, postmortem))
        return OK;
    struct json *body = json_new_object();
    json_put_str(body, "path", path_below(cx, postmortem));
    json_put_str(body, "branch", arena_printf(cx->arena, "incident/%s", name));
    json_put_str(body, "subject", arena_printf(cx->arena, "%s: %s", name, commit->what));
    json_put_int(body, "at_ms", cx->now_ms);
    json_put_str(body, "user", commit->user);
    json_put_str(body, "told", commit->told);
    return post_commit(cx, body, "postmortem.committed");
}

/* Headings, and what nobody filled in, are in every document. */
static bool says_something(const char *line, size_t len) {
    return len && *line != '#' && !memmem(line, len, DRAFT_MARK, strlen(DRAFT_MARK));
}

enum result draft_found(struct context *cx, const char *text) {
    struct str words = str_new(POSTMORTEM_TEXT_MAX);
    for (size_t len; *text; text += len + (text[len] == '\n')) {
        len = strcspn(text, "\n");
        if (says_something(text, len))
            str_addf(&words, "%.*s\n", (int)len, text);
    }
    enum result result = search_put_postmortem(cx->store, cx->incident->id, words.text, cx->err);
    str_free(&words);
    return result;
}

enum result draft_find(struct context *cx, const struct postmortem *postmortem) {
    const char *path = path_below(cx, postmortem);
    if (!path)
        return draft_found(cx, postmortem->text);
    struct json *body = json_new_object();
    json_put_str(body, "path", path);
    return post_reading_of_document(cx, body, "postmortem.read");
}

enum result draft_upload(struct context *cx, const struct postmortem *postmortem,
                         const char *words) {
    const char *slash = strrchr(postmortem->path, '/');
    struct upload upload = {
        .name = slash ? slash + 1 : postmortem->path,
        .title = arena_printf(cx->arena, "Postmortem of %s, draft", cx->incident->name),
        .comment = words,
        .on_result = "postmortem.uploaded",
        .bytes = postmortem->text,
        .len = strlen(postmortem->text)};
    return upload_post(cx, &upload);
}

int draft_gaps(const char *text) {
    int count = 0;
    for (const char *at = text; (at = strstr(at, DRAFT_MARK)); at += strlen(DRAFT_MARK))
        count++;
    return count;
}
