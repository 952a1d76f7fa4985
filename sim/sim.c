/* The whole, made and unmade: see sim.h. */
#include "sim/sim.h"

#include "base/clock.h"
#include "base/mem.h"
#include "sim/fault.h"
#include "sim/files.h"
#include "sim/grants.h"
#include "sim/journal.h"
#include "sim/limits.h"
#include "sim/schedule.h"
#include "sim/socket_mode.h"
#include "sim/stream.h"
#include "sim/views.h"
#include "sim/workspace.h"

#include <stdio.h>
#include <stdlib.h>

enum result sim_init(struct sim *sim, uv_loop_t *loop, const char *workspace_text,
                     struct err *err) {
    struct workspace *workspace;
    enum result result = workspace_load(workspace_text, &workspace, err);
    if (result != OK)
        return result;
    *sim = (struct sim){.loop = loop,
                        .random = random_new(uv_hrtime() ^ (uint64_t)clock_utc_ms()),
                        .settings = settings_default(),
                        .workspace_text = workspace_text ? mem_strdup(workspace_text) : NULL,
                        .workspace = workspace,
                        .journal = journal_new(),
                        .stream = stream_new(loop),
                        .faults = faults_new(),
                        .limits = limits_new(),
                        .grants = grants_new(),
                        .views = views_new(),
                        .schedule = schedule_new(),
                        .files = files_new()};
    sim->sockets = sockets_new(sim);
    return OK;
}

void sim_free(struct sim *sim) {
    sockets_free(sim->sockets);
    schedule_free(sim->schedule);
    files_free(sim->files);
    views_free(sim->views);
    grants_free(sim->grants);
    limits_free(sim->limits);
    faults_free(sim->faults);
    stream_free(sim->stream);
    journal_free(sim->journal);
    workspace_free(sim->workspace);
    mem_free(sim->workspace_text);
}

void sim_reset(struct sim *sim) {
    struct workspace *before = sim->workspace;
    if (workspace_load(sim->workspace_text, &sim->workspace, NULL) != OK)
        abort(); /* the same text was loaded at the start */
    sockets_reset(sim);
    schedule_clear(sim->schedule);
    files_clear(sim->files);
    views_clear(sim->views);
    grants_clear(sim->grants);
    limits_clear(sim->limits);
    faults_clear(sim->faults);
    journal_clear(sim->journal);
    sim->settings = settings_default();
    sim->workspace->last_ts_us = before->last_ts_us;
    workspace_free(before);
    stream_send(sim->stream, "reset", json_new_object());
}

int64_t sim_scaled_ms(const struct sim *sim, int64_t ms) {
    return ms > 0 ? ms / sim->settings.time_factor : 0;
}

const char *sim_new_id(struct sim *sim, const char *prefix, char out[ID_SIZE]) {
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    char tail[11] = "0000000000";
    for (size_t i = 1; i < 10; i++)
        tail[i] = digits[random_below(&sim->random, sizeof digits - 1)];
    snprintf(out, ID_SIZE, "%s%s", prefix, tail);
    return out;
}
