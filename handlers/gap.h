/* Times without Slack: when they begin and end, and what was said in them. */
#ifndef HANDLERS_GAP_H
#define HANDLERS_GAP_H

#include "handlers/kit/handler.h"

/* The events by which the core tells of its link to Slack. Slack's own types have no dot. */
#define GAP_LINK_UP "link.up"
#define GAP_LINK_DOWN "link.down"

/* The handlers of what is read again: pages of messages, of an incident's thread and of the
 * announcement channel, and the list of the channel's pins. Before they run, the core has handed on
 * what was said or pinned there. */
#define GAP_THREAD "gap.thread"
#define GAP_CHANNEL "gap.channel"
#define GAP_PINS "gap.pins"

/* The process starts, and nothing is heard of Slack yet. */
enum result gap_after_start(struct context *cx) RESULT;

/* When Slack was last heard, if that is longer ago than it can be while all is well; else 0. */
enum result gap_silent_since(struct context *cx, int64_t *ret_ms) RESULT;

/* Why what was due at due_ms is late, for a sentence: "I was not running from 02:14 UTC to 03:40
 * UTC" or "I have not heard Slack since 02:14 UTC" when that is why, else how late it is. */
enum result gap_excuse(struct context *cx, int64_t due_ms, const char **ret_text) RESULT;

/* Remembers that Slack's clock showed ts, unless it showed more before. */
enum result gap_note_ts(struct context *cx, const char *ts) RESULT;

/* What became of a message that was read again. */
enum gap_found { GAP_DONE, GAP_REFUSED, GAP_PINNED };

/* Counts it, for the line that owns up to the gap, where rq was said in the thread of an incident
 * that is being read. */
enum result gap_count(struct context *cx, const struct request *rq, enum gap_found found) RESULT;

#endif
