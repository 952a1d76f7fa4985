/* The chain over a timeline, held against hashes that were computed by another program:
 *     printf '%s' '20:incidentd-timeline-1,0:,18:INC-2026-11-20-001,…' | sha256sum */
#include "model/chain.h"

#include "base/utc.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct timeline_entry entry = {.number = 1,
                                            .at_ms = INT64_C(1795183500000),
                                            .recorded_ms = INT64_C(1795183500250),
                                            .actor = "U0ALICE",
                                            .kind = "note",
                                            .text = "grüße, 5:x,"};

static const struct amendment changes[] = {
    {.entry = 2, .kind = "strike", .recorded_ms = 1, .who = "U0BOB", .text = "", .why = "no"},
    {.entry = 1,
     .kind = "text",
     .recorded_ms = INT64_C(1795183560000),
     .who = "U0BOB",
     .text = "x",
     .why = ""}};

static const char *link_of(const char *incident, const char *previous, int count) {
    static char hash[SHA256_HEX_SIZE];
    struct err err;
    cr_assert_eq(chain_link(incident, previous, &entry, changes, count, hash, &err), OK, "%s",
                 err.text);
    return hash;
}

Test(chain, is_what_its_document_says) {
    cr_assert_str_eq(link_of("INC-2026-11-20-001", "", 0),
                     "40d7bdb495b6d0fa537666fe80cdf8d9c96890d7cb5d9520839e47c3809d0f67");
    cr_assert_str_eq(link_of("INC-2026-11-20-001", "", 2),
                     "829b5cc9739b56d536566a611e8758e05ea2891ad9bdc79bbf2cbf52ea7bcb27");
}

Test(chain, depends_on_what_was_before_and_whose_it_is) {
    char first[SHA256_HEX_SIZE];
    memcpy(first, link_of("INC-2026-11-20-001", "", 0), sizeof first);
    cr_assert_str_neq(link_of("INC-2026-11-20-002", "", 0), first);
    cr_assert_str_neq(link_of("INC-2026-11-20-001", first, 0), first);
    cr_assert_str_eq(link_of("INC-2026-11-20-001", "", 1), first, "a change of another entry");
}

Test(chain, a_moment_for_other_programs_is_read_back) {
    static const char *const wrong[] = {"2026-11-20T14:05:00Z",
                                        "2026-11-20 14:05:00.000Z",
                                        "2026-02-31T14:05:00.000Z",
                                        "2026-11-20T14:05:00.000Z ",
                                        "",
                                        "2026-11-20T24:00:00.000Z"};
    char text[UTC_ISO_SIZE];
    int64_t ms = 0;
    cr_assert_str_eq(utc_iso(INT64_C(1795183500250), text), "2026-11-20T14:05:00.250Z");
    cr_assert(utc_read_iso(text, &ms));
    cr_assert_eq(ms, INT64_C(1795183500250));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert_not(utc_read_iso(wrong[i], &ms), "%s", wrong[i]);
}
