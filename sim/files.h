/* Files: taken in by an address that is good once, shared into channels, shown by the page
 * (docs.slack.dev/messaging/working-with-files). */
#ifndef SIM_FILES_H
#define SIM_FILES_H

#include "sim/http.h"
#include "sim/workspace.h"

enum { FILES_MAX = 300, FILE_NAME_SIZE = 4 * 255 + 1, FILE_ALT_MAX = 1000 };

struct file {
    TAILQ_ENTRY(file) link;
    const struct app *app;   /* NULL: a person's */
    const struct user *user; /* who shared it */
    char id[ID_SIZE];
    char secret[ID_SIZE]; /* the last part of the address to send it to */
    char name[FILE_NAME_SIZE];
    char *title, *alt; /* alt: NULL when it was not given */
    int64_t created_s;
    size_t announced, len;
    char *bytes;         /* NULL: not received yet */
    bool is_done;        /* completed */
    struct json *shares; /* array of {channel, ts, thread_ts?} */
};

struct files *files_new(void);
void files_free(struct files *files);
void files_clear(struct files *files);

/* A file that an app will send; the oldest goes when there are too many. alt may be NULL. */
struct file *files_expect(struct sim *sim, const struct app *app, const char *name, size_t len,
                          const char *alt);

/* A text that a person shares, all of it there at once. */
struct file *files_of_person(struct sim *sim, const struct user *user, const char *name,
                             const char *bytes, size_t len);

/* NULL for nothing; another app's file is nothing. */
struct file *files_find(const struct sim *sim, const struct app *app, const char *id);

/* The one after previous, the newest first; NULL begins and ends. */
struct file *files_next(const struct sim *sim, struct file *previous);

/* As Slack shows it in messages and in files.info; the caller frees it. */
struct json *file_json(const struct sim *sim, const struct file *file);

/* POST /upload/v1/SECRET: the bytes, as they are or as the first part of a form. */
void files_receive(struct sim *sim, struct exchange *exchange);

/* GET /files-pri/ID/NAME */
void files_serve(struct sim *sim, struct exchange *exchange);

#endif
