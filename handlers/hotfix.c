/* /incident hotfix [start|done|verify|abort] – walks the hotfix that was decided, in three columns:
 * what is required, which shortcuts are allowed, what is forbidden. A shortcut that is taken by its
 * button is written down as owed. The steps and what they need are in kit/walk.h. */
#include "handlers/kit/walk.h"

static enum result hotfix(struct context *cx, const struct request *rq) {
    return walk_run(cx, rq, "hotfix");
}

const struct handler handlers_hotfix[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "hotfix",
     .usage = "[start|done|verify|abort] [number] [words]",
     .summary = "walk the hotfix that was decided: required, allowed, forbidden",
     .example = "hotfix",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = hotfix},
    {0},
};
