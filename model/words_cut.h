/* Finding words in a line and cutting pieces out of it: what words.c, words_options.c and
 * words_fields.c share. Nobody else includes it. */
#ifndef MODEL_WORDS_CUT_H
#define MODEL_WORDS_CUT_H

#include "model/words.h"

/* A piece of line.rest: one word, or several with what stands between. */
struct span {
    const char *start, *end;
};

/* The first word at or behind from; false when there is none. */
bool span_next(const char *from, struct span *ret_span);

/* The first words of text, at most max; returns how many. */
size_t span_head(const char *text, struct span *ret_spans, size_t max);

/* The last words of text, in order, at most max; returns how many. */
size_t span_tail(const char *text, struct span *ret_spans, size_t max);

/* The piece from the beginning of one to the end of another. */
struct span span_join(struct span first, struct span last);

/* Folds the span into out; false, with out empty, when that has more than WORDS_WORD_MAX bytes. */
bool span_fold(struct span span, char out[WORDS_WORD_MAX + 1]);

/* The same for the words of a phrase, without the punctuation mark that may end it ("14:05:"). */
bool span_fold_phrase(struct span span, char out[WORDS_WORD_MAX + 1]);

/* Takes the span out of line.rest. */
void words_cut(struct words *line, struct span span);

/* text from start to end, without white space around it, in the arena. */
const char *words_copy(struct arena *arena, struct span span);

/* Reads the longest moment in the first words of text; ret_span is the words that it has. ABSENT or
 * INVALID as phrase_moment. */
enum result words_moment_at(const char *text, int64_t now_ms, enum phrase_side side,
                            struct span *ret_span, int64_t *ret_ms, struct err *err) RESULT;

#endif
