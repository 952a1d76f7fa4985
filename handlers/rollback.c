/* /incident rollback [start|safe|done|verify|abort] – walks the rollback that was decided: is it
 * safe, carry it out, verify it. The steps and what they need are in kit/walk.h. */
#include "handlers/kit/walk.h"

static enum result rollback(struct context *cx, const struct request *rq) {
    return walk_run(cx, rq, "rollback");
}

const struct handler handlers_rollback[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "rollback",
     .usage = "[start|safe|done|verify|abort] [number] [words]",
     .summary = "walk the rollback that was decided, step by step",
     .example = "rollback safe",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = rollback},
    {0},
};
