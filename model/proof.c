/* What proves: see proof.h. */
#include "model/proof.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

enum { COMMIT_MIN = 7, COMMIT_MAX = 40, STEM_MIN = 2, ENDING_MAX = 5 };

static bool is_link(const char *word, size_t len) {
    const char *mark = memmem(word, len, "://", 3);
    return mark && mark > word && mark + 3 < word + len;
}

/* "#123", "owner/repo#123" */
static bool is_issue(const char *word, size_t len) {
    const char *mark = memchr(word, '#', len);
    return mark && mark + 1 < word + len && isdigit((unsigned char)mark[1]);
}

/* Hexadecimal, with a digit and a letter: "defaced" is a word. */
static bool is_commit(const char *word, size_t len) {
    bool digit = false, letter = false;
    for (size_t i = 0; i < len; i++) {
        if (!isxdigit((unsigned char)word[i]))
            return false;
        digit = digit || isdigit((unsigned char)word[i]);
        letter = letter || isalpha((unsigned char)word[i]);
    }
    return len >= COMMIT_MIN && len <= COMMIT_MAX && digit && letter;
}

/* "Regressions.md", "gate-regression-001.sh", but not "e.g" nor "done.Then" of two sentences. */
static bool is_file(const char *word, size_t len) {
    size_t dot = len;
    while (dot > 0 && word[dot - 1] != '.')
        dot--;
    if (dot <= STEM_MIN || dot == len || len - dot > ENDING_MAX)
        return false;
    for (size_t i = dot; i < len; i++)
        if (!islower((unsigned char)word[i]) && !isdigit((unsigned char)word[i]))
            return false;
    return islower((unsigned char)word[dot]);
}

bool proof_in(const char *text) {
    while (*text) {
        text += strspn(text, " \t\n,;()[]<>\"'`");
        size_t len = strcspn(text, " \t\n,;()[]<>\"'`");
        const char *word = text;
        text += len;
        while (len && strchr(".:!?", word[len - 1]))
            len--;
        if (is_link(word, len) || is_issue(word, len) || is_commit(word, len) || is_file(word, len))
            return true;
    }
    return false;
}
