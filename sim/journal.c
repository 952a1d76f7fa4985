/* The journal, a ring of JSON objects: see journal.h. */
#include "sim/journal.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

struct journal {
    int64_t last;  /* number of the newest entry, 0 at first */
    int64_t first; /* number of the oldest that is kept */
    struct json *entries[JOURNAL_MAX];
};

struct journal *journal_new(void) {
    struct journal *journal = mem_alloc(sizeof *journal);
    journal->first = 1;
    return journal;
}

static struct json **slot(struct journal *journal, int64_t n) {
    return &journal->entries[n % JOURNAL_MAX];
}

static void drop_first(struct journal *journal) {
    struct json **entry = slot(journal, journal->first++);
    json_free(*entry);
    *entry = NULL;
}

void journal_clear(struct journal *journal) {
    while (journal->first <= journal->last)
        drop_first(journal);
}

void journal_free(struct journal *journal) {
    if (!journal)
        return;
    journal_clear(journal);
    mem_free(journal);
}

int64_t journal_add(struct journal *journal, const char *kind, struct json *owned) {
    if (journal->last - journal->first + 1 == JOURNAL_MAX)
        drop_first(journal);
    int64_t n = ++journal->last;
    json_put_int(owned, "n", n);
    json_put_int(owned, "at_ms", clock_utc_ms());
    json_put_str(owned, "kind", kind);
    *slot(journal, n) = owned;
    return n;
}

struct json *journal_entry(struct journal *journal, int64_t n) {
    return n >= journal->first && n <= journal->last ? *slot(journal, n) : NULL;
}

struct json *journal_find(struct journal *journal, const char *name, const char *text) {
    for (int64_t n = journal->last; n >= journal->first; n--)
        if (str_equal(json_str(*slot(journal, n), name), text))
            return *slot(journal, n);
    return NULL;
}

struct json *journal_since(const struct journal *journal, int64_t since) {
    struct json *entries = json_new_array();
    int64_t n = since + 1 > journal->first ? since + 1 : journal->first;
    for (; n <= journal->last; n++)
        json_push(entries, json_copy(journal->entries[n % JOURNAL_MAX]));
    return entries;
}
