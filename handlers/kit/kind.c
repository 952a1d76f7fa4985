/* Kinds of incidents: see kind.h. */
#include "handlers/kit/kind.h"

bool kind_locks_comms(const struct context *cx) {
    const struct playbook_kind *kind = playbook_kind(cx->playbook, cx->incident->kind);
    return kind && kind->locks_comms;
}
