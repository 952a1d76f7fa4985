/* Documents below a folder of this machine: drafts that people then change. A file that somebody
 * else has changed is never written over: the new text goes beside it, as NAME-2.md and so on. Both
 * functions block. */
#ifndef BOT_FOLDER_H
#define BOT_FOLDER_H

#include "base/json.h"
#include "base/str.h"

enum { FOLDER_TEXT_MAX = 1024 * 1024 };

/* A call is {"path", "text", "before"}: where below the folder, what is to stand there, and what
 * was written there last by us ("" for nothing). It may be repeated: what stands there already is
 * left alone.
 *
 * Writes it, through a file beside it that takes its place when all of it is on the disk. Folders
 * on the way are made; the folder itself must be there, and what is new is as open to its group as
 * it is, and to nobody else. ret_answer gets "place", where it stands now, and "beside", true when
 * that is not where it was meant to. INVALID for a path that leads out of the folder, IO for
 * everything else, with a sentence. */
enum result folder_write(const char *folder, const struct json *call, struct json *ret_answer,
                         struct err *err) RESULT;

/* A call is {"path"}: ret_answer gets "text", what stands there below the folder. ABSENT when
 * nothing does, else fails like folder_text, and for what is no text; all of it with a sentence. */
enum result folder_show(const char *folder, const struct json *call, struct json *ret_answer,
                        struct err *err) RESULT;

/* Adds what stands at this path below the folder to ret_text. ABSENT when nothing does, INVALID for
 * a path that leads out, IO for what is longer than FOLDER_TEXT_MAX, no file or not to be read. */
enum result folder_text(const char *folder, const char *path, struct str *ret_text, struct err *err)
    RESULT;

#endif
