/* The local Slack as a whole: the one struct that its modules share. Each field has one owner, the
 * module that it is named after; the others go through that module's functions. */
#ifndef SIM_SIM_H
#define SIM_SIM_H

#include "base/err.h"
#include "base/random.h"
#include "sim/settings.h"

#include <stdint.h>
#include <uv.h>

struct sim {
    uv_loop_t *loop;
    char base_url[256]; /* "http://127.0.0.1:8065" */
    struct random random;
    struct settings settings;
    char *workspace_text; /* of --workspace, or NULL; for the reset */
    struct workspace *workspace;
    struct journal *journal;
    struct stream *stream;
    struct faults *faults;
    struct limits *limits;
    struct grants *grants;
    struct views *views;
    struct schedule *schedule;
    struct files *files;
    struct sockets *sockets;
};

/* Makes everything but the listener. workspace_text is the workspace file's content, or NULL for
 * the built-in one. INVALID when that is wrong. The caller ends it with sim_free. */
enum result sim_init(struct sim *sim, uv_loop_t *loop, const char *workspace_text, struct err *err)
    RESULT;
void sim_free(struct sim *sim);

/* Back to the first moment: workspace, settings and faults; connected apps stay connected. */
void sim_reset(struct sim *sim);

/* What a span of Slack's time lasts here: ms divided by the time factor. */
int64_t sim_scaled_ms(const struct sim *sim, int64_t ms);

enum { ID_SIZE = 40 };

/* A fresh id: prefix and ten of [0-9A-Z], as Slack's look. Returns out. */
const char *sim_new_id(struct sim *sim, const char *prefix, char out[ID_SIZE]);

#endif
