/* The process's own limits: see sandbox.h. The filter is written by hand, in the kernel's classic
 * BPF: it is one jump for each number, and libseccomp would be one more library to carry for that.
 *
 * https://www.kernel.org/doc/html/latest/userspace-api/seccomp_filter.html */
#include "bot/sandbox.h"

#include <assert.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The machines that have the calls below; others lack some of them. */
#if defined __x86_64__
#define MACHINE AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define MACHINE AUDIT_ARCH_AARCH64
#endif

#ifdef MACHINE

/* The newest call when this list was made (Linux 5.16). */
enum { NEWEST = 449 };

/* ---- What is needed */

/* The store, certificates, the resolver's configuration and modules, drafts in their folder. */
static const int files[] = {
    SYS_openat,    SYS_close,     SYS_read,      SYS_readv,      SYS_pread64,    SYS_write,
    SYS_writev,    SYS_pwrite64,  SYS_lseek,     SYS_fstat,      SYS_newfstatat, SYS_statx,
    SYS_fstatfs,   SYS_statfs,    SYS_faccessat, SYS_faccessat2, SYS_readlinkat, SYS_getdents64,
    SYS_getcwd,    SYS_fcntl,     SYS_flock,     SYS_fsync,      SYS_fdatasync,  SYS_ftruncate,
    SYS_fallocate, SYS_fadvise64, SYS_fchmod,    SYS_fchown,     SYS_unlinkat,   SYS_dup,
    SYS_dup3,      SYS_pipe2,     SYS_mkdirat,   SYS_renameat};

/* Which kinds of sockets is said below. */
static const int sockets[] = {SYS_connect,    SYS_bind,       SYS_getsockname, SYS_getpeername,
                              SYS_getsockopt, SYS_setsockopt, SYS_sendto,      SYS_sendmsg,
                              SYS_sendmmsg,   SYS_recvfrom,   SYS_recvmsg,     SYS_recvmmsg,
                              SYS_shutdown};

static const int waiting[] = {SYS_epoll_create1, SYS_epoll_ctl,       SYS_epoll_pwait,
                              SYS_eventfd2,      SYS_ppoll,           SYS_pselect6,
                              SYS_nanosleep,     SYS_clock_nanosleep, SYS_clock_gettime,
                              SYS_clock_getres,  SYS_gettimeofday};

/* How memory may be used is said below. */
static const int memory[] = {SYS_brk,     SYS_munmap,  SYS_mremap,
                             SYS_madvise, SYS_mincore, SYS_membarrier};

static const int threads[] = {
    SYS_futex,        SYS_set_robust_list, SYS_rseq,         SYS_sched_yield, SYS_sched_getaffinity,
    SYS_rt_sigaction, SYS_rt_sigprocmask,  SYS_rt_sigreturn, SYS_sigaltstack, SYS_restart_syscall,
    SYS_exit,         SYS_exit_group};

/* Harmless to know. */
static const int facts[] = {SYS_getpid,    SYS_getppid, SYS_gettid,    SYS_getuid,    SYS_geteuid,
                            SYS_getgid,    SYS_getegid, SYS_getrandom, SYS_getrusage, SYS_getrlimit,
                            SYS_prlimit64, SYS_uname,   SYS_sysinfo};

#ifdef __x86_64__
/* The older form of some of these, which only this machine has. */
static const int older[] = {SYS_open,       SYS_stat, SYS_lstat,   SYS_access, SYS_readlink,
                            SYS_unlink,     SYS_dup2, SYS_pipe,    SYS_poll,   SYS_select,
                            SYS_epoll_wait, SYS_time, SYS_getdents};
#endif

/* To start git and to let it commit, where the settings want that: a program has the limits of the
 * process that started it. */
static const int programs[] = {SYS_execve,      SYS_wait4,          SYS_setsid,   SYS_chdir,
                               SYS_close_range, SYS_linkat,         SYS_fchmodat, SYS_umask,
                               SYS_utimensat,   SYS_set_tid_address};

#ifdef __x86_64__
static const int older_programs[] = {SYS_arch_prctl, SYS_fork,  SYS_vfork, SYS_link, SYS_rename,
                                     SYS_mkdir,      SYS_rmdir, SYS_chmod, SYS_utime};
#endif

#ifdef __SANITIZE_ADDRESS__
/* When the process ends, a second one stops it and looks for leaks. */
static const int sanitizer[] = {SYS_clone, SYS_ptrace, SYS_prctl, SYS_wait4, SYS_kill, SYS_tgkill};
#endif

#define GROUP(calls)                                                                               \
    { (calls), sizeof(calls) / sizeof *(calls) }

struct group {
    const int *calls;
    size_t count;
};

static const struct group groups[] = {
    GROUP(files),     GROUP(sockets), GROUP(waiting), GROUP(memory), GROUP(threads), GROUP(facts),
#ifdef __x86_64__
    GROUP(older),
#endif
#ifdef __SANITIZE_ADDRESS__
    GROUP(sanitizer),
#endif
};

static const struct group program_groups[] = {
    GROUP(programs),
#ifdef __x86_64__
    GROUP(older_programs),
#endif
};

/* Calls that are needed with certain arguments only. */
struct bounded {
    int call;
    unsigned argument; /* from 0 */
    uint32_t mask;
    uint32_t value; /* of its lower half behind the mask; these arguments have no upper half */
};

#define EXACTLY(value) UINT32_MAX, (value)

enum { WRITE_OR_RUN = PROT_WRITE | PROT_EXEC };

#define NAMESPACES                                                                                 \
    (CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS |     \
     CLONE_NEWCGROUP)

static const struct bounded bounded[] = {
    {SYS_clone, 0, CLONE_THREAD, CLONE_THREAD},
    {SYS_socket, 0, EXACTLY(AF_INET)},
    {SYS_socket, 0, EXACTLY(AF_INET6)},
    {SYS_socket, 0, EXACTLY(AF_UNIX)},
    {SYS_socket, 0, EXACTLY(AF_NETLINK)}, /* which kinds of addresses the machine has */
    {SYS_socketpair, 0, EXACTLY(AF_UNIX)},
    {SYS_ioctl, 1, EXACTLY(FIONBIO)},
    {SYS_ioctl, 1, EXACTLY(FIONREAD)},
    {SYS_ioctl, 1, EXACTLY(TCGETS)},
    {SYS_prctl, 0, EXACTLY(PR_SET_NAME)},
    {SYS_mmap, 2, WRITE_OR_RUN, 0},
    {SYS_mmap, 2, WRITE_OR_RUN, PROT_WRITE},
    {SYS_mmap, 2, WRITE_OR_RUN, PROT_EXEC}, /* libraries: the resolver loads some */
    {SYS_mprotect, 2, PROT_EXEC, 0},
};

static const struct bounded bounded_programs[] = {
    {SYS_clone, 0, NAMESPACES, 0}, {SYS_kill, 1, EXACTLY(SIGKILL)}, /* what takes too long */
};

/* ---- The filter */

enum { FILTER_SIZE = 500 }; /* instructions; the kernel takes 4096 */

struct filter {
    struct sock_filter code[FILTER_SIZE];
    unsigned short len;
};

static void add(struct filter *filter, struct sock_filter instruction) {
    assert(filter->len < FILTER_SIZE);
    filter->code[filter->len++] = instruction;
}

/* Loads 32 bits of what the kernel tells about the call. */
static void load(struct filter *filter, size_t offset) {
    add(filter, (struct sock_filter){.code = BPF_LD | BPF_W | BPF_ABS, .k = (uint32_t)offset});
}

static void mask(struct filter *filter, uint32_t bits) {
    add(filter, (struct sock_filter){.code = BPF_ALU | BPF_AND | BPF_K, .k = bits});
}

static void end_with(struct filter *filter, uint32_t action) {
    add(filter, (struct sock_filter){.code = BPF_RET | BPF_K, .k = action});
}

/* Goes on with the next instruction when what was loaded is value, else behind the skipped ones. */
static void when(struct filter *filter, uint32_t value, unsigned char skipped) {
    add(filter, (struct sock_filter){.code = BPF_JMP | BPF_JEQ | BPF_K, .k = value, .jf = skipped});
}

/* The other way round. */
static void unless(struct filter *filter, uint32_t value, unsigned char skipped) {
    add(filter, (struct sock_filter){.code = BPF_JMP | BPF_JEQ | BPF_K, .k = value, .jt = skipped});
}

static void when_above(struct filter *filter, uint32_t value, unsigned char skipped) {
    add(filter, (struct sock_filter){.code = BPF_JMP | BPF_JGT | BPF_K, .k = value, .jf = skipped});
}

static void add_call(struct filter *filter, int call, uint32_t action) {
    when(filter, (uint32_t)call, 1);
    end_with(filter, action);
}

/* Loads the argument and then the number again, for the next rule. */
static void add_bounded(struct filter *filter, const struct bounded *bounds) {
    _Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the lower half comes first");
    when(filter, (uint32_t)bounds->call, 5);
    load(filter, offsetof(struct seccomp_data, args) + bounds->argument * sizeof(uint64_t));
    mask(filter, bounds->mask);
    when(filter, bounds->value, 1);
    end_with(filter, SECCOMP_RET_ALLOW);
    load(filter, offsetof(struct seccomp_data, nr));
}

static void add_groups(struct filter *filter, const struct group *list, size_t count) {
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < list[i].count; j++)
            add_call(filter, list[i].calls[j], SECCOMP_RET_ALLOW);
}

static void add_all_bounded(struct filter *filter, const struct bounded *list, size_t count) {
    for (size_t i = 0; i < count; i++)
        add_bounded(filter, &list[i]);
}

#define LIST(list) (list), sizeof(list) / sizeof *(list)

static void build(struct filter *filter, bool with_programs) {
    load(filter, offsetof(struct seccomp_data, arch));
    unless(filter, MACHINE, 1); /* the same numbers mean other calls elsewhere */
    end_with(filter, SECCOMP_RET_ERRNO | EPERM);
    load(filter, offsetof(struct seccomp_data, nr));
    add_groups(filter, LIST(groups));
    add_all_bounded(filter, LIST(bounded));
    if (with_programs) {
        add_groups(filter, LIST(program_groups));
        add_all_bounded(filter, LIST(bounded_programs));
    }
    add_bounded(filter, &(struct bounded){SYS_tgkill, 0, EXACTLY((uint32_t)getpid())});
    add_call(filter, SYS_clone3, SECCOMP_RET_ERRNO | ENOSYS); /* its flags are out of sight */
    when_above(filter, NEWEST, 1);
    end_with(filter, SECCOMP_RET_ERRNO | ENOSYS);
    end_with(filter, SECCOMP_RET_ERRNO | EPERM);
}

enum result sandbox_enter(bool with_programs, struct err *err) {
    struct filter filter = {.len = 0};
    build(&filter, with_programs);
    struct sock_fprog program = {.len = filter.len, .filter = filter.code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        return fail(err, IO, "the kernel takes no filter: %s", strerror(errno));
    return OK;
}

#else

enum result sandbox_enter(bool with_programs, struct err *err) {
    (void)with_programs;
    return fail(err, ABSENT, "there is no list of system calls for this kind of machine");
}

#endif

enum result sandbox_hide_memory(struct err *err) {
    static const struct rlimit none = {0, 0};
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || setrlimit(RLIMIT_CORE, &none) != 0)
        return fail(err, IO, "the memory cannot be hidden: %s", strerror(errno));
    return OK;
}
