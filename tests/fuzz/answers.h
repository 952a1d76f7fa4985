/* Answers of Slack's Web API out of a fuzzer's bytes: each "STATUS[ RETRY-AFTER]\nBODY", ended by a
 * NUL. */
#ifndef TESTS_FUZZ_ANSWERS_H
#define TESTS_FUZZ_ANSWERS_H

#include "bot/web_answer.h"

struct answers {
    const char *at, *end;
};

/* One answer, checked for what web_answer.h promises. */
struct fuzz_answer {
    struct web_answer answer;
    struct json *body;
    struct arena *arena;
    char *text;
};

/* Reads the next answer; false at the end. The caller frees it. */
bool answers_next(struct answers *answers, struct fuzz_answer *ret_next);
void answers_free(struct fuzz_answer *answer);

#endif
