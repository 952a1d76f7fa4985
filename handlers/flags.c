/* /incident flags – what the playbook says of feature flags, and the way to switch one off. */
#include "handlers/kit/change.h"
#include "handlers/kit/checklist.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/walk.h"

/* Switching one off is a course of action where the playbook has it. */
static enum result say_course(struct context *cx) {
    const struct playbook_course *course = playbook_course(cx->playbook, "flag");
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    if (!course)
        return OK;
    reply_say(cx, "To switch one off now: `%s decide %s …which flag, and why…`", command,
              course->name);
    reply_button(cx, arena_printf(cx->arena, "Decide: %s", course->title),
                 arena_printf(cx->arena, "decide %s %s", name, course->name));
    const struct playbook_checklist *list = walk_checklist(cx, course);
    struct checklist checklist;
    enum result result = list ? checklist_load(cx, list, &checklist) : OK;
    if (!list || result != OK)
        return result;
    reply_say(cx, "Its steps: *%s*, %s", shown(cx, list->title),
              checklist_progress(cx, &checklist));
    checklist_say(cx, &checklist, PART_WHOLE);
    checklist_offer(cx, &checklist, PART_WHOLE, 1);
    return OK;
}

static enum result flags(struct context *cx, const struct request *rq) {
    const struct playbook_texts *texts = &cx->playbook->flags;
    if (texts->count)
        reply_say(cx, "%s: feature flags, as *%s* has it", heading(cx),
                  shown(cx, cx->playbook->title));
    else
        reply_say(cx, "%s: your playbook says nothing of feature flags.", heading(cx));
    for (int i = 0; i < texts->count; i++)
        reply_say(cx, "• %s", shown(cx, texts->texts[i]));
    enum result result = say_course(cx);
    reply_unused(cx, rq->args);
    return result;
}

const struct handler handlers_flags[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "flags",
     .usage = "[incident]",
     .summary = "read when and how to use feature flags, and switch one off",
     .example = "flags",
     .needs = NEEDS_INCIDENT,
     .run = flags},
    {0},
};
