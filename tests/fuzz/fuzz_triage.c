/* Fuzzes the answers of triage: whatever is typed, what is stored is an answer's word, "unknown",
 * or the words themselves where free words answer; nothing is written but on OK; and an answer that
 * was stored leads to another question or to the end. */
#include "model/triage.h"

#include "base/mem.h"
#include "base/str.h"
#include "tests/fuzz/expect.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXT_MAX = 4096, ARENA_MAX = 1024 * 1024 };

#define ANSWER(text, bound)                                                                        \
    {                                                                                              \
        .word = (text), .label = "", .above = (bound), .next = "", .severity = "", .course = "",   \
        .kind = ""                                                                                 \
    }

static struct playbook_answer yes_no[] = {ANSWER("yes", -1), ANSWER("no", -1)};
static struct playbook_answer shares[] = {ANSWER("over-50", 50), ANSWER("10-50", 9),
                                          ANSWER("under-10", 0)};
static struct playbook_question questions[] = {
    {.name = "a", .ask = "?", .answers = yes_no, .answer_count = 2},
    {.name = "b", .ask = "?", .answers = shares, .answer_count = 3},
    {.name = "c", .ask = "?", .free_text = true},
    {.name = "d", .ask = "?", .answers = yes_no, .answer_count = 2, .free_text = true}};

enum { QUESTIONS = sizeof questions / sizeof *questions };

static void try_question(int number, const char *text, struct arena *arena) {
    static const char untouched[] = "untouched";
    const struct playbook_question *question = &questions[number];
    const char *value = untouched;
    enum result result = triage_read(question, text, arena, &value);
    expect(result == OK || result == ABSENT);
    if (result == ABSENT) {
        expect(value == untouched && (!question->free_text || !*text));
        return;
    }
    bool known = triage_answer(question, value) || str_equal(value, TRIAGE_UNKNOWN);
    expect(known || (question->free_text && str_equal(value, text)));
    struct playbook playbook = {.triage = &questions[number], .question_count = QUESTIONS - number};
    struct triage_given given = {question->name, value};
    struct triage_path path = triage_follow(&playbook, &given, 1);
    expect(path.count == 1 && path.next == (number + 1 < QUESTIONS ? question + 1 : NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char text[TEXT_MAX];
    if (size >= sizeof text || memchr(data, 0, size))
        return 0;
    memcpy(text, data, size);
    text[size] = 0;
    struct arena *arena = arena_new(ARENA_MAX);
    for (int i = 0; i < QUESTIONS; i++)
        try_question(i, text, arena);
    arena_free(arena);
    return 0;
}
