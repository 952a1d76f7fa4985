/* What a process cannot do any more once it has entered the sandbox. Each test lets a child enter:
 * there is no way out. */
#include "bot/sandbox.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The exit code of a child that enters the sandbox and then does this; 128 and the signal when one
 * killed it. */
static bool with_programs;

static int in_sandbox(int (*deed)(void)) {
    int status;
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        struct err err;
        _exit(sandbox_enter(with_programs, &err) == OK ? deed() : 99);
    }
    cr_assert_eq(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* ---- What is refused. */

struct attempt {
    const char *what;
    long call, arguments[4];
};

/* What running a program takes. */
static const struct attempt program_attempts[] = {
    {"start a program", SYS_execve, {0}},
#ifdef SYS_fork
    {"fork", SYS_fork, {0}},
    {"fork in the old way", SYS_vfork, {0}},
#endif
#ifndef __SANITIZE_ADDRESS__ /* the search for leaks needs these */
    {"make a process", SYS_clone, {SIGCHLD}},
    {"kill another process", SYS_kill, {0, SIGKILL}},
#endif
    {"have a session of its own", SYS_setsid, {0}},
    {"link a file", SYS_linkat, {0}},
};

static const struct attempt attempts[] = {
    {"start a program by descriptor", SYS_execveat, {0}},
#ifndef __SANITIZE_ADDRESS__ /* the search for leaks needs these */
    {"make a process with users of its own", SYS_clone, {CLONE_NEWUSER | SIGCHLD}},
    {"trace", SYS_ptrace, {PTRACE_TRACEME}},
    {"signal another process", SYS_kill, {1, 0}},
    {"be dumpable again", SYS_prctl, {PR_SET_DUMPABLE, 1}},
#endif
    {"read another process's memory", SYS_process_vm_readv, {1}},
    {"have a namespace of its own", SYS_unshare, {CLONE_NEWUSER}},
    {"load a module", SYS_init_module, {0}},
    {"load a module from a file", SYS_finit_module, {0}},
    {"run a program in the kernel", SYS_bpf, {0}},
    {"watch the kernel", SYS_perf_event_open, {0}},
    {"queue calls past the filter", SYS_io_uring_setup, {1}},
    {"mount", SYS_mount, {0}},
    {"change the root", SYS_chroot, {0}},
    {"become somebody", SYS_setuid, {0}},
    {"use the kernel's keys", SYS_keyctl, {0}},
    {"set the clock", SYS_clock_settime, {0}},
    {"restart the machine", SYS_reboot, {0}},
    {"listen", SYS_listen, {0}},
    {"accept", SYS_accept4, {0}},
    {"rename a file", SYS_renameat2, {0}},
    {"make a device", SYS_mknodat, {0}},
    {"talk to the network card", SYS_socket, {AF_PACKET, SOCK_RAW}},
    {"talk to the kernel's ciphers", SYS_socket, {AF_ALG, SOCK_SEQPACKET}},
    {"type into a terminal", SYS_ioctl, {0, 0x5412}},
    {"write and run", SYS_mmap, {0, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS}},
    {"run what was written", SYS_mprotect, {0, 4096, PROT_EXEC}},
};

/* The number, from 1, of the first attempt that did not end with EPERM; 0 for none. */
static int try_each(const struct attempt *list, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const long *with = list[i].arguments;
        errno = 0;
        if (syscall(list[i].call, with[0], with[1], with[2], with[3], -1, 0) != -1 ||
            errno != EPERM)
            return (int)i + 1;
    }
    return 0;
}

static int try_all(void) {
    return try_each(attempts, sizeof attempts / sizeof *attempts);
}

static int try_programs(void) {
    return try_each(program_attempts, sizeof program_attempts / sizeof *program_attempts);
}

Test(sandbox, nothing_can_be_traced_loaded_mounted_or_listened_to_whether_programs_run_or_not) {
    for (int i = 0; i < 2; i++) {
        with_programs = i > 0;
        int failed = in_sandbox(try_all);
        cr_assert_eq(failed, 0, "it could %s",
                     failed < 90 ? attempts[failed - 1].what : "not enter");
    }
}

Test(sandbox, no_program_can_be_started) {
    int failed = in_sandbox(try_programs);
    cr_assert_eq(failed, 0, "it could %s",
                 failed < 90 ? program_attempts[failed - 1].what : "not enter");
}

static int run_one(void) {
    return system("test \"$(echo word)\" = word");
}

Test(sandbox, programs_run_where_that_is_wanted) {
    with_programs = true;
    cr_assert_eq(in_sandbox(run_one), 0);
}

static int call_what_is_new(void) {
    if (syscall(SYS_clone3, NULL, 0) != -1 || errno != ENOSYS)
        return 1;
    return syscall(5000, 0) == -1 && errno == ENOSYS ? 0 : 2;
}

Test(sandbox, calls_newer_than_the_list_do_not_exist) {
    cr_assert_eq(in_sandbox(call_what_is_new), 0);
}

/* ---- What goes on. */

static void *look_up(void *found) {
    struct addrinfo *list = NULL;
    *(bool *)found = getaddrinfo("localhost", "443", NULL, &list) == 0;
    if (list)
        freeaddrinfo(list);
    return NULL;
}

static int live(void) {
    pthread_t thread;
    bool found = false;
    char byte;
    int file = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    if (file < 0 || read(file, &byte, 1) != 1 || close(file) != 0)
        return 1;
    if (pthread_create(&thread, NULL, look_up, &found) != 0 || pthread_join(thread, NULL) != 0)
        return 2;
    return found ? 0 : 3;
}

Test(sandbox, files_are_read_threads_started_and_names_looked_up) {
    cr_assert_eq(in_sandbox(live), 0);
}

static int give_up(void) {
    signal(SIGABRT, SIG_DFL);
    abort();
}

Test(sandbox, a_process_that_aborts_ends_by_that_signal) {
    cr_assert_eq(in_sandbox(give_up), 128 + SIGABRT);
}

/* ---- Memory. */

Test(sandbox, no_core_is_dumped) {
    struct rlimit limit = {1, 1};
    struct err err;
    cr_assert_eq(sandbox_hide_memory(&err), OK, "%s", err.text);
    cr_assert_eq(prctl(PR_GET_DUMPABLE), 0);
    cr_assert_eq(getrlimit(RLIMIT_CORE, &limit), 0);
    cr_assert(limit.rlim_cur == 0 && limit.rlim_max == 0);
}

static int ask_for_rights(void) {
    char line[256];
    FILE *status = fopen("/proc/self/status", "re");
    while (status && fgets(line, sizeof line, status))
        if (strcmp(line, "NoNewPrivs:\t1\n") == 0)
            return 0;
    return 1;
}

Test(sandbox, no_program_gains_rights) {
    cr_assert_eq(in_sandbox(ask_for_rights), 0);
}
