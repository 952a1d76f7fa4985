/* Reading an operator's directory: see folder.h. */
#include "templates/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum result read_open(int file, const char *path, struct str *out, struct err *err) {
    struct stat status;
    if (fstat(file, &status) != 0)
        return fail(err, IO, "cannot read %s: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return fail(err, INVALID, "%s is not a regular file; move it elsewhere", path);
    char part[4096];
    for (ssize_t len; (len = read(file, part, sizeof part)) != 0;) {
        if (len < 0)
            return fail(err, IO, "cannot read %s: %s", path, strerror(errno));
        str_add_bytes(out, part, (size_t)len);
        if (out->full)
            return fail(err, INVALID, "%s is too long: a template has at most %zu bytes", path,
                        out->max);
    }
    return OK;
}

enum result folder_read(const char *path, struct str *out, struct err *err) {
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0)
        return fail(err, IO, "cannot open %s: %s", path, strerror(errno));
    enum result result = read_open(file, path, out, err);
    close(file);
    return result;
}

static int is_visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

enum result folder_each(const char *directory, folder_take *take, void *owner, struct err *err) {
    struct dirent **entries;
    int count = scandir(directory, &entries, is_visible, alphasort);
    if (count < 0)
        return fail(err, errno == ENOENT ? ABSENT : IO,
                    "cannot read the directory of templates, %s: %s", directory, strerror(errno));
    enum result result = OK;
    for (int i = 0; i < count; i++) {
        STR_AUTO(path, 4096);
        str_addf(&path, "%s/%s", directory, entries[i]->d_name);
        if (result == OK)
            result = take(owner, path.text, entries[i]->d_name, err);
        free(entries[i]);
    }
    free(entries);
    return result;
}
