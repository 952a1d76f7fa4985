/* The page's live view: server-sent events (https://html.spec.whatwg.org/#server-sent-events), one
 * for each change of what a person sees. */
#ifndef SIM_STREAM_H
#define SIM_STREAM_H

#include "sim/http.h"

enum { STREAM_WATCHERS_MAX = 64, STREAM_COMMENT_MS = 15000 };

struct stream;

struct stream *stream_new(uv_loop_t *loop);
void stream_free(struct stream *stream);

/* Answers the exchange with a stream that never ends. */
void stream_watch(struct stream *stream, struct exchange *exchange);

/* Sends {"type": type, …the members of owned} to everyone who watches. */
void stream_send(struct stream *stream, const char *type, struct json *owned);

#endif
