/* Every so many allocations, the process dies in the middle of a command, as it does when memory
 * runs out: nothing is half done, and the same delivery again does the rest, once.
 *
 * The sanitizer calls back at each allocation, of every library, and there the process ends. */
#ifdef __SANITIZE_ADDRESS__ /* and in other builds, for valgrind, not at all */

#include "tests/kit/desk.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Of the sanitizer's allocator_interface.h, which gcc does not bring. */
int __sanitizer_install_malloc_and_free_hooks(void (*allocated)(const volatile void *, size_t),
                                              void (*freed)(const volatile void *));

enum { DIED = 7, STRIDE = 41, ALLOCATIONS_MAX = 100000 };

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
    desk->away = true; /* what follows the command is not under test */
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

/* Types the line in a process that dies at the allocation after so many; false when it lived. */
static bool dies(const char *line, long after) {
    int status = 0;
    pid_t pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        struct desk *desk = open_desk();
        left = after;
        desk_type_again(desk, "U0BOB", line);
        _exit(desk->result == OK ? 0 : 1);
    }
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_assert(WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == DIED),
              "%s, after %ld allocations: status %d", line, after, status);
    return WEXITSTATUS(status) == DIED;
}

static int64_t lines_of_bob(struct desk *desk) {
    return desk_number(desk, "SELECT count(*) FROM timeline WHERE actor = 'U0BOB'");
}

static void try(const char *line, long after, bool *ret_died) {
    remove_store();
    struct desk *desk = open_desk();
    desk_type(desk, "U0ALICE", "declare sev1 checkout is down");
    desk_free(desk);
    *ret_died = dies(line, after);
    desk = open_desk();
    cr_assert_str_eq(desk_text(desk, "PRAGMA integrity_check"), "ok");
    int64_t before = lines_of_bob(desk);
    int64_t posts = desk_number(desk, "SELECT count(*) FROM outbox");
    cr_assert_leq(before, 1);
    desk_type_again(desk, "U0BOB", line);
    cr_assert(desk->result == (before ? SEEN : OK), "%s, after %ld allocations: %s: %s", line,
              after, result_name(desk->result), desk->reply);
    cr_assert_eq(lines_of_bob(desk), 1, "%s, after %ld allocations", line, after);
    if (before)
        cr_assert_eq(desk_number(desk, "SELECT count(*) FROM outbox"), posts);
    cr_assert_str_not_empty(desk->reply);
    desk_free(desk);
}

Test(torture, a_command_that_dies_at_an_allocation_is_done_once_when_it_comes_again) {
    static const char *const lines[] = {"update rolled back next: watch", "triage yes",
                                        "resolve rolled back cause: a leak"};
    __sanitizer_install_malloc_and_free_hooks(count, ignore);
    snprintf(path, sizeof path, "%s/torture-memory-%d.db",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (int)getpid());
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        bool died = true;
        int deaths = 0;
        for (long after = 1 + (long)i; died && after < ALLOCATIONS_MAX; after += STRIDE, deaths++)
            try(lines[i], after, &died);
        cr_assert_not(died, "%s never lived", lines[i]);
        cr_assert_gt(deaths, 5);
    }
    remove_store();
}

#else
typedef int no_sanitizer; /* a file may not be empty */
#endif
