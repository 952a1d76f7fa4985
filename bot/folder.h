/* Documents below a folder of this machine: drafts that people then change. A file that somebody
 * else has changed is never written over: the new text goes beside it, as NAME-2.md and so on.
 *
 * A call is {"path", "text", "before"}: where below the folder, what is to stand there, and what
 * was written there last by us ("" for nothing). It may be repeated: what stands there already is
 * left alone. */
#ifndef BOT_FOLDER_H
#define BOT_FOLDER_H

#include "base/json.h"
#include "base/str.h"
#include "bot/web_answer.h"

struct loop;

/* Writes it, through a file beside it that takes its place when all of it is on the disk. Folders
 * on the way are made; the folder itself must be there. ret_place gets where it stands now;
 * *ret_beside is true when that is not where it was meant to. INVALID for a path that leads out of
 * the folder, IO for everything else, with a sentence. Blocks. */
enum result folder_write(const char *folder, const struct json *call, struct str *ret_place,
                         bool *ret_beside, struct err *err) RESULT;

/* The same in a thread of the loop's: answered is called from the loop, never from inside this,
 * with
 * {"ok": true, "place", "beside"}, or REFUSED and why. INVALID when body is no JSON. */
enum result folder_call(struct loop *loop, const char *folder, const char *body, uint64_t ticket,
                        void (*answered)(void *user, const struct web_answer *answer), void *user,
                        struct err *err) RESULT;

#endif
