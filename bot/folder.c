/* Documents below a folder: see folder.h. Everything happens by descriptors, from the folder down,
 * and no link is followed: whoever may write there cannot lead us elsewhere. */
#include "bot/folder.h"

#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 512, PLACE_SIZE = 8192, TRIES = 50, PIECE_SIZE = 16 * 1024 };

/* ---- Paths */

/* Whether path stays below the folder, and its parts are names that anybody would give. */
static bool is_inside(const char *path) {
    size_t len = strlen(path);
    return len > 0 && len < PATH_SIZE && *path != '/' && path[len - 1] != '/' &&
           !strstr(path, "..") && !strstr(path, "//") && !strpbrk(path, "\n\\");
}

/* The n-th choice of a name: checkout.md, checkout-2.md, … */
static void choose(const char *name, int n, char out[PATH_SIZE]) {
    const char *dot = strrchr(name, '.');
    size_t len = dot ? (size_t)(dot - name) : strlen(name);
    if (n == 1)
        snprintf(out, PATH_SIZE, "%s", name);
    else
        snprintf(out, PATH_SIZE, "%.*s-%d%s", (int)len, name, n, dot ? dot : "");
}

static enum result not_done(struct err *err, const char *what) {
    return fail(err, IO, "%s: %s", what, strerror(errno));
}

/* Opens what is new to the group that may use the folder that it is in: they are to change it, and
 * the process's mask is meant for its store. Where that is not allowed it stays ours. */
static void share(int folder, int fd, mode_t most) {
    struct stat status;
    if (fstat(folder, &status) == 0)
        (void)!fchmod(fd, status.st_mode & most);
}

/* Takes the place of *fd with the folder of this name in it, which is made when it may be. */
static bool enter(int *fd, const char *name, bool may_make) {
    bool made = may_make && mkdirat(*fd, name, 0777) == 0;
    bool there = !may_make || made || errno == EEXIST;
    int next = there ? openat(*fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    int why = errno;
    if (made && next >= 0)
        share(*fd, next, 02770);
    close(*fd);
    errno = why;
    *fd = next;
    return next >= 0;
}

/* The folder that path is in, made where it is missing and may be; *ret_name is what is behind it.
 * ABSENT when it is missing. */
static enum result open_folder(const char *folder, const char *path, bool may_make, int *ret_fd,
                               const char **ret_name, struct err *err) {
    if (!is_inside(path))
        return fail(err, INVALID, "\"%s\" is no path below the folder", path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return not_done(err, folder);
    for (const char *slash; (slash = strchr(path, '/')); path = slash + 1) {
        char part[PATH_SIZE];
        snprintf(part, sizeof part, "%.*s", (int)(slash - path), path);
        if (!enter(&fd, part, may_make))
            return !may_make && errno == ENOENT ? ABSENT : not_done(err, part);
    }
    *ret_fd = fd;
    *ret_name = path;
    return OK;
}

/* ---- Reading and writing */

/* ABSENT when there is none. */
static enum result read_file(int folder, const char *name, struct str *out, struct err *err) {
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? ABSENT : not_done(err, name);
    char piece[PIECE_SIZE];
    ssize_t got = 0;
    while (!out->full && (got = read(fd, piece, sizeof piece)) > 0)
        str_add_bytes(out, piece, (size_t)got);
    enum result result = got < 0 ? not_done(err, name) : OK;
    close(fd);
    return result;
}

enum result folder_text(const char *folder, const char *path, struct str *ret_text,
                        struct err *err) {
    const char *name = "";
    int fd = -1;
    enum result result = open_folder(folder, path, false, &fd, &name, err);
    if (result != OK)
        return result;
    result = read_file(fd, name, ret_text, err);
    close(fd);
    if (result == OK && ret_text->full)
        return fail(err, IO, "%s is longer than %d bytes", path, FOLDER_TEXT_MAX);
    return result;
}

enum result folder_show(const char *folder, const struct json *call, struct json *ret_answer,
                        struct err *err) {
    const char *path = json_text_at(call, "path");
    STR_AUTO(text, FOLDER_TEXT_MAX);
    enum result result = folder_text(folder, path, &text, err);
    if (result == ABSENT)
        return fail(err, ABSENT, "%s is gone", path);
    if (result == OK && !utf8_valid(text.text, text.len))
        return fail(err, IO, "%s is no text", path);
    if (result == OK)
        json_put_str(ret_answer, "text", text.text);
    return result;
}

enum state { STATE_FREE, STATE_SAME, STATE_OURS, STATE_CHANGED };

static bool has(const struct str *bytes, const char *text) {
    return bytes->len == strlen(text) && memcmp(bytes->text, text, bytes->len) == 0;
}

/* What is no file that can be read, such as a link, is somebody else's. */
static enum state read_state(int folder, const char *name, const struct json *call) {
    STR_AUTO(bytes, FOLDER_TEXT_MAX);
    struct err err;
    enum result result = read_file(folder, name, &bytes, &err);
    if (result == ABSENT)
        return STATE_FREE;
    if (result != OK || bytes.full)
        return STATE_CHANGED;
    if (has(&bytes, json_text_at(call, "text")))
        return STATE_SAME;
    const char *before = json_text_at(call, "before");
    return *before && has(&bytes, before) ? STATE_OURS : STATE_CHANGED;
}

static bool write_all(int fd, const char *text) {
    size_t len = strlen(text);
    while (len > 0) {
        ssize_t put = write(fd, text, len);
        if (put < 0 && errno != EINTR)
            return false;
        text += put > 0 ? put : 0;
        len -= put > 0 ? (size_t)put : 0;
    }
    return fsync(fd) == 0;
}

/* Whole or not at all, whenever the machine stops. */
static enum result replace(int folder, const char *name, const char *text, struct err *err) {
    char temporary[PATH_SIZE + sizeof ".incidentd-"];
    snprintf(temporary, sizeof temporary, ".incidentd-%s", name);
    (void)unlinkat(folder, temporary, 0); /* of an attempt that did not come to its end */
    int fd = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return not_done(err, name);
    share(folder, fd, 0660);
    bool written = write_all(fd, text);
    int why = errno;
    close(fd);
    if (written && renameat(folder, temporary, folder, name) == 0)
        return fsync(folder) == 0 ? OK : not_done(err, name);
    errno = written ? errno : why;
    enum result result = not_done(err, name);
    (void)unlinkat(folder, temporary, 0);
    return result;
}

static enum result write_in(int folder, const char *name, const struct json *call,
                            char ret_name[PATH_SIZE], bool *ret_beside, struct err *err) {
    enum state state = STATE_CHANGED;
    for (int n = 1; n <= TRIES && state == STATE_CHANGED; n++) {
        choose(name, n, ret_name);
        *ret_beside = n > 1;
        state = read_state(folder, ret_name, call);
    }
    if (state == STATE_CHANGED)
        return fail(err, IO, "%s: there are %d others of that name, all changed by somebody", name,
                    TRIES);
    return state == STATE_SAME ? OK : replace(folder, ret_name, json_text_at(call, "text"), err);
}

enum result folder_write(const char *folder, const struct json *call, struct json *ret_answer,
                         struct err *err) {
    const char *path = json_text_at(call, "path"), *name = "";
    char chosen[PATH_SIZE];
    bool beside = false;
    int fd = -1;
    enum result result = open_folder(folder, path, true, &fd, &name, err);
    if (result != OK)
        return result;
    result = write_in(fd, name, call, chosen, &beside, err);
    close(fd);
    if (result != OK)
        return result;
    STR_AUTO(place, PLACE_SIZE);
    str_addf(&place, "%s/%.*s%s", folder, (int)(name - path), path, chosen);
    json_put_str(ret_answer, "place", place.text);
    json_put_bool(ret_answer, "beside", beside);
    return OK;
}
