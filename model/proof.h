/* Whether words prove that something was done: whether they name something that others can look up.
 */
#ifndef MODEL_PROOF_H
#define MODEL_PROOF_H

#include <stdbool.h>

/* True for a text with a link, the number of an issue ("#123"), a commit ("1a2b3c4") or a file
 * ("docs/Regressions.md") in it. "done" and "yes, all of it" prove nothing. */
bool proof_in(const char *text);

#endif
