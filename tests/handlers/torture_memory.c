/* Every so many allocations, the process dies in the middle of a command, a mention, a button or a
 * form, as it does when memory runs out: nothing is half done, and the same delivery again does the
 * rest, once.
 *
 * The sanitizer calls back at each allocation, of every library, and there the process ends. */
#ifdef __SANITIZE_ADDRESS__ /* and in other builds, for valgrind, not at all */

#include "tests/kit/desk.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* Of the sanitizer's allocator_interface.h, which gcc does not bring. */
int __sanitizer_install_malloc_and_free_hooks(void (*allocated)(const volatile void *, size_t),
                                              void (*freed)(const volatile void *));

enum { DIED = 7, STRIDE = 173, ALLOCATIONS_MAX = 100000 };

static char path[64];
static long left; /* allocations until the end, 0: it lives */

static void count(const volatile void *memory, size_t size) {
    (void)memory;
    (void)size;
    if (left > 0 && --left == 0)
        _exit(DIED);
}

static void ignore(const volatile void *memory) {
    (void)memory;
}

static struct desk *open_desk(void) {
    char address[sizeof path + sizeof "sqlite:"];
    snprintf(address, sizeof address, "sqlite:%s", path);
    struct desk *desk = desk_new_at(address, NULL);
    desk->away = true; /* what follows the delivery is not under test */
    desk->torture.on = false;
    return desk;
}

static void remove_store(void) {
    static const char *const ends[] = {"", "-wal", "-shm", "-lock"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char name[sizeof path + sizeof "-lock"];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        (void)unlink(name);
    }
}

/* ---- What is delivered: by a new process it is the same, key and all */

static void mention(struct desk *desk, const char *user, const char *line) {
    struct desk_said said = {.channel = "C0GENERAL", .ts = "1795183500.000042"};
    snprintf(said.user, sizeof said.user, "%s", user);
    snprintf(said.text, sizeof said.text, "<@U0INCIDENTD> %s", line);
    desk_deliver_mention(desk, &said);
}

static void submit(struct desk *desk, const char *user, const char *line) {
    struct json *view = json_new_object(), *state = json_new_object(), *values = json_new_object();
    struct json *block = json_new_object(), *input = json_new_object();
    json_put_str(input, "type", "plain_text_input");
    json_put_str(input, "value", line);
    json_put(block, "progress", input);
    json_put(values, "progress", block);
    json_put(state, "values", values);
    json_put(view, "state", state);
    json_put_str(view, "callback_id", "update");
    json_put_str(view, "private_metadata", "{\"incident\":1}");
    desk_submit(desk, user, view);
}

static const struct delivery {
    void (*deliver)(struct desk *desk, const char *user, const char *line);
    const char *line;
    int replies; /* of its own in the outbox */
} deliveries[] = {{desk_type_again, "update rolled back next: watch", 0},
                  {desk_type_again, "impact nobody can pay", 0},
                  {desk_type_again, "resolve rolled back cause: a leak", 0},
                  {mention, "update rolled back next: watch", 1},
                  {desk_press, "update rolled back next: watch", 1},
                  {submit, "rolled back", 1}};

/* Delivers it in a process that dies at the allocation after so many; false when it lived. */
static bool dies(const struct delivery *delivery, long after) {
    int status = 0;
    pid_t pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        struct desk *desk = open_desk();
        left = after;
        delivery->deliver(desk, "U0BOB", delivery->line);
        _exit(desk->result == OK ? 0 : 1);
    }
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_assert(WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == DIED),
              "%s, after %ld allocations: status %d", delivery->line, after, status);
    return WEXITSTATUS(status) == DIED;
}

static int64_t lines_of_bob(struct desk *desk) {
    return desk_number(desk, "SELECT count(*) FROM timeline WHERE actor = 'U0BOB'"
                             " AND kind IN ('update', 'impact', 'resolved')");
}

static void try(const struct delivery *delivery, long after, bool *ret_died) {
    remove_store();
    struct desk *desk = open_desk();
    desk_type(desk, "U0ALICE", "declare sev1 checkout is down");
    desk_free(desk);
    *ret_died = dies(delivery, after);
    desk = open_desk();
    cr_assert_str_eq(desk_text(desk, "PRAGMA integrity_check"), "ok");
    int64_t before = lines_of_bob(desk);
    int64_t posts = desk_number(desk, "SELECT count(*) FROM outbox");
    cr_assert_leq(before, 1);
    delivery->deliver(desk, "U0BOB", delivery->line);
    cr_assert(desk->result == (before ? SEEN : OK), "%s, after %ld allocations: %s: %s",
              delivery->line, after, result_name(desk->result), desk->reply);
    cr_assert_eq(lines_of_bob(desk), 1, "%s, after %ld allocations", delivery->line, after);
    if (before)
        cr_assert_eq(desk_number(desk, "SELECT count(*) FROM outbox"), posts);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM outbox WHERE lane LIKE 'reply:%'"),
                 delivery->replies, "%s, after %ld allocations", delivery->line, after);
    cr_assert(*desk->reply || delivery->deliver != desk_type_again);
    desk_free(desk);
}

Test(torture_memory, what_dies_at_an_allocation_is_done_once_when_it_comes_again, .timeout = 120) {
    __sanitizer_install_malloc_and_free_hooks(count, ignore);
    snprintf(path, sizeof path, "%s/torture-memory-%d.db",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (int)getpid());
    for (size_t i = 0; i < sizeof deliveries / sizeof *deliveries; i++) {
        bool died = true;
        int deaths = 0;
        for (long after = 1 + (long)i; died && after < ALLOCATIONS_MAX; after += STRIDE, deaths++)
            try(&deliveries[i], after, &died);
        cr_assert_not(died, "%s never lived", deliveries[i].line);
        cr_assert_gt(deaths, 5);
    }
    remove_store();
}

#else
typedef int no_sanitizer; /* a file may not be empty */
#endif
