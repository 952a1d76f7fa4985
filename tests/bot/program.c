/* Other programs: what they get, what they say, and their end. */
#include "bot/program.h"

#include "base/clock.h"
#include "base/utc.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct str said, complaint;
static struct err err;
static int code;

static void set_up(void) {
    signal(SIGPIPE, SIG_IGN); /* as the daemon does */
    said = str_new(4096);
    complaint = str_new(16);
}

static void tear_down(void) {
    str_free(&said);
    str_free(&complaint);
}

TestSuite(program, .init = set_up, .fini = tear_down);

static const char *const environment[] = {"PATH=/usr/bin:/bin", "COLOUR=red", NULL};

/* Lets the shell run this script, in /, for so long. */
static enum result shell(const char *script, const char *input, int64_t patience_ms) {
    const char *const arguments[] = {"sh", "-c", script, NULL};
    struct program program = {.arguments = arguments,
                              .environment = environment,
                              .folder = "/",
                              .input = input,
                              .input_len = input ? strlen(input) : 0,
                              .until_ms = clock_monotonic_ms() + patience_ms};
    str_clear(&said);
    str_clear(&complaint);
    return program_run(&program, &said, &complaint, &code, &err);
}

Test(program, reads_what_it_is_given_and_is_heard_with_its_exit_code) {
    cr_assert_eq(
        shell("tr a-z A-Z; echo a long complaint of it >&2; exit 3", "word", 10 * SECOND_MS), OK,
        "%s", err.text);
    cr_assert_str_eq(said.text, "WORD");
    cr_assert_str_eq(complaint.text, "a long complaint", "its beginning");
    cr_assert_eq(code, 3);
}

Test(program, has_the_environment_that_it_is_given_and_no_more) {
    cr_assert_eq(setenv("SECRET", "xoxb-test-secret", 1), 0);
    cr_assert_eq(shell("env | grep -v -e ^PWD= -e ^SHLVL= -e ^_= -e ^OLDPWD= | sort; pwd", NULL,
                       10 * SECOND_MS),
                 OK);
    cr_assert_str_eq(said.text, "COLOUR=red\nPATH=/usr/bin:/bin\n/\n");
}

Test(program, has_three_open_files_whatever_was_left_open_here) {
    int left_open = open("/etc/passwd", O_RDONLY); /* without O_CLOEXEC */
    cr_assert_geq(left_open, 0);
    cr_assert_eq(shell("ls /proc/$$/fd", NULL, 10 * SECOND_MS), OK);
    cr_assert_str_eq(said.text, "0\n1\n2\n");
    close(left_open);
}

Test(program, without_input_reads_the_end_at_once_and_has_no_terminal) {
    cr_assert_eq(shell("cat; true < /dev/tty || echo nobody to ask", NULL, 10 * SECOND_MS), OK);
    cr_assert_str_eq(said.text, "nobody to ask\n");
}

Test(program, that_takes_too_long_is_killed_with_all_that_it_started) {
    int64_t before_ms = clock_monotonic_ms();
    cr_assert_eq(shell("sleep 60 & sleep 60", NULL, 200), IO);
    cr_assert_str_eq(err.text, "sh took too long and was stopped");
    cr_assert_lt(clock_monotonic_ms() - before_ms, 20 * SECOND_MS);
    cr_assert_eq(shell("sleep 60 & true", NULL, 200), IO, "its end alone is not the end");
}

Test(program, that_says_too_much_is_stopped) {
    cr_assert_eq(shell("yes", NULL, 60 * SECOND_MS), IO);
    cr_assert_str_eq(err.text, "sh said more than anybody expected and was stopped");
}

Test(program, that_does_not_read_what_it_is_given_ends_as_it_likes) {
    STR_AUTO(input, 1024 * 1024);
    while (!input.full)
        str_add(&input, "a line that nobody reads\n");
    cr_assert_eq(shell("exec 0<&-; exit 4", input.text, 10 * SECOND_MS), OK, "%s", err.text);
    cr_assert_eq(code, 4);
}

Test(program, that_a_signal_ends_says_which) {
    cr_assert_eq(shell("kill -9 $$", NULL, 10 * SECOND_MS), IO);
    cr_assert_str_eq(err.text, "sh was ended by signal 9");
}

Test(program, that_is_not_there_is_told_from_a_folder_that_is_not) {
    const char *const arguments[] = {"no-such-program", NULL};
    struct program program = {.arguments = arguments, .environment = environment, .folder = "/"};
    cr_assert_eq(program_run(&program, &said, &complaint, &code, &err), ABSENT);
    cr_assert_str_eq(err.text, "there is no program no-such-program");
    program.folder = "/nowhere/at/all";
    cr_assert_eq(program_run(&program, &said, &complaint, &code, &err), IO);
    cr_assert_str_eq(err.text, "no-such-program cannot be started in /nowhere/at/all: no such "
                               "file or directory");
}
