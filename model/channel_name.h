/* What a channel that an incident has to itself is called, and what stands at its top: templates of
 * a playbook, "inc-{date}-{title}", filled with what the incident is. */
#ifndef MODEL_CHANNEL_NAME_H
#define MODEL_CHANNEL_NAME_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

/* https://docs.slack.dev/reference/methods/conversations.create and .setTopic */
enum { CHANNEL_NAME_MAX = 80, CHANNEL_NAME_SIZE = CHANNEL_NAME_MAX + 1, CHANNEL_TOPIC_MAX = 250 };

/* The words between braces, in the stored form of slack_text.h; "" leaves nothing. */
struct channel_words {
    const char *id, *date, *title, *severity, *kind; /* a name may have these … */
    const char *status, *ic, *impact, *bridge;       /* … a topic these as well */
};

/* Copies the first word between braces that a name, or else a topic, cannot have into out, cut to
 * size; "" when all are known. */
void channel_template_unknown(const char *text, bool is_name, char *out, size_t size);

/* The first character of a name's template outside of braces that no channel may have; 0 when
 * there is none: lower case letters, digits, - and _ are allowed. */
char channel_template_wrong(const char *text);

/* Fills a topic, cut to max characters; it is in the stored form as well. */
void channel_topic(const char *text, const struct channel_words *words, size_t max,
                   struct str *out);

/* Fills a name: what Slack does not allow becomes a dash, and two of them one. try > 0 puts the
 * number after it that follows on so many names that were taken: "-2". Never empty. */
void channel_name(const char *text, const struct channel_words *words, int try,
                  char out[CHANNEL_NAME_SIZE]);

#endif
