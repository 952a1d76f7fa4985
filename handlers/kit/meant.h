/* What somebody may have meant: the nearest words for one that is unknown, with all else that was
 * typed kept. */
#ifndef HANDLERS_KIT_MEANT_H
#define HANDLERS_KIT_MEANT_H

#include "handlers/kit/handler.h"

enum { MEANT_MAX = 3 };

struct meant {
    const struct handler *handler;
    const char *start; /* the verb, or the first words of the line */
    const char *line;  /* as it would have been typed, without the slash command; in the arena */
};

/* The commands that an unknown verb with rest behind it may mean, best first, each once: the verb
 * that follows it ("please update …") and what other tools call it; without either, those spelt
 * most alike, by name or alias. How many. */
int meant_verbs(struct context *cx, const char *verb, const char *rest,
                struct meant ret_meant[MEANT_MAX]);

/* What a word that other tools know for something is here, as the beginning of a line: "note" for
 * "comment"; NULL when it is no such word. */
const char *meant_habit(const char *word);

/* The arguments of a refused command with their first word put right, after the words that the
 * command's usage names and the playbook's roles and courses where it asks for one; in the arena.
 * "" when the word is right, or like none of them. */
const char *meant_arguments(struct context *cx, const struct handler *handler, const char *args);

#endif
