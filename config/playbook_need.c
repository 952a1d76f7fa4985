/* Whether what a playbook mentions is there: see playbook_need.h. */
#include "config/playbook_need.h"

#include "base/str.h"
#include "model/calendar.h"

#include <stdio.h>
#include <string.h>

bool take_word(const char **words, char word[WORD_SIZE]) {
    size_t len = strcspn(*words, " ");
    if (len == 0)
        return false;
    snprintf(word, WORD_SIZE, "%.*s", (int)len, *words);
    *words += len + ((*words)[len] == ' ');
    return true;
}

void need_person(const struct check *check, int line, const char *name) {
    if (*name && !playbook_person(check->playbook, name))
        TELL(check, line, "there is no person \"%s\" in people", name);
}

void need_role(const struct check *check, int line, const char *name) {
    if (*name && !playbook_role(check->playbook, name))
        TELL(check, line, "there is no role \"%s\" in roles", name);
}

void need_group(const struct check *check, int line, const char *name) {
    if (*name && !playbook_group(check->playbook, name))
        TELL(check, line, "there is no group \"%s\" in groups", name);
}

void need_course(const struct check *check, int line, const char *name) {
    if (*name && !playbook_course(check->playbook, name))
        TELL(check, line, "there is no course \"%s\" in decision.courses", name);
}

void need_checklist(const struct check *check, int line, const char *name) {
    if (*name && !playbook_checklist(check->playbook, name))
        TELL(check, line, "there is no checklist \"%s\" in checklists", name);
}

void need_kind(const struct check *check, int line, const char *name) {
    if (*name && !playbook_kind(check->playbook, name))
        TELL(check, line, "there is no kind \"%s\" in kinds", name);
}

void need_question(const struct check *check, int line, const char *name) {
    if (*name && !playbook_question(check->playbook, name))
        TELL(check, line, "there is no question \"%s\" in triage", name);
}

void need_runbook(const struct check *check, int line, const char *name) {
    if (*name && !playbook_has(&check->playbook->runbooks, name))
        TELL(check, line, "there is no runbook \"%s\" in runbooks", name);
}

static bool is_severity(const char *word) {
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++)
        if (str_equal(severity_code(s), word))
            return true;
    return false;
}

void need_severity(const struct check *check, int line, const char *word) {
    if (*word && !is_severity(word))
        TELL(check, line, "\"%s\" is no severity; write sev1, sev2, sev3 or sev4", word);
}

void need_each(const struct check *check, int line, const char *words,
               void (*need)(const struct check *check, int line, const char *word)) {
    for (char word[WORD_SIZE]; take_word(&words, word);)
        need(check, line, word);
}

void need_reminder(const struct check *check, int line, int64_t remind_ms, const char *remind) {
    if (remind_ms && !*remind)
        TELL(check, line, "remind_after needs the words of the reminder; write remind = \"…\"");
    else if (*remind && !remind_ms)
        TELL(check, line, "when is this asked? Write remind_after = \"24h\"");
}

void need_condition(const struct check *check, int line, const char *name) {
    for (enum severity s = SEVERITY_1; *name && s <= SEVERITY_4; s++)
        if (playbook_condition(check->playbook, s, name))
            return;
    if (*name)
        TELL(check, line, "there is no condition \"%s\" in conditions of a severity", name);
}

void need_working_time(const struct check *check, int line) {
    if (!calendar_works(&check->playbook->calendar))
        TELL(check, line,
             "business_hours needs working hours; write calendar: { days, opens, closes }");
}
