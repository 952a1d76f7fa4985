/* Files: see files.h. */
#include "sim/files.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utc.h"
#include "base/utf8.h"
#include "sim/journal.h"
#include "sim/reply.h"

#include <stdio.h>
#include <string.h>

enum { PREVIEW_MAX = 1500 }; /* bytes of a text that are shown with its message */

TAILQ_HEAD(file_list, file);

struct files {
    struct file_list list;
    size_t count;
};

/* ---- Life */

struct files *files_new(void) {
    struct files *files = mem_alloc(sizeof *files);
    TAILQ_INIT(&files->list);
    return files;
}

static void drop(struct files *files, struct file *file) {
    TAILQ_REMOVE(&files->list, file, link);
    files->count--;
    mem_free(file->title);
    mem_free(file->alt);
    mem_free(file->bytes);
    json_free(file->shares);
    mem_free(file);
}

void files_clear(struct files *files) {
    struct file *file;
    while ((file = TAILQ_FIRST(&files->list)) != NULL)
        drop(files, file);
}

void files_free(struct files *files) {
    if (!files)
        return;
    files_clear(files);
    mem_free(files);
}

struct file *files_expect(struct sim *sim, const struct app *app, const char *name, size_t len,
                          const char *alt) {
    struct files *files = sim->files;
    struct file *file = mem_alloc(sizeof *file);
    file->app = app;
    file->user = app ? app->bot : NULL;
    file->announced = len;
    file->created_s = clock_utc_ms() / SECOND_MS;
    file->title = mem_strdup(name);
    file->alt = alt ? mem_strdup(alt) : NULL;
    file->shares = json_new_array();
    snprintf(file->name, sizeof file->name, "%s", name);
    sim_new_id(sim, "F", file->id);
    sim_new_id(sim, "CwABAAAA", file->secret);
    if (files->count == FILES_MAX)
        drop(files, TAILQ_LAST(&files->list, file_list));
    TAILQ_INSERT_HEAD(&files->list, file, link);
    files->count++;
    return file;
}

struct file *files_of_person(struct sim *sim, const struct user *user, const char *name,
                             const char *bytes, size_t len) {
    char cut[FILE_NAME_SIZE];
    snprintf(cut, sizeof cut, "%s", name);
    struct file *file = files_expect(sim, NULL, cut, len, NULL);
    file->user = user;
    file->bytes = mem_alloc(len + 1);
    memcpy(file->bytes, bytes, len);
    file->len = len;
    file->is_done = true;
    return file;
}

struct file *files_find(const struct sim *sim, const struct app *app, const char *id) {
    struct file *file;
    TAILQ_FOREACH(file, &sim->files->list, link)
    if (str_equal(file->id, id))
        return file->app == app ? file : NULL;
    return NULL;
}

struct file *files_next(const struct sim *sim, struct file *previous) {
    return previous ? TAILQ_NEXT(previous, link) : TAILQ_FIRST(&sim->files->list);
}

/* ---- As JSON */

static const struct kind {
    const char *ending, *filetype, *mimetype, *pretty;
} kinds[] = {
    {".png", "png", "image/png", "PNG"},
    {".jpg", "jpg", "image/jpeg", "JPEG"},
    {".md", "markdown", "text/markdown", "Markdown"},
    {".txt", "text", "text/plain", "Plain Text"},
    {".json", "json", "application/json", "JSON"},
    {".csv", "csv", "text/csv", "CSV"},
    {"", "binary", "application/octet-stream", "Binary"},
};

static const struct kind *kind_of(const struct file *file) {
    const char *ending = strrchr(file->name, '.');
    const struct kind *kind = kinds;
    while (*kind->ending && !(ending && str_equal_nocase(ending, kind->ending)))
        kind++;
    return kind;
}

static bool is_image(const struct kind *kind) {
    return str_starts(kind->mimetype, "image/");
}

static uint32_t read_32(const char *bytes) {
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* Of a PNG, whose first chunk begins with both. */
static void put_dimensions(const struct file *file, struct json *json) {
    if (file->len < 24 || memcmp(file->bytes, "\x89PNG\r\n\x1a\n", 8) != 0)
        return;
    json_put_int(json, "original_w", read_32(file->bytes + 16));
    json_put_int(json, "original_h", read_32(file->bytes + 20));
}

static void put_preview(const struct file *file, struct json *json) {
    STR_AUTO(preview, PREVIEW_MAX);
    size_t len = strlen(file->bytes);
    if (len != file->len || !utf8_valid(file->bytes, len))
        return;
    size_t shown = len;
    if (shown > PREVIEW_MAX)
        for (shown = PREVIEW_MAX; ((unsigned char)file->bytes[shown] & 0xc0) == 0x80;)
            shown--;
    str_add_bytes(&preview, file->bytes, shown);
    json_put_str(json, "preview", preview.text);
    json_put_bool(json, "preview_is_truncated", shown < len);
}

static void put_text(struct json *json, const char *name, const char *text) {
    if (text)
        json_put_str(json, name, text);
}

struct json *file_json(const struct sim *sim, const struct file *file) {
    const struct kind *kind = kind_of(file);
    struct json *json = json_new_object();
    char url[sizeof sim->base_url + 2 * ID_SIZE + FILE_NAME_SIZE];
    snprintf(url, sizeof url, "%s/files-pri/%s/%s", sim->base_url, file->id, file->name);
    json_put_str(json, "id", file->id);
    json_put_int(json, "created", file->created_s);
    json_put_int(json, "timestamp", file->created_s);
    json_put_str(json, "name", file->name);
    json_put_str(json, "title", file->title);
    json_put_str(json, "mimetype", kind->mimetype);
    json_put_str(json, "filetype", kind->filetype);
    json_put_str(json, "pretty_type", kind->pretty);
    json_put_str(json, "user", file->user->id);
    json_put_int(json, "size", (int64_t)file->len);
    json_put_str(json, "mode", is_image(kind) ? "hosted" : "snippet");
    json_put_str(json, "url_private", url);
    json_put_str(json, "url_private_download", url);
    json_put_str(json, "permalink", url); /* Slack's shows it in its client; here it is one page */
    put_text(json, "alt_txt", file->alt);
    if (file->bytes && is_image(kind))
        put_dimensions(file, json);
    else if (file->bytes)
        put_preview(file, json);
    return json;
}

/* ---- Receiving and serving */

/* What a form's first part holds, or all of the body when it is no form. False for a form that
 * cannot be read. */
static bool find_content(const struct exchange *exchange, const char **ret_bytes, size_t *ret_len) {
    const char *type = http_header(exchange, "Content-Type");
    const char *boundary = type ? strstr(type, "boundary=") : NULL;
    *ret_bytes = exchange->body;
    *ret_len = exchange->body_len;
    if (!type || !str_starts(type, "multipart/form-data"))
        return true;
    STR_AUTO(line, 200);
    str_addf(&line, "\r\n--%s", boundary ? boundary + strlen("boundary=") : "");
    const char *head_end = memmem(exchange->body, exchange->body_len, "\r\n\r\n", 4);
    if (!boundary || line.full || !head_end)
        return false;
    const char *begin = head_end + 4, *end = exchange->body + exchange->body_len;
    const char *stop = memmem(begin, (size_t)(end - begin), line.text, line.len);
    *ret_bytes = begin;
    *ret_len = stop ? (size_t)(stop - begin) : 0;
    return stop != NULL;
}

static void take(struct sim *sim, const struct exchange *exchange, struct reply *reply) {
    const char *secret = strrchr(exchange->path, '/') + 1, *bytes;
    size_t len;
    struct file *file = files_next(sim, NULL);
    while (file && !str_equal(file->secret, secret))
        file = files_next(sim, file);
    if (!file || file->bytes)
        reply_set(reply, 404, "text/plain", "no such upload\n");
    else if (!find_content(exchange, &bytes, &len) || len != file->announced)
        reply_set(reply, 400, "text/plain", "another length was announced\n");
    else {
        file->bytes = mem_alloc(len + 1);
        memcpy(file->bytes, bytes, len);
        file->len = len;
        STR_AUTO(answer, 64);
        str_addf(&answer, "OK - %zu", len);
        reply_set(reply, 200, "text/plain", answer.text);
    }
}

void files_receive(struct sim *sim, struct exchange *exchange) {
    struct reply reply = reply_new();
    if (!reply_spoil(sim, "upload", NULL, &reply)) {
        if (str_equal(exchange->method, "POST"))
            take(sim, exchange, &reply);
        else
            reply_set(&reply, 405, "text/plain", "POST the bytes\n");
    }
    struct json *entry = json_new_object();
    json_put_str(entry, "path", exchange->path);
    json_put_int(entry, "status", reply.status);
    json_put_int(entry, "size", (int64_t)exchange->body_len);
    journal_add(sim->journal, "upload", entry);
    reply_send(sim, exchange, "upload", NULL, &reply);
    reply_free(&reply);
}

void files_serve(struct sim *sim, struct exchange *exchange) {
    const char *id = exchange->path + strlen("/files-pri/");
    size_t len = strcspn(id, "/");
    struct file *file = files_next(sim, NULL);
    while (file && !(strlen(file->id) == len && strncmp(file->id, id, len) == 0))
        file = files_next(sim, file);
    if (!file || !file->is_done)
        http_answer_text(exchange, 404, "There is no such file.\n");
    else
        http_answer(exchange, 200, "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n",
                    kind_of(file)->mimetype, file->bytes, file->len);
}
