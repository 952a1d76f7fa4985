/* Block Kit: what Slack accepts as blocks and views, with its limits
 * (docs.slack.dev/reference/block-kit), and finding one's way in them. Characters are counted as
 * sim/characters.h says. */
#ifndef SIM_BLOCK_KIT_H
#define SIM_BLOCK_KIT_H

#include "base/json.h"
#include "sim/sim.h"

#include <stdbool.h>

enum surface { SURFACE_MESSAGE = 1, SURFACE_MODAL = 2, SURFACE_HOME = 4 };

/* True when the blocks may be shown. Otherwise complaints, an array, gets Slack's messages:
 * "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]". */
bool block_kit_check_blocks(const struct settings *settings, const struct json *blocks,
                            enum surface surface, struct json *complaints);

/* The same for a view, which has to be of the wanted type ("modal", "home"). */
bool block_kit_check_view(const struct settings *settings, const struct json *view,
                          const char *type, struct json *complaints);

/* Gives every block a block_id and every interactive element an action_id. */
void block_kit_fill(struct sim *sim, struct json *blocks);

/* An interactive element and the block around it. */
struct place {
    const struct json *block, *element;
};

/* Walks the interactive elements: struct place place; size_t at = 0;
 *     while (block_kit_next(blocks, &at, &place)) … */
bool block_kit_next(const struct json *blocks, size_t *at, struct place *ret_place);

/* The element with this action_id, and this block_id unless it is NULL. */
bool block_kit_find(const struct json *blocks, const char *block_id, const char *action_id,
                    struct place *ret_place);

#endif
