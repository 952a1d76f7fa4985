/* A command line, taken apart piece by piece. Input is text in the stored form (slack_text.h).
 *
 *     struct words line = words_of(arena, request->args);
 *     bool drill = words_take_flag(&line, "drill");
 *     … words_take_severity(&line, …), words_check_options(&line, …)
 *     const char *title = line.rest;
 *
 * Every words_take function looks for one thing, and when it is there takes it out of line.rest;
 * what remains is closed up with one space (or one newline, if one stood there) and is otherwise
 * the person's own text, byte for byte. Words are compared folded (typography_fold) and without
 * regard to case. Results live in the arena; a call needs no more of it than a small multiple of
 * the text. Nothing is needed in quotes, and quotes are accepted. */
#ifndef MODEL_WORDS_H
#define MODEL_WORDS_H

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/incident_id.h"
#include "model/phrase.h"
#include "model/severity.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WORDS_WORD_MAX = 63, /* bytes of a folded word that a command can mean something by */
    WORDS_NEAREST_MAX = 3
};

struct words {
    struct arena *arena;
    const char *rest; /* not taken yet; no white space at either end; never NULL */
};

struct words words_of(struct arena *arena, const char *text);

/* ---- From the head */

/* Takes the first word, folded, or "" when nothing is left (or the word is longer than
 * WORDS_WORD_MAX, which stays). */
const char *words_take_word(struct words *line);

/* The same in lower case, without the decoration that people put around verbs: "/note", "Note:",
 * "help?". Leaves "-" and "@" alone. */
const char *words_take_verb(struct words *line);

/* Takes the first word if it is this one ("into", "me"). */
bool words_take_this(struct words *line, const char *word);

/* Takes the number of a list's line, "#3" or with bare "3" as well, and a colon or comma that
 * stands behind it; 0 when there is none. */
int64_t words_take_number(struct words *line, bool bare);

/* Takes a severity from the head, also as two words ("sev 1", "severity 2", "p 0"). ABSENT when
 * there is none in this reading; INVALID as severity_read, or for "sev 7". */
enum result words_take_severity(struct words *line, enum severity_reading reading,
                                const struct severity_aliases *aliases, enum severity *ret_severity,
                                struct err *err) RESULT;

/* Takes a duration from the head: the longest, "1 hour 30 minutes" before "1 hour". ABSENT or
 * INVALID as phrase_duration. */
enum result words_take_duration(struct words *line, int64_t *ret_ms, struct err *err) RESULT;

/* words_take_duration for where one must stand: INVALID with what is accepted instead of ABSENT. */
enum result words_take_duration_needed(struct words *line, int64_t *ret_ms, struct err *err) RESULT;

/* ---- From either end */

/* Takes a moment from the head ("at 14:05 …", "14:05 …", "10m ago …", "in 20m …") or else from the
 * end ("… at 14:05", "… 10m ago", "… in 5m"); for the future "by 14:05" is as good as "at 14:05". A
 * bare clock time at the end is text: "down since 14:05". A bare duration is a moment only when
 * side is PHRASE_FUTURE and it stands at the head. Forms of the other side are text: a note may end
 * in "in 20m", a promise in "10m ago". A punctuation mark of the free text after the moment
 * ("14:05: restarted", "10m ago, …") goes with it. ABSENT, without text, when there is none.
 * INVALID, with a sentence, only when the moment follows "at" or "by" at the head, where nothing
 * else can be meant ("at 25:00 …", "at 14:05 CET …"). */
enum result words_take_moment(struct words *line, int64_t now_ms, enum phrase_side side,
                              int64_t *ret_ms, struct err *err) RESULT;

/* words_take_moment for where one must stand ("next 14:35"): any moment at the head or the end will
 * do, and INVALID tells what is wrong with the one at the head, or what is accepted. Never ABSENT.
 */
enum result words_take_moment_needed(struct words *line, int64_t now_ms, enum phrase_side side,
                                     int64_t *ret_ms, struct err *err) RESULT;

enum words_place {
    WORDS_HEAD,  /* taken */
    WORDS_TAIL,  /* taken */
    WORDS_INSIDE /* left: the text talks about this incident; it may not be meant for it */
};

/* Finds the incident that the line names, at the head, else at the end, else inside.
 *   anywhere        INC-2026-11-20-001, INCIDENT-20261120-140500
 *   head or end     INC-001, INC-1, inc 1 (at the end in lower case only)
 *   head            001 (see incident_ref_bare)
 * "sev 1", "error 500", "#2" (the number of a task or a timeline line) and "Acme Inc 500" name
 * none. ABSENT, without text, when there is none; INVALID as incident_ref_read, at the head only.
 */
enum result words_take_incident(struct words *line, struct incident_ref *ret_ref,
                                enum words_place *ret_place, struct err *err) RESULT;

/* Takes a mention that is the first word, else one that is the last: "@bob add a test", "add a test
 * @bob". One in the middle of a sentence is only spoken of. */
struct slack_mention;
bool words_take_mention(struct words *line, struct slack_mention *ret_mention);

/* ---- Options, anywhere in the line: "--name", "--name value", "--name=value", "—name". There is
 * no lone "--" that ends them, since people write it as a dash. */

/* Takes "--name", also if it is repeated. */
bool words_take_flag(struct words *line, const char *name);

/* Takes "--name value"; a quoted value may have several words, and is given without the quotes.
 * ABSENT when it is not there; INVALID, with a sentence, when the value is missing or the option is
 * there twice. */
enum result words_take_option(struct words *line, const char *name, const char **ret_value,
                              struct err *err) RESULT;

/* The same with a moment as value, of as many words as it has ("--started 10m ago"). INVALID, with
 * what is accepted, when what follows is none. */
enum result words_take_moment_option(struct words *line, const char *name, int64_t now_ms,
                                     enum phrase_side side, int64_t *ret_ms, struct err *err)
    RESULT;

/* INVALID when an option is left in the line, naming it and the nearest of the names that the
 * command knows (without dashes). For commands that have options, after taking them: a mistyped
 * "--privte" must not become a part of a public title. */
enum result words_check_options(const struct words *line, const char *const *names, size_t count,
                                struct err *err) RESULT;

/* ---- The whole text */

struct words_field {
    const char *name;      /* "next": given by the caller, in lower case */
    const char *other;     /* another spelling of it ("next steps"), or NULL */
    const char *ret_value; /* trimmed text in the arena, or NULL when the field is not there; ""
                              when empty */
};

/* Takes "name: value" fields in any order, on one line or several, from the text; a value ends at
 * the next field. Names are matched at the beginning of a word and may be decorated as in Markdown
 * ("**Status:** …"). Unknown names stay text. What stands before the first field remains in
 * line.rest. INVALID, with a sentence, when a field is there twice. */
enum result words_take_fields(struct words *line, struct words_field *fields, size_t count,
                              struct err *err) RESULT;

/* Splits "title | impact" at the first "|" that has white space beside it. The parts are trimmed;
 * ret_after is "" when there is no such "|". */
void words_split(const struct words *line, const char **ret_before, const char **ret_after);

/* line.rest without one pair of quotes around all of it. */
const char *words_unquoted(const struct words *line);

/* The text after the first mention of user_id (the bot's) in stored text, without the ":" or ","
 * that may follow it; the whole text when it is not mentioned. Points into stored. */
const char *words_after_mention(const char *stored, const char *user_id);

/* ---- Suggestions */

/* Fills ret_index with the up to three candidates nearest to word, best first: those that begin
 * with it, then by Damerau-Levenshtein distance (adjacent letters swapped count as one slip), then
 * in the order given. Too different ones (more than half of the letters) are left out. Returns how
 * many. */
size_t words_nearest(const char *word, const char *const *candidates, size_t count,
                     size_t ret_index[WORDS_NEAREST_MAX]);

/* Adds "; did you mean a, b or c?" with the found candidates that index names, or nothing for none.
 */
void words_add_nearest(struct str *out, const char *const *candidates, const size_t *index,
                       size_t found);

#endif
