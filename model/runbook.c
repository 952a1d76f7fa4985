/* Reading runbooks and finding the one that fits: see runbook.h. */
#include "model/runbook.h"

#include "base/str.h"
#include "base/utc.h"
#include "base/utf8.h"
#include "model/phrase.h"

#include <ctype.h>
#include <string.h>

enum { WORD_SIZE = 48, WORD_LETTERS_MIN = 3, IN_TITLE = 3, IN_SYMPTOMS = 2, IN_SERVICES = 2 };

struct reading {
    struct arena *arena;
    const char *text; /* the rest */
    int line;         /* of which this is the first line */
    struct runbook *runbook;
    struct err *err;
};

static const char *take_line(struct reading *reading) {
    size_t len = strcspn(reading->text, "\n");
    const char *line = arena_strndup(reading->arena, reading->text, len);
    reading->text += len + (reading->text[len] == '\n');
    reading->line++;
    return line;
}

static enum result wrong(const struct reading *reading, const char *what) {
    return fail(reading->err, INVALID, "%d: %s", reading->line, what);
}

/* ---- The facts above */

static enum result take_review(const struct reading *reading, const char *value) {
    if (phrase_duration(value, &reading->runbook->review_ms, NULL) != OK)
        return wrong(reading, "review is a time such as 90d");
    return OK;
}

static enum result take_updated(const struct reading *reading, const char *value) {
    int64_t ms;
    if (!utc_read_day(value, &ms))
        return wrong(reading, "updated is a day such as 2026-01-19");
    reading->runbook->updated = value;
    return OK;
}

static enum result take_fact(const struct reading *reading, const char *name, const char *value) {
    struct runbook *runbook = reading->runbook;
    const struct {
        const char *name;
        const char **target;
    } texts[] = {{"title", &runbook->title},
                 {"symptoms", &runbook->symptoms},
                 {"services", &runbook->services},
                 {"owner", &runbook->owner}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (str_equal(name, texts[i].name)) {
            *texts[i].target = value;
            return OK;
        }
    if (str_equal(name, "updated"))
        return take_updated(reading, value);
    if (str_equal(name, "review"))
        return take_review(reading, value);
    return wrong(reading, "a runbook has title, symptoms, services, owner, updated and review");
}

static enum result take_facts(struct reading *reading) {
    static const char *const bar = "---";
    if (!str_equal(take_line(reading), bar))
        return wrong(reading, "a runbook begins with --- and its facts, such as title: …");
    while (*reading->text) {
        const char *line = take_line(reading);
        if (str_equal(line, bar))
            return *reading->runbook->title ? OK : wrong(reading, "the title is missing");
        const char *colon = strchr(line, ':');
        if (!colon)
            return wrong(reading, "write name: value, and --- below the last one");
        const char *name = arena_strndup(reading->arena, line, (size_t)(colon - line));
        enum result result = take_fact(reading, name, colon + 1 + strspn(colon + 1, " "));
        if (result != OK)
            return result;
    }
    return wrong(reading, "the facts end with ---");
}

/* ---- The steps */

/* Text without the blank lines around it. */
static const char *trimmed(struct arena *arena, const char *text, size_t len) {
    while (len && isspace((unsigned char)*text))
        text++, len--;
    while (len && isspace((unsigned char)text[len - 1]))
        len--;
    return arena_strndup(arena, text, len);
}

/* Everything up to the next step. */
static const char *take_text(struct reading *reading) {
    const char *begin = reading->text;
    bool code = false;
    while (*reading->text && (code || !str_starts(reading->text, "## ")))
        if (str_starts(take_line(reading), "```"))
            code = !code;
    return trimmed(reading->arena, begin, (size_t)(reading->text - begin));
}

static enum result take_steps(struct reading *reading) {
    struct runbook *runbook = reading->runbook;
    runbook->about = take_text(reading);
    runbook->steps = arena_alloc(reading->arena, RUNBOOK_STEPS_MAX * sizeof *runbook->steps);
    while (*reading->text) {
        if (runbook->step_count == RUNBOOK_STEPS_MAX)
            return wrong(reading, "a runbook has at most 30 steps");
        struct runbook_step *step = &runbook->steps[runbook->step_count++];
        step->heading = take_line(reading) + strlen("## ");
        step->text = take_text(reading);
        if (utf8_count(step->text) > RUNBOOK_STEP_CHARS)
            return wrong(reading, "the step above has more than 2800 characters; make two of it");
    }
    if (utf8_count(runbook->about) > RUNBOOK_STEP_CHARS)
        return wrong(reading, "what stands before the first step has more than 2800 characters");
    return runbook->step_count ? OK : wrong(reading, "it has no step; a step begins with \"## \"");
}

enum result runbook_read(const char *name, const char *text, size_t len, struct arena *arena,
                         struct runbook *ret_runbook, struct err *err) {
    struct runbook runbook = {.name = arena_strdup(arena, name),
                              .title = "",
                              .symptoms = "",
                              .services = "",
                              .owner = "",
                              .updated = "",
                              .about = ""};
    struct reading reading = {arena, "", 0, &runbook, err};
    if (len > RUNBOOK_BYTES_MAX)
        return wrong(&reading, "is larger than 64 KiB; this is not a runbook");
    if (memchr(text, 0, len) || !utf8_valid(text, len))
        return wrong(&reading, "is not UTF-8 text; save it as UTF-8");
    reading.text = arena_strndup(arena, text, len);
    enum result result = take_facts(&reading);
    if (result == OK)
        result = take_steps(&reading);
    if (result == OK)
        *ret_runbook = runbook;
    return result;
}

int64_t runbook_review_due_ms(const struct runbook *runbook) {
    int64_t updated_ms;
    if (!runbook->review_ms || !utc_read_day(runbook->updated, &updated_ms))
        return 0;
    return updated_ms + runbook->review_ms;
}

/* ---- Finding one */

/* The next word in lower case; false at the end. Longer ones are cut, which harms no comparison
 * that matters. */
static bool next_word(const char **text, char word[WORD_SIZE]) {
    while (**text && !isalnum((unsigned char)**text) && (unsigned char)**text < 0x80)
        ++*text;
    size_t len = 0;
    for (; isalnum((unsigned char)**text) || (unsigned char)**text >= 0x80; ++*text)
        if (len + 1 < WORD_SIZE)
            word[len++] = (char)tolower((unsigned char)**text);
    word[len] = 0;
    return len > 0;
}

/* Whether two words mean the same thing: equal, or the longer one only goes on ("fail", "fails",
 * "failing"). */
static bool is_akin(const char *a, const char *b) {
    size_t i = 0;
    while (a[i] && a[i] == b[i])
        i++;
    size_t rest_a = strlen(a + i), rest_b = strlen(b + i);
    return (!rest_a && !rest_b) || (i > WORD_LETTERS_MIN && rest_a <= 3 && rest_b <= 3);
}

static bool holds_word(const char *text, const char *word) {
    char other[WORD_SIZE];
    while (next_word(&text, other))
        if (is_akin(word, other))
            return true;
    return false;
}

static bool says_something(const char *word) {
    static const char *const common[] = {"the", "and", "for", "not",  "are", "was", "with",
                                         "has", "all", "but", "from", "our", "can", NULL};
    return strlen(word) >= WORD_LETTERS_MIN && !str_is_one_of(word, common);
}

int runbook_score(const struct runbook *runbook, const char *words) {
    char word[WORD_SIZE];
    int score = 0;
    while (next_word(&words, word)) {
        if (!says_something(word))
            continue;
        if (holds_word(runbook->title, word) || holds_word(runbook->name, word))
            score += IN_TITLE;
        else if (holds_word(runbook->symptoms, word))
            score += IN_SYMPTOMS;
        else if (holds_word(runbook->services, word))
            score += IN_SERVICES;
    }
    return score;
}
