/* The words that a mistyped one may have meant: see words.h. */
#include "base/str.h"
#include "model/words.h"

#include <string.h>
#include <strings.h>

enum { LETTERS_MAX = 32 }; /* of each word; a longer one is compared by its beginning */

struct near {
    size_t index;
    bool prefix;
    size_t distance;
};

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

static size_t letters(const char *word) {
    return strnlen(word, LETTERS_MAX);
}

/* Insertions, deletions, replacements and swaps of neighbours that turn a into b, no place edited
 * twice ("optimal string alignment"): enough for slips of the hand. */
static size_t distance(const char *a, const char *b) {
    size_t d[LETTERS_MAX + 1][LETTERS_MAX + 1];
    size_t a_len = letters(a), b_len = letters(b);
    for (size_t i = 0; i <= a_len; i++)
        d[i][0] = i;
    for (size_t k = 0; k <= b_len; k++)
        d[0][k] = k;
    for (size_t i = 1; i <= a_len; i++) {
        for (size_t k = 1; k <= b_len; k++) {
            char x = lower(a[i - 1]), y = lower(b[k - 1]);
            d[i][k] = least(d[i - 1][k - 1] + (x != y), least(d[i - 1][k], d[i][k - 1]) + 1);
            if (i > 1 && k > 1 && x == lower(b[k - 2]) && y == lower(a[i - 2]))
                d[i][k] = least(d[i][k], d[i - 2][k - 2] + 1);
        }
    }
    return d[a_len][b_len];
}

static bool nearer(const struct near *a, const struct near *b) {
    return a->prefix != b->prefix ? a->prefix : a->distance < b->distance;
}

/* Puts one into the list of the best, which has count places filled; returns how many then are. */
static size_t insert(struct near *best, size_t count, struct near one) {
    size_t place = count;
    while (place > 0 && nearer(&one, &best[place - 1]))
        place--;
    if (place == WORDS_NEAREST_MAX)
        return count;
    size_t kept = least(count, WORDS_NEAREST_MAX - 1);
    if (kept > place)
        memmove(best + place + 1, best + place, (kept - place) * sizeof *best);
    best[place] = one;
    return kept + 1;
}

size_t words_nearest(const char *word, const char *const *candidates, size_t count,
                     size_t ret_index[WORDS_NEAREST_MAX]) {
    struct near best[WORDS_NEAREST_MAX];
    size_t found = 0;
    for (size_t i = 0; i < count && *word; i++) {
        size_t longer =
            letters(word) > letters(candidates[i]) ? letters(word) : letters(candidates[i]);
        struct near one = {.index = i, .distance = distance(word, candidates[i])};
        one.prefix = strncasecmp(candidates[i], word, strlen(word)) == 0;
        if (one.prefix || one.distance * 2 <= longer)
            found = insert(best, found, one);
    }
    for (size_t i = 0; i < found; i++)
        ret_index[i] = best[i].index;
    return found;
}

void words_add_nearest(struct str *out, const char *const *candidates, const size_t *index,
                       size_t found) {
    for (size_t i = 0; i < found; i++) {
        const char *joint = i == 0 ? "; did you mean " : i + 1 < found ? ", " : " or ";
        str_addf(out, "%s%s", joint, candidates[index[i]]);
    }
    str_add(out, found ? "?" : "");
}
