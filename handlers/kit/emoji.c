/* Reactions and what they mean: see emoji.h. */
#include "handlers/kit/emoji.h"

#include "base/str.h"
#include "store/messages.h"

#include <string.h>

static const char *const kinds[] = {MESSAGE_NOTE, MESSAGE_EVIDENCE, MESSAGE_TASK, NULL};

const char *emoji_of(const struct config *config, const char *kind) {
    const struct config_emoji *emoji = &config->emoji;
    if (str_equal(kind, MESSAGE_NOTE))
        return emoji->note;
    return str_equal(kind, MESSAGE_EVIDENCE) ? emoji->evidence : emoji->done;
}

const char *emoji_kind(const struct config *config, const char *reaction) {
    const char *skin = strstr(reaction, "::");
    size_t len = skin ? (size_t)(skin - reaction) : strlen(reaction);
    for (int i = 0; len > 0 && kinds[i]; i++) {
        const char *emoji = emoji_of(config, kinds[i]);
        if (strlen(emoji) == len && memcmp(emoji, reaction, len) == 0)
            return kinds[i];
    }
    return NULL;
}
