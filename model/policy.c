/* Reading a policy: see policy.h. */
#include "model/policy.h"

#include "base/str.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

const struct policy_severity *policy_severity(const struct policy *policy, int severity) {
    assert(severity >= 1 && severity <= POLICY_SEVERITIES);
    return &policy->severities[severity - 1];
}

static bool has_word(const char *words, const char *word) {
    size_t len = strlen(word);
    while (*words) {
        size_t span = strcspn(words, " ");
        if (span == len && strncasecmp(words, word, len) == 0)
            return true;
        words += span + strspn(words + span, " ");
    }
    return false;
}

int policy_severity_named(const struct policy *policy, const char *word) {
    if (!*word)
        return 0;
    for (int severity = 1; severity <= POLICY_SEVERITIES; severity++) {
        const struct policy_severity *rules = policy_severity(policy, severity);
        if (str_equal_nocase(rules->name, word) || has_word(rules->aliases, word))
            return severity;
    }
    return 0;
}
