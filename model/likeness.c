/* Comparing words: see likeness.h. */
#include "model/likeness.h"

#include "base/str.h"

#include <stddef.h>
#include <string.h>

enum {
    LETTERS_MAX = 40,  /* of a word; what comes after is not looked at */
    BEGINNING_MIN = 4, /* letters that are enough to mean a longer word */
    ROOT_MIN = 5,      /* letters that two forms of a word share, … */
    ENDING_MAX = 4     /* … and that each of them may have after these */
};

static const char *const fillers[] = {"a",   "an", "and", "are", "as", "at",   "be",  "by",  "for",
                                      "has", "in", "is",  "it",  "of", "on",   "or",  "the", "to",
                                      "was", "we", "i",   "its", "do", "does", "did", NULL};

/* Letters of every script; digits too, since "v1.2" is told from "v1.3" by them. */
static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80;
}

/* The next word of *text in lower case; false at the end. */
static bool next_word(const char **text, char out[LETTERS_MAX + 1]) {
    size_t len = 0;
    while (**text && !is_letter(**text))
        (*text)++;
    if (!**text)
        return false;
    for (; is_letter(**text); (*text)++) {
        char c = **text;
        if (len < LETTERS_MAX)
            out[len++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    out[len] = 0;
    return true;
}

/* Takes off what a form of a word ends with, and the letter that was doubled before it: "skipping",
 * "skipped" and "skips" become "skip". */
static void cut_ending(char word[LETTERS_MAX + 1]) {
    static const char *const endings[] = {"ications", "ication", "ing", "ed", "es", "s", "e"};
    size_t len = strlen(word);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t ending = strlen(endings[i]);
        if (len < ending + 3 || strcmp(word + len - ending, endings[i]) != 0)
            continue;
        len -= ending;
        if (ending > 1 && len > 3 && word[len - 1] == word[len - 2])
            len--;
        word[len] = 0;
        return;
    }
}

static bool is_same(const char *typed, const char *other) {
    char a[LETTERS_MAX + 1], b[LETTERS_MAX + 1];
    size_t shared = 0, typed_len = strlen(typed);
    if (typed_len >= BEGINNING_MIN && strncmp(typed, other, typed_len) == 0)
        return true;
    memcpy(a, typed, typed_len + 1);
    memcpy(b, other, strlen(other) + 1);
    cut_ending(a);
    cut_ending(b);
    while (a[shared] && a[shared] == b[shared])
        shared++;
    size_t after_a = strlen(a) - shared, after_b = strlen(b) - shared;
    if (after_a == 0 && after_b == 0)
        return true;
    return shared >= ROOT_MIN && after_a <= ENDING_MAX && after_b <= ENDING_MAX;
}

static bool has_word(const char *line, const char *typed) {
    char word[LETTERS_MAX + 1];
    while (next_word(&line, word))
        if (is_same(typed, word))
            return true;
    return false;
}

struct likeness likeness_of(const char *typed, const char *line) {
    struct likeness likeness = {0, 0};
    char word[LETTERS_MAX + 1];
    while (next_word(&typed, word)) {
        if (str_is_one_of(word, fillers))
            continue;
        likeness.words++;
        likeness.same += has_word(line, word);
    }
    return likeness;
}
