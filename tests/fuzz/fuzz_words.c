/* Fuzzes the way of a command line from Slack's wire to its parts and back: what is stored is
 * clean, what goes out can page nobody, and every step takes what it says or leaves the line as it
 * was. */
#include "model/words.h"

#include "base/str.h"
#include "base/utf8.h"
#include "model/likeness.h"
#include "model/slack_text.h"
#include "model/typography.h"
#include "tests/fuzz/expect_clean.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXT_MAX = 8192, OUT_MAX = 64 * 1024, ARENA_MAX = 4 * 1024 * 1024 };

enum { LIKE_MAX = 1000 }; /* every word is compared with every other */

static const int64_t now_ms = INT64_C(1795183520000); /* 2026-11-20 14:05:20 UTC */

/* ---- Slack's text */

static void expect_no_mention(const char *stored) {
    struct slack_mention mention;
    for (size_t offset = 0; slack_mention_next(stored, &offset, &mention);)
        expect(mention.kind != SLACK_MENTION_USER);
}

/* In mrkdwn, "<" begins a user mention or nothing, and "&" an entity. */
static void expect_pages_nobody(const char *mrkdwn) {
    struct slack_mention mention;
    for (const char *at = mrkdwn; *at; at++) {
        if (*at == '&')
            expect(str_starts(at, "&amp;") || str_starts(at, "&lt;") || str_starts(at, "&gt;"));
        expect(*at != '>');
        if (*at != '<')
            continue;
        expect(slack_mention_at(at, &mention) && mention.kind == SLACK_MENTION_USER);
        at += mention.len - 1;
    }
}

static void try_out(const char *stored, size_t ceiling) {
    STR_AUTO(out, ceiling);
    slack_text_out(stored, &out);
    expect_clean(out.text);
    expect_pages_nobody(out.text);
}

/* What went out and comes in again is what was stored. */
static void expect_returns(const char *stored) {
    STR_AUTO(wire, OUT_MAX);
    STR_AUTO(again, TEXT_MAX + 1);
    slack_text_out(stored, &wire);
    slack_text_in(SLACK_WIRE, wire.text, &again);
    expect(again.full || strcmp(again.text, stored) == 0);
}

/* ---- The line */

/* A refused or absent piece leaves the line alone; a taken one does not make it longer. */
static void expect_taken(enum result result, const struct words *before, const struct words *line,
                         const struct err *err) {
    expect(result == OK || result == ABSENT || result == INVALID);
    expect_clean(line->rest);
    expect(typography_space(line->rest) == 0);
    if (result != OK)
        expect(line->rest == before->rest);
    else
        expect(strlen(line->rest) < strlen(before->rest) || !*before->rest);
    if (result == INVALID)
        expect(err->text[0] && utf8_valid(err->text, strlen(err->text)));
}

static void try_moment(struct words line, enum phrase_side side) {
    struct words before = line;
    struct err err = {.text = ""};
    int64_t ms = 0;
    enum result result = words_take_moment(&line, now_ms, side, &ms, &err);
    expect_taken(result, &before, &line, &err);
    if (result == OK)
        expect(side == PHRASE_PAST ? ms <= now_ms : ms > now_ms);
    line = before;
    result = words_take_moment_option(&line, "at", now_ms, side, &ms, &err);
    expect_taken(result, &before, &line, &err);
    line = before;
    result = words_take_moment_needed(&line, now_ms, side, &ms, &err);
    expect(result != ABSENT);
    expect_taken(result, &before, &line, &err);
}

static void try_pieces(const struct words *whole) {
    struct words line;
    struct err err = {.text = ""};
    int64_t ms;
    const char *value;
    enum severity severity;
    for (int reading = SEVERITY_CODES; reading <= SEVERITY_ANY; reading++) {
        line = *whole;
        expect_taken(
            words_take_severity(&line, (enum severity_reading)reading, NULL, &severity, &err),
            whole, &line, &err);
    }
    line = *whole;
    expect_taken(words_take_duration(&line, &ms, &err), whole, &line, &err);
    line = *whole;
    expect_taken(words_take_option(&line, "kind", &value, &err), whole, &line, &err);
    try_moment(*whole, PHRASE_PAST);
    try_moment(*whole, PHRASE_FUTURE);
}

static void try_incident(const struct words *whole) {
    struct words line = *whole;
    struct incident_ref ref;
    enum words_place place;
    char id[INCIDENT_ID_SIZE];
    struct err err = {.text = ""};
    enum result result = words_take_incident(&line, &ref, &place, &err);
    if (result == OK && place == WORDS_INSIDE) {
        expect(line.rest == whole->rest);
    } else {
        expect_taken(result, whole, &line, &err);
    }
    if (result == OK)
        expect(incident_ref_read(incident_ref_name(&ref, id), &ref, NULL) == OK);
}

static void try_fields(const struct words *whole) {
    struct words_field fields[] = {{"status", NULL, NULL}, {"next", "next steps", NULL}};
    struct words line = *whole;
    struct err err;
    const char *before, *after;
    if (words_take_fields(&line, fields, 2, &err) != OK)
        expect(line.rest == whole->rest);
    for (size_t i = 0; i < 2; i++) {
        if (fields[i].ret_value)
            expect_clean(fields[i].ret_value);
    }
    words_split(whole, &before, &after);
    expect(strlen(before) + strlen(after) <= strlen(whole->rest));
    expect_clean(words_unquoted(whole));
}

/* One command after another, as a handler would. */
static void try_in_turn(struct words line) {
    static const char *const verbs[] = {"declare", "resolve", "note", "update"};
    size_t near[WORDS_NEAREST_MAX];
    struct err err;
    words_take_flag(&line, "drill");
    expect_clean(line.rest);
    if (words_check_options(&line, verbs, 4, &err) != OK)
        expect(utf8_valid(err.text, strlen(err.text)));
    const char *verb = words_take_verb(&line);
    expect(words_nearest(verb, verbs, 4, near) <= WORDS_NEAREST_MAX);
    while (*words_take_word(&line))
        expect_clean(line.rest);
}

/* What was typed is like itself, and never liker than it is long. */
static void try_likeness(const char *text) {
    struct likeness line = likeness_of(text, "Run smoke tests on the critical paths");
    struct likeness self = likeness_of(text, text);
    expect(line.same <= line.words && self.same == self.words && self.words == line.words);
    (void)likeness_of("smoke tests", text);
}

static void try_line(const char *stored) {
    struct arena *arena = arena_new(ARENA_MAX);
    struct words whole = words_of(arena, words_after_mention(stored, "U0BOT"));
    expect_clean(whole.rest);
    try_pieces(&whole);
    try_incident(&whole);
    try_fields(&whole);
    try_in_turn(whole);
    if (strlen(whole.rest) <= LIKE_MAX)
        try_likeness(whole.rest);
    arena_free(arena);
}

/* The first byte chooses where the text is from, the second a ceiling for what goes out. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2)
        return 0;
    enum slack_source source = (enum slack_source)(data[0] % 3);
    STR_AUTO(wire, TEXT_MAX);
    STR_AUTO(stored, TEXT_MAX);
    str_add_bytes(&wire, (const char *)data + 2, strnlen((const char *)data + 2, size - 2));
    slack_text_in(source, wire.text, &stored);
    expect_clean(stored.text);
    if (source == SLACK_FOREIGN)
        expect_no_mention(stored.text);
    try_out(stored.text, OUT_MAX);
    try_out(stored.text, data[1]);
    if (source == SLACK_WIRE)
        expect_returns(stored.text);
    try_line(stored.text);
    return 0;
}
