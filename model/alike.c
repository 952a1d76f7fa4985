/* Incidents that are alike: see alike.h. */
#include "model/alike.h"

#include "base/str.h"
#include "model/likeness.h"

enum { WORDS_MIN = 2 };

int alike_percent(const struct incident *one, const struct incident *other) {
    struct likeness there = likeness_of(one->title, other->title);
    struct likeness back = likeness_of(other->title, one->title);
    int words = there.words > back.words ? there.words : back.words;
    int same = there.same < back.same ? there.same : back.same;
    bool of_kind = *one->kind && str_equal(one->kind, other->kind);
    if (words == 0 || same < (of_kind ? 1 : WORDS_MIN))
        return 0;
    return same * 100 / words;
}
