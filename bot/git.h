/* Documents of a folder that lies in a git repository, committed by the git command: each incident
 * has a branch of its own, which is moved without a working tree, so that nobody's files, index or
 * branch that is checked out are touched. No hook runs, nothing is asked, no settings but the
 * repository's own hold, and nothing leaves the machine. */
#ifndef BOT_GIT_H
#define BOT_GIT_H

#include "base/json.h"

/* A call is {"path", "branch", "subject", "at_ms"}: the document below the folder, the branch that
 * gets it, the commit's message and its time. It may be repeated: what the branch has already is
 * not committed again. A branch that is not there yet begins where origin's main branch is, else
 * where the repository is.
 *
 * ret_answer gets "branch", "commit", the one that has the document now, "" when there is no such
 * document any more, and "made", whether it was made for this call, now or by an attempt whose end
 * nobody saw. ABSENT without git; IO when git
 * refuses or the branch is checked out somewhere, with a sentence. Blocks, for 15 seconds at most.
 */
enum result git_commit(const char *folder, const struct json *call, struct json *ret_answer,
                       struct err *err) RESULT;

/* Whether git is there and takes the folder for one of a repository; fails like git_commit. */
enum result git_check(const char *folder, struct err *err) RESULT;

#endif
