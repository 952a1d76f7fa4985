/* The words for the four states of work: see status.h. */
#include "model/status.h"

#include "base/str.h"
#include "base/utf8.h"

#include <stddef.h>

static const struct {
    const char *word;
    enum status status;
} table[] = {
    {"investigating", STATUS_INVESTIGATING},
    {"investigate", STATUS_INVESTIGATING},
    {"investigation", STATUS_INVESTIGATING},
    {"active", STATUS_INVESTIGATING},
    {"triage", STATUS_INVESTIGATING},
    {"triaging", STATUS_INVESTIGATING},

    {"mitigating", STATUS_MITIGATING},
    {"mitigate", STATUS_MITIGATING},
    {"identified", STATUS_MITIGATING}, /* cause known, so the remedy is being worked on */
    {"fixing", STATUS_MITIGATING},
    {"hotfix", STATUS_MITIGATING},
    {"rollback", STATUS_MITIGATING},

    {"monitoring", STATUS_MONITORING},
    {"monitor", STATUS_MONITORING},
    {"mitigated", STATUS_MONITORING},
    {"fixed", STATUS_MONITORING},
    {"watching", STATUS_MONITORING},
    {"verifying", STATUS_MONITORING},
    {"recovering", STATUS_MONITORING},
    {"stable", STATUS_MONITORING},

    {"resolved", STATUS_RESOLVED},
    {"resolve", STATUS_RESOLVED},
    {"done", STATUS_RESOLVED},
    {"closed", STATUS_RESOLVED},
    {"finished", STATUS_RESOLVED},
    {"over", STATUS_RESOLVED},
};

enum result status_read(const char *word, enum status *ret_status) {
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (str_equal_nocase(word, table[i].word)) {
            *ret_status = table[i].status;
            return OK;
        }
    }
    return ABSENT;
}

enum result status_parse(const char *word, enum status *ret_status, struct err *err) {
    if (status_read(word, ret_status) == OK)
        return OK;
    return fail(
        err, INVALID,
        "\"%.*s\" is not a status; write investigating, mitigating, monitoring or resolved, "
        "for example: status monitoring",
        (int)utf8_prefix(word, 40), word);
}

static bool status_valid(int status) {
    return status >= STATUS_INVESTIGATING && status <= STATUS_RESOLVED;
}

const char *status_name(enum status status) {
    static const char *const names[] = {"investigating", "mitigating", "monitoring", "resolved"};
    return status_valid((int)status) ? names[status - STATUS_INVESTIGATING] : "unknown";
}

const char *status_title(enum status status) {
    static const char *const titles[] = {"Investigating", "Mitigating", "Monitoring", "Resolved"};
    return status_valid((int)status) ? titles[status - STATUS_INVESTIGATING] : "Unknown";
}
