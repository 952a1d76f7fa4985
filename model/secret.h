/* Texts that leave the house, and what must not be in them: tokens and keys that somebody copied
 * along with a log line. */
#ifndef MODEL_SECRET_H
#define MODEL_SECRET_H

#include <stdbool.h>
#include <stddef.h>

struct secret {
    const char *what; /* "a Slack token" */
    int line;         /* where it stands in the text, from 1 */
    size_t at, len;   /* the same in bytes */
};

/* Finds the first thing in text that looks like a token, a key or a password in an address; false
 * when there is none. Looks are enough: a false alarm costs a word, a leak a night. */
bool secret_find(const char *text, struct secret *ret_secret);

#endif
