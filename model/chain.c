/* The chain over a timeline: see chain.h. */
#include "model/chain.h"

#include "base/str.h"
#include "base/utc.h"

#include <stdio.h>
#include <string.h>

#define FORM "incidentd-timeline-1"
enum { FORM_BYTES_MAX = 16 * 1024 * 1024 };

/* A field as "5:hello,": its length stands before it, so that no words can look like the end of a
 * field and the beginning of the next. */
static void add(struct str *out, const char *field) {
    str_addf(out, "%zu:", strlen(field));
    str_add(out, field);
    str_add(out, ",");
}

static void add_number(struct str *out, int64_t number) {
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)number);
    add(out, text);
}

static void add_moment(struct str *out, int64_t ms) {
    char text[UTC_ISO_SIZE];
    add(out, ms ? utc_iso(ms, text) : "");
}

static int count_of(int64_t entry, const struct amendment *amendments, int count) {
    int found = 0;
    for (int i = 0; i < count; i++)
        found += amendments[i].entry == entry;
    return found;
}

static void add_amendment(struct str *out, const struct amendment *amendment) {
    add(out, amendment->kind);
    add_moment(out, amendment->recorded_ms);
    add(out, amendment->who);
    add_moment(out, amendment->at_ms);
    add(out, amendment->text);
    add(out, amendment->why);
}

enum result chain_link(const char *incident, const char *previous,
                       const struct timeline_entry *first, const struct amendment *amendments,
                       int count, char out[SHA256_HEX_SIZE], struct err *err) {
    STR_AUTO(form, FORM_BYTES_MAX);
    add(&form, FORM);
    add(&form, previous);
    add(&form, incident);
    add_number(&form, first->number);
    add_moment(&form, first->at_ms);
    add_moment(&form, first->recorded_ms);
    add(&form, first->actor);
    add(&form, first->kind);
    add(&form, first->text);
    add_number(&form, count_of(first->number, amendments, count));
    for (int i = 0; i < count; i++)
        if (amendments[i].entry == first->number)
            add_amendment(&form, &amendments[i]);
    if (form.full)
        return fail(err, INVALID, "#%lld of %s and its amendments are too long to be sealed",
                    (long long)first->number, incident);
    return sha256_hex(form.text, form.len, out, err);
}
