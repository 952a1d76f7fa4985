/* Which template a message was made of: at a stamped desk each block of a template that has no
 * block_id of its own gets one that says so, "announcement.0". */
#ifndef TESTS_GALLERY_STAMP_H
#define TESTS_GALLERY_STAMP_H

#include "tests/kit/desk.h"

/* Has desk render stamped templates from now on. */
void stamp_templates(struct desk *desk);

/* Puts "template NAME" into met for each template that blocks bear the stamp of. */
void stamp_read(const struct json *blocks, struct json *met);

#endif
