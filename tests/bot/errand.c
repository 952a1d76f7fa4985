/* Calls for this machine, in a thread of the loop's. */
#include "bot/errand.h"

#include "bot/loop.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct err err;

struct heard {
    struct loop *loop;
    int answers;
    enum web_outcome outcome;
    char text[256];
    uint64_t ticket;
};

static void hear(void *user, const struct web_answer *answer) {
    struct heard *heard = user;
    heard->answers++;
    heard->outcome = answer->outcome;
    heard->ticket = answer->ticket;
    snprintf(heard->text, sizeof heard->text, "%s",
             answer->outcome == WEB_OK ? json_text_at(answer->body, "done") : answer->error);
    loop_stop(heard->loop);
}

/* Does what it is told to. */
static enum result deed(const char *folder, const struct json *call, struct json *ret_answer,
                        struct err *why) {
    const char *what = json_text_at(call, "what");
    if (strcmp(what, "nothing") == 0)
        return fail(why, IO, "%s: nothing is done", folder);
    json_put_str(ret_answer, "done", what);
    return OK;
}

static enum result start(struct heard *heard, const char *body) {
    struct errand errand = {
        .deed = deed, .folder = "/srv", .body = body, .ticket = 7, .answered = hear, .user = heard};
    *heard = (struct heard){.answers = 0};
    cr_assert_eq(loop_new(&heard->loop, &err), OK);
    return errand_start(heard->loop, &errand, &err);
}

static void run_to_the_end(struct heard *heard, const char *body) {
    cr_assert_eq(start(heard, body), OK);
    cr_assert_eq(heard->answers, 0, "never from inside");
    loop_run(heard->loop);
    loop_free(heard->loop);
    cr_assert_eq(heard->answers, 1);
    cr_assert_eq(heard->ticket, 7);
}

Test(errand, is_done_in_a_thread_and_the_loop_hears_what_came_of_it) {
    struct heard heard;
    run_to_the_end(&heard, "{\"what\": \"tidied\"}");
    cr_assert_eq(heard.outcome, WEB_OK);
    cr_assert_str_eq(heard.text, "tidied");
}

Test(errand, that_fails_is_a_refusal_for_the_loop) {
    struct heard heard;
    run_to_the_end(&heard, "{\"what\": \"nothing\"}");
    cr_assert_eq(heard.outcome, WEB_REFUSED);
    cr_assert_str_eq(heard.text, "/srv: nothing is done");
}

Test(errand, without_a_call_that_can_be_read_is_not_begun) {
    struct heard heard;
    cr_assert_eq(start(&heard, "tidy"), INVALID);
    loop_free(heard.loop);
    cr_assert_eq(heard.answers, 0);
}
