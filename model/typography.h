/* What phones and Macs type, and what commands mean by it.
 *
 * Two rules, for two kinds of text:
 *   - Free text (titles, notes, updates) keeps what was written. Only what can deceive a reader is
 *     taken out: control characters and the bidirectional controls that show text in another order
 *     than it is stored (https://www.unicode.org/reports/tr9/, U+202A..U+202E and U+2066..U+2069).
 *     Zero-width joiners and direction marks stay: emoji, Persian and Hebrew need them.
 *   - Command words (verbs, options, times, identifiers) are folded to plain typing first, because
 *     an autocorrected "--drill" must still be the option and not a part of the title. */
#ifndef MODEL_TYPOGRAPHY_H
#define MODEL_TYPOGRAPHY_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads the character at text; returns its bytes, 0 only at the end. A byte that is not UTF-8 reads
 * as U+FFFD of one byte, so that whoever walks a text always gets to its end. */
size_t typography_next(const char *text, uint32_t *ret_code);

/* Whether free text loses this character: controls but newline and tab, and bidirectional
 * embeddings, overrides and isolates. */
bool typography_deceives(uint32_t code);

/* Adds text to out as safe free text: drops controls except newline and tab, and bidirectional
 * embeddings, overrides and isolates; makes CR, CR LF and the Unicode line and paragraph separators
 * a newline; puts U+FFFD for each byte that is not UTF-8. Cut at out's ceiling. */
void typography_clean(const char *text, struct str *out);

/* Folds text[0..len), one or more command words, into out of size bytes (text has its NUL at or
 * behind len): curly quotes become
 * straight; an em or en dash before a letter at a word's head becomes "--", elsewhere every dash is
 * "-"; an ellipsis "..."; the full-width letters, digits and signs of East Asian keyboards ASCII;
 * any run of spaces one space, none at the ends; zero-width characters, direction marks and all
 * that typography_clean drops are left out. Letters keep their case. False, with out empty, when
 * the result does not fit: then it is no command word. */
bool typography_fold(const char *text, size_t len, char *out, size_t size);

/* The quotation mark that code folds to, '"' or '\'', or 0. */
char typography_quote(uint32_t code);

/* Bytes of the white space character at text (Unicode's spaces and newlines included), else 0. */
size_t typography_space(const char *text);

/* If text wholly stands between one pair of quotes, straight or curly, writes where the inside
 * begins and how long it is; else false. `say "hi"` is not wholly quoted, nor is `"a" and "b"`;
 * 'can't' is. */
bool typography_unquote(const char *text, size_t len, size_t *ret_start, size_t *ret_len);

#endif
