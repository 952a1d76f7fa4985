/* Name look-ups, those that take too long included. */
#include "bot/resolver.h"

#include "bot/loop.h"
#include "tests/kit/descriptors.h"
#include "tests/kit/names.h"
#include "tests/kit/peer.h"

#include <criterion/criterion.h>

static struct loop *loop;
static struct resolver_answer got;
static int answers, wanted, before;

static void set_up(void) {
    struct err err;
    before = descriptors_open_with_libuv();
    cr_assert_eq(loop_new(&loop, &err), OK);
}

TestSuite(resolver, .init = set_up);

static void keep(void *user, const struct resolver_answer *answer) {
    (void)user;
    got = *answer;
    if (++answers == wanted)
        loop_stop(loop);
}

static struct resolver_lookup *start(const char *host) {
    struct resolver_lookup *lookup = NULL;
    struct err err;
    cr_assert_eq(resolver_start(loop, host, keep, NULL, &lookup, &err), OK, "%s", err.text);
    return lookup;
}

static void ask(const char *host) {
    wanted = 1;
    start(host);
    loop_run(loop);
    loop_free(loop);
    cr_assert_eq(answers, 1);
}

Test(resolver, an_address_is_its_own_answer) {
    ask("127.0.0.7");
    cr_assert_eq(got.count, 1u);
    cr_assert_str_eq(got.addresses[0], "127.0.0.7");
    cr_assert_null(got.fault);
}

Test(resolver, an_ipv6_address_is_its_own_answer_on_a_machine_without_any) {
    ask("::1");
    cr_assert_eq(got.count, 1u, "%s", got.fault);
    cr_assert_str_eq(got.addresses[0], "::1");
}

Test(resolver, a_name_has_its_addresses_in_their_order) {
    ask(NAMES_TWO_ADDRESSES);
    cr_assert_eq(got.count, 2u);
    cr_assert_str_eq(got.addresses[0], "127.0.0.2");
    cr_assert_str_eq(got.addresses[1], "127.0.0.1");
}

Test(resolver, no_more_than_eight_addresses_of_a_name_are_kept) {
    ask(NAMES_TEN_ADDRESSES);
    cr_assert_eq(got.count, RESOLVER_ADDRESSES_MAX);
    cr_assert_str_eq(got.addresses[7], "127.0.0.3");
}

Test(resolver, a_name_below_localhost_is_the_loopback_though_nobody_knows_it) {
    ask(NAMES_NOBODY_KNOWS);
    cr_assert_geq(got.count, 1u);
}

Test(resolver, a_name_that_is_not_known_has_a_fault_and_no_address) {
    ask("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    cr_assert_eq(got.count, 0u);
    cr_assert_not_null(got.fault);
}

/* The threads that were left behind end, and what they held is freed. */
static void await_threads(void) {
    struct err err;
    names_answer();
    for (int tries = 0; tries < 1000; tries++) {
        struct resolver_lookup *lookup = NULL;
        if (resolver_start(loop, "127.0.0.1", keep, NULL, &lookup, &err) == OK) {
            resolver_abandon(lookup);
            return;
        }
        peer_pause(10);
    }
    cr_assert_fail("%s", err.text);
}

Test(resolver, a_look_up_that_does_not_end_keeps_neither_the_loop_nor_its_descriptors) {
    struct resolver_lookup *slow = start(NAMES_SLOW);
    resolver_abandon(slow);
    resolver_abandon(NULL);
    loop_free(loop);
    cr_assert(descriptors_are_back(before), "descriptors are left open");
    cr_assert_eq(answers, 0);
    names_answer();
}

Test(resolver, look_ups_that_do_not_end_have_a_limit) {
    struct resolver_lookup *lookups[RESOLVER_LOOKUPS_MAX], *one_more = NULL;
    struct err err;
    for (int i = 0; i < RESOLVER_LOOKUPS_MAX; i++)
        lookups[i] = start(NAMES_SLOW);
    cr_assert_eq(resolver_start(loop, NAMES_SLOW, keep, NULL, &one_more, &err), BUSY);
    for (int i = 0; i < RESOLVER_LOOKUPS_MAX; i++)
        resolver_abandon(lookups[i]);
    cr_assert_eq(resolver_start(loop, NAMES_SLOW, keep, NULL, &one_more, &err), BUSY,
                 "threads that were left behind do not count");
    await_threads();
    loop_free(loop);
    cr_assert_eq(answers, 0);
}
