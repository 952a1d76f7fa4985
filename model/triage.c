/* Triage: see triage.h. */
#include "model/triage.h"

#include "base/str.h"
#include "model/typography.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { FOLDED_SIZE = 128, DIGITS_MAX = 9 };

/* ---- Numbers: "40%", "about 40", ">50 %" */

/* Takes a word or sign from the head; true when it was there. */
static bool take(const char **at, const char *word) {
    size_t len = strlen(word);
    bool letters = isalpha((unsigned char)*word) != 0;
    if (strncasecmp(*at, word, len) != 0 || (letters && isalpha((unsigned char)(*at)[len])))
        return false;
    *at += len;
    *at += strspn(*at, " ");
    return true;
}

static bool take_any(const char **at, const char *const *words) {
    for (; *words; words++)
        if (take(at, *words))
            return true;
    return false;
}

/* Reads a number in halves, so that "more than 50" and 50.5 lie behind 50; "less than 10" is 9. */
static bool read_halves(const char *text, int64_t *ret_halves) {
    static const char *const more[] = {">", "over", "more than", "above", NULL};
    static const char *const less[] = {"<", "under", "less than", "below", NULL};
    static const char *const about[] = {"~", "about", "around", "roughly", "ca.", NULL};
    static const char *const behind[] = {"%", "percent", "per cent", NULL};
    bool is_more = take_any(&text, more), is_less = !is_more && take_any(&text, less);
    int64_t number = 0, half = is_more ? 1 : 0;
    take_any(&text, about);
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > DIGITS_MAX)
        return false;
    for (size_t i = 0; i < digits; i++)
        number = number * 10 + (text[i] - '0');
    text += digits;
    if (*text == '.' || *text == ',') { /* any part of one is a half for our purpose */
        size_t decimals = strspn(text + 1, "0123456789");
        if (decimals == 0)
            return false;
        if (strspn(text + 1, "0") < decimals)
            half = 1;
        text += 1 + decimals;
    }
    text += strspn(text, " ");
    take_any(&text, behind);
    *ret_halves = is_less ? 2 * number - 2 : 2 * number + half;
    return *text == 0;
}

/* The answer with the greatest bound that halves is above, else the one with the least; NULL where
 * no answer goes by number. */
static const struct playbook_answer *by_number(const struct playbook_question *question,
                                               int64_t halves) {
    const struct playbook_answer *best = NULL, *least = NULL;
    for (int i = 0; i < question->answer_count; i++) {
        const struct playbook_answer *answer = &question->answers[i];
        if (answer->above < 0)
            continue;
        if (!least || answer->above < least->above)
            least = answer;
        if (halves > 2 * answer->above && (!best || answer->above > best->above))
            best = answer;
    }
    return best ? best : least;
}

/* ---- Words */

const struct playbook_answer *triage_answer(const struct playbook_question *question,
                                            const char *value) {
    for (int i = 0; i < question->answer_count; i++)
        if (str_equal_nocase(question->answers[i].word, value))
            return &question->answers[i];
    return NULL;
}

const char *triage_meant(const struct playbook_question *question, const char *value) {
    const struct playbook_answer *answer = triage_answer(question, value);
    return answer && *answer->label ? answer->label : value;
}

/* The answer that a whole text is: its word, its label, or the letter for it. */
static const struct playbook_answer *by_word(const struct playbook_question *question,
                                             const char *text) {
    static const struct { const char *short_form, *word; } letters[] = {{"y", "yes"}, {"n", "no"}};
    const struct playbook_answer *found = triage_answer(question, text);
    for (int i = 0; !found && i < question->answer_count; i++)
        if (*text && str_equal_nocase(question->answers[i].label, text))
            found = &question->answers[i];
    for (size_t i = 0; !found && i < sizeof letters / sizeof *letters; i++)
        if (str_equal_nocase(letters[i].short_form, text))
            found = triage_answer(question, letters[i].word);
    return found;
}

/* "yes, on staging too". Without the mark it may be the beginning of a sentence: "no one can log
 * in" is no "no". */
static const struct playbook_answer *by_first_word(const struct playbook_question *question,
                                                   const char *text) {
    char word[FOLDED_SIZE];
    size_t len = strcspn(text, " \t\n,;:.!");
    bool marked = text[len] && strchr(",;:.!", text[len]);
    if (!marked || !typography_fold(text, len, word, sizeof word))
        return NULL;
    return by_word(question, word);
}

static bool is_unknown(const char *folded) {
    static const char *const words[] = {TRIAGE_UNKNOWN, "skip",      "don't know",
                                        "dont know",    "not known", "not sure",
                                        "unclear",      "?",         NULL};
    for (int i = 0; words[i]; i++)
        if (str_equal_nocase(words[i], folded))
            return true;
    return false;
}

enum result triage_read(const struct playbook_question *question, const char *text,
                        struct arena *arena, const char **ret_value) {
    char folded[FOLDED_SIZE];
    int64_t halves;
    const struct playbook_answer *answer = NULL;
    bool short_enough = typography_fold(text, strlen(text), folded, sizeof folded) && *folded;
    if (!*text)
        return ABSENT;
    if (short_enough)
        answer = by_word(question, folded);
    if (!answer && short_enough && is_unknown(folded)) {
        *ret_value = TRIAGE_UNKNOWN;
        return OK;
    }
    if (!answer && short_enough && read_halves(folded, &halves))
        answer = by_number(question, halves);
    if (!answer && !question->free_text)
        answer = by_first_word(question, text);
    if (!answer && !question->free_text)
        return ABSENT;
    *ret_value = answer ? answer->word : arena_strdup(arena, text);
    return OK;
}

/* ---- The way */

static const char *value_of(const struct triage_given *given, int count, const char *question) {
    for (int i = 0; i < count; i++)
        if (str_equal_nocase(given[i].question, question))
            return given[i].value;
    return NULL;
}

/* The worst of a list: severities count from 1, the worst. */
static int worst(const char *severities) {
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++)
        if (str_has_word(severities, severity_code(s)))
            return (int)s;
    return (int)SEVERITY_4 + 1;
}

static void propose(struct triage_path *path, const struct playbook_question *question,
                    const struct playbook_answer *answer) {
    if (*answer->severity && worst(answer->severity) <= worst(path->severities)) {
        path->severities = answer->severity;
        path->severity_by = question->name;
    }
    if (*answer->course) {
        path->course = answer->course;
        path->course_by = question->name;
    }
    if (*answer->kind)
        path->kind = answer->kind;
    if (str_is_set(answer->condition))
        path->condition = answer->condition;
}

static const struct playbook_question *after(const struct playbook *playbook,
                                             const struct playbook_question *question,
                                             const struct playbook_answer *answer) {
    if (answer && answer->ends)
        return NULL;
    if (answer && *answer->next)
        return playbook_question(playbook, answer->next);
    bool last = question + 1 == playbook->triage + playbook->question_count;
    return last ? NULL : question + 1;
}

struct triage_path triage_follow(const struct playbook *playbook, const struct triage_given *given,
                                 int count) {
    struct triage_path path = {.severities = "",
                               .course = "",
                               .kind = "",
                               .condition = "",
                               .severity_by = "",
                               .course_by = ""};
    path.next = playbook->question_count ? playbook->triage : NULL;
    while (path.next && path.count < TRIAGE_MAX) {
        const struct playbook_question *question = path.next;
        const char *value = value_of(given, count, question->name);
        if (!value)
            return path;
        const struct playbook_answer *answer = triage_answer(question, value);
        path.asked[path.count] = question;
        path.values[path.count++] = value;
        if (answer)
            propose(&path, question, answer);
        path.next = after(playbook, question, answer);
    }
    return path;
}
