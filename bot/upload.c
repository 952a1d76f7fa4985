/* What each call of an upload says: see upload.h. */
#include "bot/upload.h"

#include "base/str.h"

static void copy_text(struct json *to, const char *name, const struct json *from,
                      const char *from_name) {
    const char *text = json_text_at(from, from_name);
    if (*text)
        json_put_str(to, name, text);
}

struct json *upload_open(const struct json *body) {
    struct json *arguments = json_new_object();
    copy_text(arguments, "users", body, "channel");
    return arguments;
}

struct json *upload_ask(const struct json *body) {
    struct json *arguments = json_new_object();
    copy_text(arguments, "filename", body, "filename");
    json_put_int(arguments, "length", json_int(body, "length", 0));
    copy_text(arguments, "alt_txt", body, "alt_txt");
    return arguments;
}

struct json *upload_complete(const struct json *body, const char *file) {
    struct json *arguments = json_new_object(), *files = json_new_array(), *one = json_new_object();
    json_put_str(one, "id", file);
    copy_text(one, "title", body, "title");
    json_push(files, one);
    json_put(arguments, "files", files);
    copy_text(arguments, "channel_id", body, "channel");
    copy_text(arguments, "thread_ts", body, "thread_ts");
    copy_text(arguments, "initial_comment", body, "initial_comment");
    return arguments;
}

bool upload_is_in(const struct json *message, const char *file) {
    const struct json *files = json_at(message, "files");
    for (size_t i = 0; i < json_len(files, ""); i++)
        if (str_equal(json_text_at(json_item(files, i), "id"), file))
            return true;
    return false;
}
