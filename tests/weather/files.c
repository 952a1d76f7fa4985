/* The simulated Slack's files: see files.h. */
#include "tests/weather/files.h"

#include "base/str.h"

#include <stdio.h>
#include <string.h>

/* Slack does not say how long an address is good, nor how long it keeps what nobody completes. */
enum { ADDRESS_LIFE_MS = 5 * MINUTE_MS, KEPT_MS = 30 * MINUTE_MS };

struct files {
    struct file **list;
    int count, room;
};

struct files *files_new(void) {
    return mem_alloc(sizeof(struct files));
}

void files_free(struct files *files) {
    mem_free(files->list);
    mem_free(files);
}

const char *files_ask(struct world *world, struct files *files, const struct json *body,
                      struct json *answer) {
    int64_t len = json_int(body, "length", 0);
    if (len <= 0 || !*json_text_at(body, "filename"))
        return "invalid_arguments";
    if (files->count == files->room) {
        files->room = files->room ? 2 * files->room : 64;
        files->list = mem_resize(files->list, (size_t)files->room * sizeof(struct file *));
    }
    struct file *file = arena_alloc(world->arena, sizeof *file);
    *file = (struct file){.name = arena_strdup(world->arena, json_text_at(body, "filename")),
                          .len = (size_t)len,
                          .asked_ms = world->now_ms};
    snprintf(file->id, sizeof file->id, "F%d", files->count);
    snprintf(file->url, sizeof file->url, "https://files.slack.test/upload/v1/%d", files->count);
    files->list[files->count++] = file;
    json_put_str(answer, "upload_url", file->url);
    json_put_str(answer, "file_id", file->id);
    return NULL;
}

/* Up to the first byte that is none of a text. */
static const char *text_of(struct world *world, const char *bytes, size_t len) {
    const char *end = memchr(bytes, 0, len);
    return arena_strndup(world->arena, bytes, end ? (size_t)(end - bytes) : len);
}

const char *files_receive(struct world *world, struct files *files, const char *url,
                          const char *bytes, size_t len) {
    for (int i = 0; i < files->count; i++) {
        struct file *file = files->list[i];
        if (!str_equal(file->url, url))
            continue;
        if (file->text || world->now_ms - file->asked_ms > ADDRESS_LIFE_MS ||
            world_chance(world, world->sky.files_spoiled))
            return "http_404";
        if (len != file->len)
            return "http_400";
        file->text = text_of(world, bytes, len);
        return NULL;
    }
    return "http_404";
}

struct file *files_to_complete(struct world *world, struct files *files, const struct json *body) {
    const char *id = json_text_at(json_item(json_at(body, "files"), 0), "id");
    for (int i = 0; i < files->count; i++) {
        struct file *file = files->list[i];
        bool kept = world->now_ms - file->asked_ms <= KEPT_MS;
        if (str_equal(file->id, id) && file->text && kept && !file->is_done &&
            !world_chance(world, world->sky.files_spoiled))
            return file;
    }
    return NULL;
}
