/* Whether Slack would show what is sent to it: the rules of Block Kit as the local Slack has them
 * (sim/block_kit.h), with characters counted in the dearer way. */
#ifndef TESTS_KIT_SHOWABLE_H
#define TESTS_KIT_SHOWABLE_H

#include "base/json.h"

/* Fails the test when Slack would refuse the message, view or acknowledgement in the body of a call
 * to method; "ack" for an acknowledgement. What shows nothing passes. */
void showable_expect(const char *method, const struct json *body);

#endif
