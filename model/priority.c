/* Priorities: see priority.h. */
#include "model/priority.h"

#include "model/words_cut.h"

#include <ctype.h>
#include <string.h>

int64_t priority_read(const char *word) {
    bool bracket = *word == '[' || *word == '(';
    const char *at = word + bracket;
    if (tolower((unsigned char)*at) != 'p' || at[1] < '0' || at[1] >= '0' + PRIORITIES)
        return 0;
    size_t behind = bracket && (at[2] == ']' || at[2] == ')');
    return at[2 + behind] == 0 ? at[1] - '0' + 1 : 0;
}

const char *priority_name(int64_t priority) {
    static const char *const names[PRIORITIES + 1] = {"", "P0", "P1", "P2", "P3"};
    return priority > 0 && priority <= PRIORITIES ? names[priority] : "";
}

int64_t words_take_priority(struct words *line) {
    struct span ends[2];
    char word[WORDS_WORD_MAX + 1];
    size_t count = span_head(line->rest, &ends[0], 1) + span_tail(line->rest, &ends[1], 1);
    for (size_t i = 0; i < count; i++) {
        int64_t priority = span_fold_phrase(ends[i], word) ? priority_read(word) : 0;
        if (!priority)
            continue;
        words_cut(line, ends[i]);
        return priority;
    }
    return 0;
}
