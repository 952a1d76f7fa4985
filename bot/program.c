/* Another program, run to its end: see program.h. Each has a loop of libuv's for itself, in whose
 * course nothing else happens. */
#include "bot/program.h"

#include "base/clock.h"

#include <linux/close_range.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

enum { PIECE_SIZE = 16 * 1024 };

struct run {
    const struct program *program;
    uv_loop_t loop;
    uv_process_t process;
    uv_pipe_t input, said, complaint;
    uv_timer_t timer;
    uv_write_t write;
    struct str *ret_said, *ret_complaint;
    char piece[PIECE_SIZE];
    bool late, talkative;
    int64_t code;
    int signal;
};

static void close_once(void *handle) {
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

/* Its whole session: whatever it has started itself would hold the pipes open. */
static void put_down(struct run *run) {
    (void)kill(-run->process.pid, SIGKILL); /* what is over already is not there */
    close_once(&run->input);
    close_once(&run->said);
    close_once(&run->complaint);
}

/* ---- What happens meanwhile */

static void on_end(uv_process_t *process, int64_t code, int signal) {
    struct run *run = process->data;
    run->code = code;
    run->signal = signal;
    close_once(process);
}

static void on_late(uv_timer_t *timer) {
    struct run *run = timer->data;
    run->late = true;
    put_down(run);
}

static void lend(uv_handle_t *handle, size_t suggested, uv_buf_t *ret_buffer) {
    struct run *run = handle->data;
    (void)suggested;
    *ret_buffer = uv_buf_init(run->piece, sizeof run->piece);
}

static void on_said(uv_stream_t *stream, ssize_t len, const uv_buf_t *buffer) {
    struct run *run = stream->data;
    if (len > 0)
        str_add_bytes(run->ret_said, buffer->base, (size_t)len);
    if (len < 0)
        close_once(stream);
    if (!run->ret_said->full)
        return;
    run->talkative = true;
    put_down(run);
}

static void on_complaint(uv_stream_t *stream, ssize_t len, const uv_buf_t *buffer) {
    struct run *run = stream->data;
    if (len > 0)
        str_add_bytes(run->ret_complaint, buffer->base, (size_t)len);
    if (len < 0)
        close_once(stream);
}

/* A program that does not read to the end says itself why. */
static void on_written(uv_write_t *write, int status) {
    (void)status;
    close_once(write->handle);
}

/* ---- Beginning */

/* False when there are no descriptors left for it. */
static bool prepare(struct run *run) {
    if (uv_loop_init(&run->loop) != 0)
        return false;
    uv_pipe_init(&run->loop, &run->input, 0); /* none of these can fail */
    uv_pipe_init(&run->loop, &run->said, 0);
    uv_pipe_init(&run->loop, &run->complaint, 0);
    uv_timer_init(&run->loop, &run->timer);
    run->input.data = run->said.data = run->complaint.data = run->timer.data = run;
    run->process.data = run;
    return true;
}

/* Every descriptor that is open anywhere in the process stays behind, whichever library opened it
 * and how; an older kernel leaves that to the libraries, which do it too. */
static int spawn(struct run *run) {
    const struct program *program = run->program;
    int pipe = UV_CREATE_PIPE | UV_WRITABLE_PIPE;
    uv_stdio_container_t stdio[] = {
        {.flags = program->input ? UV_CREATE_PIPE | UV_READABLE_PIPE : UV_IGNORE,
         .data.stream = (uv_stream_t *)&run->input},
        {.flags = (uv_stdio_flags)pipe, .data.stream = (uv_stream_t *)&run->said},
        {.flags = (uv_stdio_flags)pipe, .data.stream = (uv_stream_t *)&run->complaint}};
    uv_process_options_t options = {.exit_cb = on_end,
                                    .file = program->arguments[0],
                                    .args = (char **)(uintptr_t)program->arguments,
                                    .env = (char **)(uintptr_t)program->environment,
                                    .cwd = program->folder,
                                    .flags = UV_PROCESS_DETACHED,
                                    .stdio_count = 3,
                                    .stdio = stdio};
    (void)close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
    return uv_spawn(&run->loop, &run->process, &options);
}

static void begin(struct run *run) {
    const struct program *program = run->program;
    int64_t left_ms = program->until_ms - clock_monotonic_ms();
    uv_timer_start(&run->timer, on_late, left_ms > 0 ? (uint64_t)left_ms : 0, 0);
    uv_unref((uv_handle_t *)&run->timer); /* it is nothing to wait for */
    uv_read_start((uv_stream_t *)&run->said, lend, on_said);
    uv_read_start((uv_stream_t *)&run->complaint, lend, on_complaint);
    uv_buf_t buffer = {(char *)(uintptr_t)program->input, program->input_len};
    if (!program->input ||
        uv_write(&run->write, (uv_stream_t *)&run->input, &buffer, 1, on_written) != 0)
        close_once(&run->input);
}

static void finish(struct run *run) {
    close_once(&run->process);
    close_once(&run->input);
    close_once(&run->said);
    close_once(&run->complaint);
    close_once(&run->timer);
    uv_run(&run->loop, UV_RUN_DEFAULT);
    if (uv_loop_close(&run->loop) != 0)
        abort(); /* a handle was forgotten */
}

enum result program_run(const struct program *program, struct str *ret_said,
                        struct str *ret_complaint, int *ret_code, struct err *err) {
    const char *name = program->arguments[0];
    struct run run = {.program = program, .ret_said = ret_said, .ret_complaint = ret_complaint};
    if (!prepare(&run))
        return fail(err, IO, "%s cannot be started: no descriptors are left", name);
    int failed = spawn(&run);
    if (!failed) {
        begin(&run);
        uv_run(&run.loop, UV_RUN_DEFAULT);
    }
    finish(&run);
    if (failed == UV_ENOENT && access(program->folder, F_OK) == 0)
        return fail(err, ABSENT, "there is no program %s", name);
    if (failed)
        return fail(err, IO, "%s cannot be started in %s: %s", name, program->folder,
                    uv_strerror(failed));
    if (run.late)
        return fail(err, IO, "%s took too long and was stopped", name);
    if (run.talkative)
        return fail(err, IO, "%s said more than anybody expected and was stopped", name);
    if (run.signal)
        return fail(err, IO, "%s was ended by signal %d", name, run.signal);
    *ret_code = (int)run.code;
    return OK;
}
