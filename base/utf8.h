/* UTF-8 as it arrives from people: checking it, counting it as Slack counts, cutting it cleanly. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes the code point at text; returns its length in bytes (1..4), or 0 when the bytes are not
 * well-formed UTF-8 or text is at its end. Overlong forms and surrogates are malformed. */
size_t utf8_decode(const char *text, uint32_t *ret_code);

/* Encodes code (a valid code point) into out; returns the number of bytes, 1..4. */
size_t utf8_encode(uint32_t code, char out[4]);

bool utf8_valid(const char *text, size_t len);

/* Code points in a valid, NUL-terminated text. */
size_t utf8_count(const char *text);

/* Bytes of the longest prefix of text that holds at most max UTF-16 units and ends between
 * characters. UTF-16 because it is the smaller of the two budgets that Slack may mean by
 * "characters". */
size_t utf8_prefix(const char *text, size_t max_units);

/* Cuts a half character that snprintf left at the end of text. */
void utf8_trim(char *text);

#endif
