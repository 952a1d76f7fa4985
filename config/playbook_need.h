/* What a playbook mentions by its name must be somewhere in it: for the checks of each part
 * (playbook_check.c). Whatever is not there is told with the line that mentions it; "" mentions
 * nothing. */
#ifndef CONFIG_PLAYBOOK_NEED_H
#define CONFIG_PLAYBOOK_NEED_H

#include "config/faults.h"
#include "model/playbook.h"

struct check {
    const struct playbook *playbook;
    struct faults *faults;
};

/* Tells a fault at a line of the playbook; a format and what goes into it follow. */
#define TELL(check, at, ...)                                                                       \
    do {                                                                                           \
        struct origin origin = {.where = (check)->playbook->file, .line = (at)};                   \
        faults_add((check)->faults, &origin, __VA_ARGS__);                                         \
    } while (0)

/* Every word of a list fits, with its NUL. */
enum { WORD_SIZE = 64 };

/* Copies the next of words with single spaces between, and goes on behind it; false at the end. */
bool take_word(const char **words, char word[WORD_SIZE]);

/* Each tells when there is no such thing. */
void need_person(const struct check *check, int line, const char *name);
void need_role(const struct check *check, int line, const char *name);
void need_group(const struct check *check, int line, const char *name);
void need_course(const struct check *check, int line, const char *name);
void need_checklist(const struct check *check, int line, const char *name);
void need_kind(const struct check *check, int line, const char *name);
void need_question(const struct check *check, int line, const char *name);
void need_runbook(const struct check *check, int line, const char *name);
void need_condition(const struct check *check, int line, const char *name);

/* Tells what is none of sev1 to sev4. */
void need_severity(const struct check *check, int line, const char *word);

/* Asks need for each word of a list, such as "sev1 sev2". */
void need_each(const struct check *check, int line, const char *words,
               void (*need)(const struct check *check, int line, const char *word));

/* Tells of a reminder without words, and of words without a time: what is for a time is asked
 * after, and asking takes words. */
void need_reminder(const struct check *check, int line, int64_t remind_ms, const char *remind);

/* The checks of channels: those that incidents have to themselves, and where else they are
 * announced (playbook_check_channels.c). */
void check_channels(const struct check *check);

/* Tells when working time is counted and the calendar has none. */
void need_working_time(const struct check *check, int line);

#endif
