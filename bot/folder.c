/* Documents below a folder: see folder.h. Everything happens by descriptors, from the folder down,
 * and no link is followed: whoever may write there cannot lead us elsewhere. */
#include "bot/folder.h"

#include "base/mem.h"
#include "bot/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

enum { PATH_SIZE = 512, TRIES = 50, READ_MAX = 1024 * 1024 };

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

/* The folder that path is in, made where it is missing; *ret_name is what is behind it. */
static enum result open_folder(const char *folder, const char *path, int *ret_fd,
                               const char **ret_name, struct err *err) {
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return not_done(err, folder);
    for (const char *slash; (slash = strchr(path, '/')); path = slash + 1) {
        char part[PATH_SIZE];
        snprintf(part, sizeof part, "%.*s", (int)(slash - path), path);
        if (mkdirat(fd, part, 0777) != 0 && errno != EEXIST) {
            close(fd);
            return not_done(err, part);
        }
        int next = openat(fd, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        close(fd);
        if (next < 0)
            return not_done(err, part);
        fd = next;
    }
    *ret_fd = fd;
    *ret_name = path;
    return OK;
}

/* ---- Reading and writing */

enum state { STATE_FREE, STATE_SAME, STATE_OURS, STATE_CHANGED };

static bool has(const char *bytes, size_t len, const char *text) {
    return len == strlen(text) && memcmp(bytes, text, len) == 0;
}

static enum result read_state(int folder, const char *name, const struct json *call,
                              enum state *ret_state, struct err *err) {
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    *ret_state = errno == ENOENT && fd < 0 ? STATE_FREE : STATE_CHANGED;
    if (fd < 0)
        return errno == ENOENT || errno == ELOOP ? OK : not_done(err, name);
    char *bytes = mem_alloc(READ_MAX + 1);
    size_t len = 0;
    ssize_t got;
    while (len <= READ_MAX && (got = read(fd, bytes + len, READ_MAX + 1 - len)) > 0)
        len += (size_t)got;
    if (has(bytes, len, json_text_at(call, "text")))
        *ret_state = STATE_SAME;
    else if (*json_text_at(call, "before") && has(bytes, len, json_text_at(call, "before")))
        *ret_state = STATE_OURS;
    mem_free(bytes);
    close(fd);
    return OK;
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
        enum result result = read_state(folder, ret_name, call, &state, err);
        if (result != OK)
            return result;
    }
    if (state == STATE_CHANGED)
        return fail(err, IO, "%s: there are %d others of that name, all changed by somebody", name,
                    TRIES);
    return state == STATE_SAME ? OK : replace(folder, ret_name, json_text_at(call, "text"), err);
}

enum result folder_write(const char *folder, const struct json *call, struct str *ret_place,
                         bool *ret_beside, struct err *err) {
    const char *path = json_text_at(call, "path"), *name = "";
    char chosen[PATH_SIZE];
    int fd = -1;
    if (!is_inside(path))
        return fail(err, INVALID, "\"%s\" is no path below the folder", path);
    enum result result = open_folder(folder, path, &fd, &name, err);
    if (result != OK)
        return result;
    result = write_in(fd, name, call, chosen, ret_beside, err);
    close(fd);
    if (result == OK)
        str_addf(ret_place, "%s/%.*s%s", folder, (int)(name - path), path, chosen);
    return result;
}

/* ---- In a thread */

struct work {
    uv_work_t request;
    char *folder;
    struct json *call;
    uint64_t ticket;
    void (*answered)(void *user, const struct web_answer *answer);
    void *user;

    enum result result; /* the thread's, until it is over */
    struct err err;
    struct str place;
    bool beside;
};

static void do_work(uv_work_t *request) {
    struct work *work = request->data;
    work->result = folder_write(work->folder, work->call, &work->place, &work->beside, &work->err);
}

static void work_done(uv_work_t *request, int status) {
    struct work *work = request->data;
    JSON_AUTO *body = json_new_object();
    bool ok = status == 0 && work->result == OK;
    struct web_answer answer = web_answer_none(ok ? WEB_OK : WEB_REFUSED, "");
    json_put_bool(body, "ok", ok);
    json_put_str(body, "place", work->place.text);
    json_put_bool(body, "beside", work->beside);
    answer.ticket = work->ticket;
    answer.body = body;
    if (!ok)
        answer.text = answer.error = status ? uv_strerror(status) : work->err.text;
    work->answered(work->user, &answer);
    json_free(work->call);
    str_free(&work->place);
    mem_free(work->folder);
    mem_free(work);
}

enum result folder_call(struct loop *loop, const char *folder, const char *body, uint64_t ticket,
                        void (*answered)(void *user, const struct web_answer *answer), void *user,
                        struct err *err) {
    struct json *call = NULL;
    enum result result = json_parse(body, strlen(body), &call, err);
    if (result != OK)
        return result;
    struct work *work = mem_alloc(sizeof *work);
    work->request.data = work;
    work->folder = mem_strdup(folder);
    work->call = call;
    work->ticket = ticket;
    work->answered = answered;
    work->user = user;
    work->place = str_new(2 * PATH_SIZE);
    if (uv_queue_work(loop_uv(loop), &work->request, do_work, work_done) != 0)
        abort(); /* it only fails without a function to call */
    return OK;
}
