/* The severity words of this team: see severities.h. */
#include "handlers/kit/severities.h"

#include <string.h>

enum { ALIASES_MAX = 64 };

struct severity_aliases severities_aliases(struct context *cx) {
    struct severity_alias *list = arena_alloc(cx->arena, ALIASES_MAX * sizeof *list);
    struct severity_aliases aliases = {list, 0};
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++) {
        const struct policy_severity *policy = policy_severity(&cx->config->policy, (int)s);
        char *rest = arena_printf(cx->arena, "%s %s", policy->name, policy->aliases), *save = NULL;
        for (char *word = strtok_r(rest, " ", &save); word && aliases.count < ALIASES_MAX;
             word = strtok_r(NULL, " ", &save))
            list[aliases.count++] = (struct severity_alias){word, s};
    }
    return aliases;
}
