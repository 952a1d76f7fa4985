/* A runbook: what to do about one kind of trouble, step by step. A Markdown file with a few lines
 * of facts above it:
 *
 *     ---
 *     title: Edge function outage
 *     symptoms: many errors from edge functions; users cannot generate readings
 *     services: edge functions
 *     owner: Codex
 *     updated: 2025-10-27
 *     review: 90d
 *     ---
 *     What it is about, in a few sentences.
 *
 *     ## Read the logs
 *     …
 *
 * Each "## " begins a step. Plain data that does not change once read; texts are never NULL. */
#ifndef MODEL_RUNBOOK_H
#define MODEL_RUNBOOK_H

#include "base/err.h"
#include "base/mem.h"

#include <stddef.h>
#include <stdint.h>

enum {
    RUNBOOK_BYTES_MAX = 64 * 1024,
    RUNBOOK_STEPS_MAX = 30,
    RUNBOOK_STEP_CHARS = 2800 /* fits a section of a message with its heading */
};

struct runbook_step {
    const char *heading;
    const char *text; /* Markdown */
};

struct runbook {
    const char *name; /* "edge-function-outage" */
    const char *title;
    const char *symptoms; /* separated by ";" */
    const char *services;
    const char *owner;
    const char *updated; /* a day; "" when nobody knows */
    int64_t review_ms;   /* how long after that it is to be read again; 0: never */
    const char *about;   /* Markdown, before the first step */
    struct runbook_step *steps;
    int step_count;
};

/* Reads text[0..len) as the runbook name; all of it lives in arena. INVALID with "line: what is
 * wrong" for a front matter that is none, a fact that a runbook does not have, a missing title, no
 * step, or a step too long to be shown. */
enum result runbook_read(const char *name, const char *text, size_t len, struct arena *arena,
                         struct runbook *ret_runbook, struct err *err) RESULT;

/* When it is due to be read again, 0 for never. */
int64_t runbook_review_due_ms(const struct runbook *runbook);

/* How well it fits words that somebody typed or a title: 0 not at all. A word that stands in its
 * title, symptoms, services or name counts by where; short words and those of every sentence do
 * not. */
int runbook_score(const struct runbook *runbook, const char *words);

/* So well it has to fit to be worth showing. */
enum { RUNBOOK_FITS = 2 };

#endif
