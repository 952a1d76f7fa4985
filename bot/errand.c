/* Calls of the outbox that are for this machine: see errand.h. */
#include "bot/errand.h"

#include "base/mem.h"
#include "bot/loop.h"

#include <stdlib.h>
#include <string.h>
#include <uv.h>

struct work {
    uv_work_t request;
    struct errand errand;
    char *folder;
    struct json *call;

    struct json *answer; /* the thread's, until it is over */
    enum result result;
    struct err err;
};

static void do_work(uv_work_t *request) {
    struct work *work = request->data;
    work->result = work->errand.deed(work->folder, work->call, work->answer, &work->err);
}

static void work_done(uv_work_t *request, int status) {
    struct work *work = request->data;
    bool ok = status == 0 && work->result == OK;
    struct web_answer answer = web_answer_none(ok ? WEB_OK : WEB_REFUSED, "");
    json_put_bool(work->answer, "ok", ok);
    answer.ticket = work->errand.ticket;
    answer.body = work->answer;
    if (!ok)
        answer.text = answer.error = status ? uv_strerror(status) : work->err.text;
    work->errand.answered(work->errand.user, &answer);
    json_free(work->call);
    json_free(work->answer);
    mem_free(work->folder);
    mem_free(work);
}

enum result errand_start(struct loop *loop, const struct errand *errand, struct err *err) {
    struct json *call = NULL;
    enum result result = json_parse(errand->body, strlen(errand->body), &call, err);
    if (result != OK)
        return result;
    struct work *work = mem_alloc(sizeof *work);
    work->request.data = work;
    work->errand = *errand;
    work->folder = mem_strdup(errand->folder);
    work->call = call;
    work->answer = json_new_object();
    if (uv_queue_work(loop_uv(loop), &work->request, do_work, work_done) != 0)
        abort(); /* it only fails without a function to call */
    return OK;
}
