/* How alike a few typed words and a line of a list are, so that "smoke test" means "Run smoke tests
 * on critical paths". */
#ifndef MODEL_LIKENESS_H
#define MODEL_LIKENESS_H

#include <stdbool.h>

/* Words count when they mean something alone: not "the" or "of", but "no". */
struct likeness {
    int words; /* of what was typed */
    int same;  /* of those, how many the line has too: in whatever form ("skip" and "skipping"), or
                  by their first four letters or more */
};

struct likeness likeness_of(const char *typed, const char *line);

/* Whether the line has all that was typed, and something was. */
static inline bool likeness_is_full(struct likeness likeness) {
    return likeness.words > 0 && likeness.same == likeness.words;
}

#endif
