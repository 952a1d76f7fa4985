/* How far the triage of an incident came: see triaged.h. */
#include "handlers/kit/triaged.h"

#include "base/str.h"
#include "base/utf8.h"
#include "store/answers.h"

#include <string.h>

/* Of an answer that is shown in one line. */
enum { VALUE_MAX = 120 };

enum result triaged_load(struct context *cx, struct triage_path *ret_path) {
    struct answer_list list;
    enum result result =
        answer_list(cx->store, cx->arena, cx->incident->id, ANSWER_TRIAGE, &list, cx->err);
    if (result != OK)
        return result;
    struct triage_given *given = arena_alloc(cx->arena, (size_t)list.count * sizeof *given + 1);
    for (int i = 0; i < list.count; i++)
        given[i] = (struct triage_given){list.answers[i].name, list.answers[i].value};
    *ret_path = triage_follow(cx->playbook, given, list.count);
    return OK;
}

const char *triaged_label(struct context *cx, const struct playbook_question *question,
                          const char *value) {
    if (triage_answer(question, value) || strlen(value) <= VALUE_MAX)
        return triage_meant(question, value);
    return arena_printf(cx->arena, "%.*s…", (int)utf8_prefix(value, VALUE_MAX), value);
}

const char *triaged_reason(struct context *cx, const struct triage_path *path, const char *by) {
    for (int i = 0; i < path->count; i++)
        if (str_equal(path->asked[i]->name, by))
            return arena_printf(cx->arena, "triage: %s %s", path->asked[i]->ask,
                                triaged_label(cx, path->asked[i], path->values[i]));
    return "triage";
}
