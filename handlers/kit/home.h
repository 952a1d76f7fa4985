/* App Home: everybody's own page of the app, which shows what the console says and stays. Whoever
 * opened theirs in the last days gets it again whenever something may have changed that it shows:
 * soon after, together with what else changes then, and only if it looks another way.
 * handlers/home.c hears that one was opened, and does the publishing again. */
#ifndef HANDLERS_KIT_HOME_H
#define HANDLERS_KIT_HOME_H

#include "base/utc.h"
#include "handlers/kit/handler.h"

/* Who looks at their page is followed for so long after they opened it; of so many people the last
 * ones. */
#define HOME_FOLLOWED_MS (7 * DAY_MS)
enum { HOME_FOLLOWED_MAX = 100 };

/* What changes together becomes one page, and a page is not published more often than this. */
enum { HOME_SETTLE_MS = SECOND_MS, HOME_EVERY_MS = 10 * SECOND_MS };

/* So long an answer stands on a page. */
enum { HOME_ANSWER_MS = 30 * SECOND_MS };

/* The page of user as it is now, a view; the caller frees it. The context is afterwards what it
 * was. */
enum result home_view(struct context *cx, const char *user, struct json **ret_view) RESULT;

/* Publishes it, now, and follows it; user has opened it. */
enum result home_show(struct context *cx, const char *user) RESULT;

/* rq was handled: whoever looks at their page gets it again, if rq may have changed it. */
enum result home_follow(struct context *cx, const struct request *rq) RESULT;

/* rq was pressed on somebody's page: shows what was replied on top of it for a while. */
enum result home_answer(struct context *cx, const struct request *rq) RESULT;

/* The same whatever it was: every page that is looked at may look another way. */
enum result home_stir(struct context *cx) RESULT;

/* Publishes the next page that may look another way, if it does, and has the others looked at;
 * none sooner than it may be published again. */
enum result home_again(struct context *cx) RESULT;

#endif
