/* Systems, not people: see blameless.h. */
#include "handlers/kit/blameless.h"

#include "base/str.h"
#include "handlers/kit/reply.h"
#include "model/slack_text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Whether the name stands in the text as words of its own. */
static bool has_name(const char *text, const char *name) {
    size_t len = strlen(name);
    for (const char *at = text; len && *at; at++) {
        bool begins = at == text || !isalnum((unsigned char)at[-1]);
        if (begins && strncasecmp(at, name, len) == 0 && !isalnum((unsigned char)at[len]))
            return true;
    }
    return false;
}

static bool names_somebody(const struct context *cx, const char *text) {
    struct slack_mention who;
    size_t at = 0;
    while (slack_mention_next(text, &at, &who))
        if (who.kind == SLACK_MENTION_USER)
            return true;
    for (int i = 0; i < cx->playbook->person_count; i++)
        if (has_name(text, cx->playbook->people[i].name))
            return true;
    return false;
}

void blameless_hint(struct context *cx, const char *text) {
    if (names_somebody(cx, text))
        reply_say(cx,
                  "That names a person as a cause. It stands as you wrote it; what helps the "
                  "next time is what let it happen: “the deployment let it through” rather than "
                  "who deployed.");
}
