/* The stage of the gallery: plays tests/gallery/scenes.md at a desk, and keeps each kind of message
 * and view that people are shown. A heading begins a scene, at a desk of its own; with "{playbook}"
 * in it the scene is played with each playbook that is shipped. Lines that begin with "> " are its
 * steps, of which step.h knows some; everything else is for whoever looks at the gallery.
 *
 *     > playbook guide                  a new desk, with these rules
 *     > alice: declare sev1 {title}     types the slash command
 *     > alice tries: sev sev9           the same, and is refused
 *     > alice asks: postmortem show     the same, whatever comes of it
 *     > alice opens: declare            the same, where a form can open
 *     > alice mentions: update {text}   mentions the bot in the newest thread
 *     > alice writes: help              to the bot alone
 *     > alice presses Yes               the newest button with this label
 *     > alice opens home
 *     > alice chooses incident_note     a shortcut, at the message that was said last
 *     > alice says: {words}             a message of the thread, without the bot
 *     > alice reacts pushpin            to it
 *     > alice reads every text          the texts for outside, one after the other
 *     > many alice: note {words} {n}    a step, again and again
 *     > refuse chat.postMessage channel_not_found     the next call of it
 *     > close C0INCIDENTS is_archived   whatever goes there is refused, until
 *     > open
 *
 * {title}, {text} and {words} are what people write: something usual, or the longest and strangest
 * that they can. */
#ifndef TESTS_GALLERY_STAGE_H
#define TESTS_GALLERY_STAGE_H

#include "base/json.h"

struct stage {
    struct json *shown; /* what people saw: {feature, about, step, method, body} */
    struct json *known; /* what of it the scene need not show again */
    struct json *met;   /* the templates, verbs, jobs and so on that were met, as "verb update" */
};

struct stage stage_new(void);
void stage_free(struct stage *stage);

/* Plays all scenes, with usual or with strange words. */
void stage_play(struct stage *stage, bool strange);

/* Whether this was met: a kind ("template", "verb", "form", "view", "job", "approval", "shortcut",
 * "text") and a name. */
bool stage_met(const struct stage *stage, const char *kind, const char *name);

#endif
