/* What must hold before an incident is over: see criteria.h. */
#include "handlers/kit/criteria.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "store/answers.h"

#include <stdlib.h>
#include <string.h>

/* https://docs.slack.dev/reference/block-kit/block-elements/checkboxes-element */
enum { CRITERIA_MAX = PLAYBOOK_CRITERIA_MAX, BOXES_MAX = 10 };

/* A text that was kept by another version may have more. */
static int count_of(const struct context *cx) {
    int count = cx->playbook->resolving.criteria.count;
    return count < CRITERIA_MAX ? count : CRITERIA_MAX;
}

static const char *text_of(struct context *cx, int number) {
    return unstopped(cx, cx->playbook->resolving.criteria.texts[number - 1]);
}

static const char *name_of(struct context *cx, int number) {
    return arena_printf(cx->arena, "%d", number);
}

/* ---- Reading answers */

struct reading {
    bool named[CRITERIA_MAX + 1];         /* by the numbers before the next yes or no */
    const char *values[CRITERIA_MAX + 1]; /* NULL: not answered */
    int named_count;
};

/* A criterion's number, also as "1," or "1."; 0 for any other word. */
static int number_in(const struct context *cx, const char *word) {
    size_t digits = strspn(word, "0123456789");
    if (digits == 0 || digits > 2 || word[digits + strspn(word + digits, ",.:)")])
        return 0;
    int number = (int)strtol(word, NULL, 10);
    return number <= count_of(cx) ? number : 0;
}

static void name_all(const struct context *cx, struct reading *reading) {
    for (int i = 1; i <= count_of(cx); i++)
        reading->named[i] = true;
    reading->named_count = count_of(cx);
}

/* "yes" or "no", or NULL. */
static const char *verdict_in(const char *word) {
    if (str_equal(word, "yes") || str_equal(word, "y"))
        return "yes";
    return str_equal(word, "no") || str_equal(word, "n") ? "no" : NULL;
}

/* "2 no longer needed nodes" answers nothing: a no is followed by another answer, or by nothing. */
static bool may_follow_no(const struct context *cx, const struct words *line) {
    struct words copy = *line;
    const char *word = words_take_verb(&copy);
    return !*line->rest || str_equal(word, "all") || number_in(cx, word) > 0;
}

static void answer_named(struct reading *reading, const char *value) {
    for (int i = 1; i <= CRITERIA_MAX; i++)
        if (reading->named[i])
            reading->values[i] = value;
    memset(reading->named, 0, sizeof reading->named);
    reading->named_count = 0;
}

/* Takes one answer, of one number or several; false when the line goes on with something else. */
static bool take_one(const struct context *cx, struct words *line, struct reading *reading) {
    struct words copy = *line;
    while (*copy.rest) {
        const char *word = words_take_verb(&copy), *value = verdict_in(word);
        int number = number_in(cx, word);
        if (number) {
            reading->named_count += !reading->named[number];
            reading->named[number] = true;
        } else if (str_equal(word, "all")) {
            name_all(cx, reading);
        } else if (value && reading->named_count) {
            if (str_equal(value, "no") && !may_follow_no(cx, &copy))
                return false;
            answer_named(reading, value);
            *line = copy;
            return true;
        } else if (!str_equal(word, "and") || !reading->named_count) {
            return false;
        }
    }
    return false;
}

/* ---- Keeping them */

static enum result keep(struct context *cx, const struct request *rq,
                        const struct answer_list *before, int number, const char *value) {
    const char *name = name_of(cx, number);
    if (str_equal(answer_value(before, name), value))
        return OK;
    struct answer answer = {name, value, rq->user, cx->now_ms};
    enum result result =
        answer_put(cx->store, cx->incident->id, ANSWER_RESOLVING, &answer, cx->err);
    if (result != OK)
        return result;
    return record(
        cx, rq->user, "criterion",
        arena_printf(cx->arena, "Before it is over – %s: %s", text_of(cx, number), value));
}

static enum result read_answers(struct context *cx, struct answer_list *ret_answers) {
    return answer_list(cx->store, cx->arena, cx->incident->id, ANSWER_RESOLVING, ret_answers,
                       cx->err);
}

enum result criteria_take(struct context *cx, const struct request *rq, struct words *line,
                          int *ret_count) {
    struct reading reading = {0};
    struct answer_list before;
    int count = 0;
    if (count_of(cx) && str_equal_nocase(line->rest, "yes")) {
        name_all(cx, &reading);
        answer_named(&reading, "yes");
        line->rest = "";
    }
    while (count_of(cx) && take_one(cx, line, &reading))
        continue;
    enum result result = read_answers(cx, &before);
    for (int i = 1; result == OK && i <= count_of(cx); i++) {
        if (!reading.values[i])
            continue;
        count++;
        result = keep(cx, rq, &before, i, reading.values[i]);
    }
    *ret_count = count;
    return result;
}

/* ---- As boxes of a form */

struct json *criteria_options(struct context *cx) {
    struct json *options = json_new_array();
    for (int i = 1; count_of(cx) <= BOXES_MAX && i <= count_of(cx); i++) {
        struct json *one = json_new_object();
        json_put_str(one, "number", name_of(cx, i));
        json_put_str(one, "text", text_of(cx, i));
        json_push(options, one);
    }
    return options;
}

enum result criteria_holding(struct context *cx, const char **ret_numbers) {
    struct answer_list answers;
    const char *numbers = "";
    enum result result = read_answers(cx, &answers);
    for (int i = 1; result == OK && i <= count_of(cx); i++)
        if (str_equal(answer_value(&answers, name_of(cx, i)), "yes"))
            numbers = arena_printf(cx->arena, "%s%s%d", numbers, *numbers ? " " : "", i);
    if (result == OK)
        *ret_numbers = numbers;
    return result;
}

enum result criteria_hold(struct context *cx, const struct request *rq, const char *numbers) {
    struct answer_list before;
    enum result result = read_answers(cx, &before);
    for (int i = 1; result == OK && i <= count_of(cx); i++) {
        bool holds = str_has_word(numbers, name_of(cx, i));
        bool held = str_equal(answer_value(&before, name_of(cx, i)), "yes");
        if (holds != held)
            result = keep(cx, rq, &before, i, holds ? "yes" : "no");
    }
    return result;
}

enum result criteria_forget(struct context *cx) {
    enum result result = OK;
    for (int i = 1; result == OK && i <= count_of(cx); i++)
        result =
            answer_clear(cx->store, cx->incident->id, ANSWER_RESOLVING, name_of(cx, i), cx->err);
    return result;
}

/* ---- What is left */

struct left {
    int numbers[CRITERIA_MAX];
    const char *values[CRITERIA_MAX]; /* "no", or "" for not answered */
    int count;
};

static enum result read_left(struct context *cx, struct left *ret_left) {
    struct answer_list answers;
    struct left left = {.count = 0};
    enum result result = read_answers(cx, &answers);
    if (result != OK)
        return result;
    for (int i = 1; i <= count_of(cx); i++) {
        const char *value = answer_value(&answers, name_of(cx, i));
        if (str_equal(value, "yes"))
            continue;
        left.numbers[left.count] = i;
        left.values[left.count++] = value;
    }
    *ret_left = left;
    return OK;
}

static const char *state_of(const char *value) {
    return *value ? "no" : "not answered";
}

enum result criteria_left(struct context *cx, const char **ret_lines) {
    struct left left;
    const char *lines = "";
    enum result result = read_left(cx, &left);
    if (result != OK)
        return result;
    for (int i = 0; i < left.count; i++)
        lines =
            arena_printf(cx->arena, "%s%s• %d. %s – %s", lines, *lines ? "\n" : "", left.numbers[i],
                         text_of(cx, left.numbers[i]), state_of(left.values[i]));
    *ret_lines = lines;
    return OK;
}

enum result criteria_left_numbers(struct context *cx, const char **ret_numbers) {
    struct left left;
    const char *numbers = "";
    enum result result = read_left(cx, &left);
    if (result != OK)
        return result;
    for (int i = 0; i < left.count; i++)
        numbers = listed(cx, numbers, name_of(cx, left.numbers[i]), i, left.count);
    *ret_numbers = numbers;
    return OK;
}

/* ---- Asking */

enum result criteria_offer(struct context *cx) {
    struct left left;
    const char *command = cx->config->slack.command, *name = cx->incident->name, *lines = "";
    enum result result = read_left(cx, &left);
    if (result == OK)
        result = criteria_left(cx, &lines);
    if (result != OK || left.count == 0)
        return result;
    reply_say(cx, "These must hold first:\n%s", shown(cx, lines));
    for (int i = 0; i < left.count; i++)
        reply_button(cx, arena_printf(cx->arena, "%d yes", left.numbers[i]),
                     arena_printf(cx->arena, "resolve %s %d yes", name, left.numbers[i]));
    reply_button(cx, "All yes", arena_printf(cx->arena, "resolve %s all yes", name));
    reply_say(cx, "Press, or type `%s resolve %s %d yes`, `%s resolve %s all yes`.", command, name,
              left.numbers[0], command, name);
    return OK;
}

enum result criteria_ask(struct context *cx) {
    struct left left;
    enum result result = read_left(cx, &left);
    if (result != OK || left.count == 0)
        return result;
    struct json *values = view_incident(cx), *list = json_new_array();
    for (int i = 0; i < left.count; i++) {
        struct json *one = json_new_object();
        json_put_int(one, "number", left.numbers[i]);
        json_put_str(one, "text", text_of(cx, left.numbers[i]));
        json_put_str(one, "state", state_of(left.values[i]));
        json_push(list, one);
    }
    json_put(values, "criteria", list);
    json_put_str(values, "rule", cx->playbook->resolving.rule);
    const char *collapse = arena_printf(cx->arena, "criteria:%s", cx->incident->name);
    return post_private(cx, view_commander(cx), "criteria", values,
                        &(struct post_how){.collapse = collapse});
}
