/* Answers out of a fuzzer's bytes: see answers.h. */
#include "tests/fuzz/answers.h"

#include "base/utf8.h"
#include "tests/fuzz/expect.h"

#include <string.h>

enum { STATUS_MAX = 599, RETRY_MIN_MS = 1000, RETRY_MAX_MS = 3600 * 1000, SENTENCE_MAX = 1024 };

static void expect_sound(const struct web_answer *answer) {
    bool later = answer->outcome == WEB_LATER;
    expect(answer->outcome >= WEB_OK && answer->outcome <= WEB_IN_DOUBT);
    expect(answer->text[0] && strlen(answer->text) <= SENTENCE_MAX);
    expect(utf8_valid(answer->text, strlen(answer->text)));
    expect(answer->outcome != WEB_REFUSED || answer->error[0]);
    expect(answer->outcome != WEB_OK || !answer->error[0]);
    expect(later ? answer->retry_after_ms >= RETRY_MIN_MS && answer->retry_after_ms <= RETRY_MAX_MS
                 : answer->retry_after_ms == -1);
    expect(utf8_valid(answer->messages, strlen(answer->messages)));
}

bool answers_next(struct answers *answers, struct fuzz_answer *ret_next) {
    if (answers->at >= answers->end)
        return false;
    size_t len = strnlen(answers->at, (size_t)(answers->end - answers->at));
    struct fuzz_answer next = {.arena = arena_new(1024 * 1024), .text = mem_alloc(len + 1)};
    memcpy(next.text, answers->at, len);
    answers->at += len + (answers->at + len < answers->end);
    char *body = strchr(next.text, '\n');
    if (body)
        *body++ = 0;
    char *retry_after = strchr(next.text, ' ');
    struct web_response response = {.what = "chat.postMessage",
                                    .is_method = next.text[0] != '-',
                                    .status = abs(atoi(next.text) % (STATUS_MAX + 1)),
                                    .retry_after = retry_after ? retry_after + 1 : "",
                                    .request_id = "",
                                    .scopes = retry_after ? retry_after + 1 : "",
                                    .body = body ? body : "",
                                    .len = body ? strlen(body) : 0};
    next.body = web_answer_read(&response, next.arena, &next.answer);
    expect_sound(&next.answer);
    *ret_next = next;
    return true;
}

void answers_free(struct fuzz_answer *answer) {
    json_free(answer->body);
    arena_free(answer->arena);
    mem_free(answer->text);
}
