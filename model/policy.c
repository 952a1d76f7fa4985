/* Reading a policy: see policy.h. */
#include "model/policy.h"

#include <assert.h>
#include <string.h>

const struct policy_severity *policy_severity(const struct policy *policy, enum severity severity) {
    assert(severity_valid((int)severity));
    return &policy->severities[severity - SEVERITY_1];
}

/* The next word of text from *position on, copied into the arena; NULL at the end. */
static const char *next_word(const char **position, struct arena *arena) {
    const char *word = *position + strspn(*position, " ");
    size_t len = strcspn(word, " ");
    *position = word + len;
    return len ? arena_strndup(arena, word, len) : NULL;
}

/* Not more than this many words fit into all names and aliases. */
static size_t most_words(const struct policy *policy) {
    size_t letters = 0; /* of words at least one letter long, with a space between */
    for (int i = 0; i < POLICY_SEVERITIES; i++)
        letters += strlen(policy->severities[i].aliases);
    return POLICY_SEVERITIES + (letters + POLICY_SEVERITIES) / 2;
}

struct severity_aliases policy_aliases(const struct policy *policy, struct arena *arena) {
    struct severity_alias *list = arena_alloc(arena, most_words(policy) * sizeof *list);
    size_t count = 0;
    for (int severity = SEVERITY_1; severity <= SEVERITY_4; severity++) {
        const struct policy_severity *rules = policy_severity(policy, (enum severity)severity);
        const char *aliases = rules->aliases;
        const char *word = arena_strdup(arena, rules->name);
        for (; word; word = next_word(&aliases, arena))
            list[count++] = (struct severity_alias){word, (enum severity)severity};
    }
    return (struct severity_aliases){list, count};
}
