/* One voice for what falls together. Clocks, promises, marks and the watch run apart, and their
 * minutes meet. Two rules keep the thread readable then:
 *
 *   - whoever was called by name in the last two minutes is not called again: the next line says
 *     what it has to say without the name, which would only make the telephone ring once more;
 *   - a line that only says how late it is, the mark, is left out when the thread was reminded of
 *     something in the last two minutes or will be in the next two. */
#ifndef HANDLERS_KIT_VOICE_H
#define HANDLERS_KIT_VOICE_H

#include "handlers/kit/handler.h"

/* Whom a reminder in the thread of cx->incident calls: the mention of user, or "" when they were
 * called a moment ago. Remembers that the thread is reminded now. Where the thread cannot be
 * reached it is the mention, and nothing is remembered. */
enum result voice_call(struct context *cx, const char *user, const char **ret_mention) RESULT;

/* Remembers the same of a reminder that calls user in any case. */
enum result voice_called(struct context *cx, const char *user) RESULT;

/* Whether the thread was reminded a moment ago, or will be in a moment, of a clock's mark or of a
 * promised update. */
enum result voice_is_near(struct context *cx, bool *ret_near) RESULT;

#endif
