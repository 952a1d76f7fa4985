/* The chain over a timeline: each entry's hash covers what the entry says, what was changed of it,
 * and the hash of the entry before. Whoever knows the last one knows all of them; docs/timeline.md
 * has the form, so that another program can compute it. */
#ifndef MODEL_CHAIN_H
#define MODEL_CHAIN_H

#include "base/sha256.h"
#include "model/incident.h"

/* The hash of one entry into out. incident is the incident's name; previous the hash of the entry
 * before, "" for the first; first is the entry as it was written, without any change; amendments
 * are those of the incident in the order in which they were made, count of them, of which those of
 * other entries are passed over. INVALID when all that is too long, IO as sha256_hex. */
enum result chain_link(const char *incident, const char *previous,
                       const struct timeline_entry *first, const struct amendment *amendments,
                       int count, char out[SHA256_HEX_SIZE], struct err *err) RESULT;

#endif
