/* Commits of documents, in a repository that is made for the test, by the real git. */
#include "bot/git.h"

#include "base/utf8.h"
#include "bot/sandbox.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define BRANCH "incident/INC-2026-11-20-001"
#define PATH "docs/incidents/2026-11-20-checkout.md"

static char root[] = "/tmp/incidentd-git-XXXXXX";
static struct err err;
static char commit[128];
static bool made;
static int64_t at_ms;

/* Runs a line of the shell in the repository and returns what it says, without its last end of
 * line; good until a few more were run. */
static const char *sh(const char *format, ...) PRINTF(1, 2);
static const char *sh(const char *format, ...) {
    static char outs[4][4096];
    static int turn;
    char line[2048], *out = outs[turn = (turn + 1) % 4];
    va_list arguments;
    int len = snprintf(line, sizeof line, "cd %s && ", root);
    va_start(arguments, format);
    vsnprintf(line + len, sizeof line - (size_t)len, format, arguments);
    va_end(arguments);
    FILE *pipe = popen(line, "r");
    cr_assert_not_null(pipe);
    size_t got = fread(out, 1, sizeof outs[0] - 1, pipe);
    out[got] = 0;
    cr_assert_eq(pclose(pipe), 0, "%s", line);
    if (got && out[got - 1] == '\n')
        out[got - 1] = 0;
    return out;
}

static void set_up(void) {
    signal(SIGPIPE, SIG_IGN); /* as the daemon does */
    unsetenv("GIT_DIR");
    setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    cr_assert_not_null(mkdtemp(root));
    at_ms = INT64_C(1795183500000);
    sh("git init -q -b main . && git config user.name Bob && git config user.email bob@example.org"
       " && echo hello > README && git add README && git commit -q -m 'Begin'");
}

static void tear_down(void) {
    char line[64];
    snprintf(line, sizeof line, "rm -rf %s", root);
    cr_assert_eq(system(line), 0);
}

TestSuite(git, .init = set_up, .fini = tear_down);

static enum result commit_in(const char *folder, const char *path) {
    JSON_AUTO *call = json_new_object(), *answer = json_new_object();
    json_put_str(call, "path", path);
    json_put_str(call, "branch", BRANCH);
    json_put_str(call, "subject", "INC-2026-11-20-001: draft of the postmortem");
    json_put_int(call, "at_ms", at_ms);
    enum result result = git_commit(folder, call, answer, &err);
    snprintf(commit, sizeof commit, "%s", json_text_at(answer, "commit"));
    made = json_is_true(answer, "made");
    if (result == OK)
        cr_assert_str_eq(json_text_at(answer, "branch"), BRANCH);
    return result;
}

static enum result commit_it(void) {
    return commit_in(root, PATH);
}

static void write_document(const char *text) {
    sh("mkdir -p docs/incidents && printf '%s' > " PATH, text);
}

Test(git, a_document_is_committed_on_the_incidents_branch_with_a_name_and_a_time) {
    write_document("one");
    cr_assert_eq(commit_it(), OK, "%s", err.text);
    cr_assert(made);
    cr_assert_str_eq(sh("git show " BRANCH ":" PATH), "one");
    cr_assert_str_eq(sh("git log --format='%%H %%an %%ae %%cn %%ct %%s' -1 " BRANCH),
                     sh("echo %s incidentd incidentd@localhost incidentd 1795183500 "
                        "INC-2026-11-20-001: draft of the postmortem",
                        commit));
    cr_assert_str_eq(sh("git rev-parse " BRANCH "~"), sh("git rev-parse main"));
    cr_assert_str_eq(sh("git diff --name-only main " BRANCH), PATH);
}

Test(git, nobodys_branch_index_or_files_are_touched) {
    sh("echo staged > staged && git add staged && echo changed > README && git switch -q -c work");
    write_document("one");
    const char *before = sh("git status --porcelain=v2 --branch; sha1sum .git/index");
    cr_assert_eq(commit_it(), OK, "%s", err.text);
    cr_assert_str_eq(sh("git status --porcelain=v2 --branch; sha1sum .git/index"), before);
    cr_assert_str_eq(sh("cat README"), "changed");
}

Test(git, the_same_again_makes_no_second_commit_and_a_change_makes_one) {
    write_document("one");
    cr_assert_eq(commit_it(), OK);
    char first[sizeof commit];
    memcpy(first, commit, sizeof first);
    at_ms += 60000;
    cr_assert_eq(commit_it(), OK);
    cr_assert_str_eq(commit, first);
    cr_assert_not(made);
    write_document("two");
    cr_assert_eq(commit_it(), OK);
    cr_assert(made);
    cr_assert_str_eq(sh("git rev-parse " BRANCH "~"), first);
    cr_assert_str_eq(sh("git rev-list --count main.." BRANCH), "2");
}

Test(git, a_call_whose_end_nobody_saw_finds_its_own_commit) {
    write_document("one");
    cr_assert_eq(commit_it(), OK);
    cr_assert_eq(commit_it(), OK);
    cr_assert(made, "by the attempt before");
    cr_assert_str_eq(sh("git rev-list --count main.." BRANCH), "1");
}

Test(git, what_others_committed_on_the_branch_stays) {
    write_document("one");
    cr_assert_eq(commit_it(), OK);
    sh("git worktree add -q wt " BRANCH " && cd wt && echo more > more && git add more && "
       "git commit -q -m More && cd .. && git worktree remove wt");
    write_document("two");
    cr_assert_eq(commit_it(), OK, "%s", err.text);
    cr_assert_str_eq(sh("git show " BRANCH ":more"), "more");
    cr_assert_str_eq(sh("git log --format=%%s -1 " BRANCH "~"), "More");
}

Test(git, a_branch_that_is_checked_out_is_left_to_whoever_works_there) {
    write_document("one");
    cr_assert_eq(commit_it(), OK);
    sh("git worktree add -q wt " BRANCH);
    write_document("two");
    cr_assert_eq(commit_it(), IO);
    cr_assert_not_null(strstr(err.text, "the branch " BRANCH " is checked out in "), "%s",
                       err.text);
    cr_assert_str_eq(sh("git show " BRANCH ":" PATH), "one");
}

Test(git, what_is_told_is_text_whatever_names_there_are) {
    write_document("one");
    cr_assert_eq(commit_it(), OK);
    sh("git worktree add -q \"$(printf 'w\\377t')\" " BRANCH);
    write_document("two");
    cr_assert_eq(commit_it(), IO);
    cr_assert(utf8_valid(err.text, strlen(err.text)), "%s", err.text);
    cr_assert_not_null(strstr(err.text, "/w?t, so"), "%s", err.text);
}

Test(git, a_document_that_is_gone_is_no_commit_and_no_error) {
    cr_assert_eq(commit_it(), OK, "%s", err.text);
    cr_assert_not(made);
    cr_assert_str_eq(commit, "");
    cr_assert_str_eq(sh("git branch --list"), "* main");
}

Test(git, a_folder_inside_the_repository_is_committed_where_it_is_whatever_its_name) {
    char folder[128];
    sh("mkdir -p 'a \"b\\c é'");
    snprintf(folder, sizeof folder, "%s/a \"b\\c é", root);
    sh("mkdir -p 'a \"b\\c é/docs/incidents' && printf one > 'a \"b\\c é/" PATH "'");
    cr_assert_eq(commit_in(folder, PATH), OK, "%s", err.text);
    cr_assert_str_eq(sh("git show " BRANCH ":'a \"b\\c é/" PATH "'"), "one");
    at_ms += 60000;
    cr_assert_eq(commit_in(folder, PATH), OK);
    cr_assert_not(made, "it is found there again");
}

Test(git, an_empty_repository_gets_its_first_commit) {
    sh("rm -rf .git && git init -q -b main .");
    write_document("one");
    cr_assert_eq(commit_it(), OK, "%s", err.text);
    cr_assert_str_eq(sh("git rev-list --count " BRANCH), "1");
}

Test(git, a_branch_begins_where_the_main_branch_of_origin_is) {
    sh("git update-ref refs/remotes/origin/main main"
       " && git symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/main"
       " && git switch -q -c work && git commit -q --allow-empty -m Work");
    write_document("one");
    cr_assert_eq(commit_it(), OK, "%s", err.text);
    cr_assert_str_eq(sh("git rev-parse " BRANCH "~"), sh("git rev-parse main"));
}

Test(git, no_hook_and_no_setting_of_the_user_is_heeded) {
    sh("printf '#!/bin/sh\\ntouch %s/hooked\\nexit 1\\n' > .git/hooks/reference-transaction"
       " && chmod +x .git/hooks/reference-transaction",
       root);
    setenv("GIT_CONFIG_GLOBAL", "/nowhere", 1);
    setenv("GIT_DIR", "/nowhere", 1);
    setenv("GIT_AUTHOR_NAME", "Mallory", 1);
    write_document("one");
    cr_assert_eq(commit_it(), OK, "%s", err.text);
    unsetenv("GIT_DIR");
    cr_assert_str_eq(sh("ls hooked 2> /dev/null || echo none"), "none");
    cr_assert_str_eq(sh("git log --format=%%an -1 " BRANCH), "incidentd");
}

/* ---- Refusals */

Test(git, a_folder_in_no_repository_is_said) {
    sh("rm -rf .git");
    write_document("one");
    cr_assert_eq(commit_it(), IO);
    cr_assert_str_eq(err.text,
                     "git says: not a git repository (or any of the parent directories): .git");
    cr_assert_eq(git_check(root, &err), IO);
}

Test(git, a_branch_that_somebody_holds_locked_is_said_in_one_line) {
    write_document("one");
    cr_assert_eq(commit_it(), OK);
    sh("touch .git/refs/heads/" BRANCH ".lock");
    write_document("two");
    cr_assert_eq(commit_it(), IO);
    cr_assert_not_null(strstr(err.text, "git says: cannot lock ref 'refs/heads/" BRANCH "'"), "%s",
                       err.text);
    cr_assert_null(strchr(err.text, '\n'));
    sh("rm .git/refs/heads/" BRANCH ".lock");
    cr_assert_eq(commit_it(), OK);
    cr_assert_str_eq(sh("git rev-list --count main.." BRANCH), "2");
}

Test(git, that_is_not_installed_is_said) {
    char path[4096];
    snprintf(path, sizeof path, "%s", getenv("PATH"));
    setenv("PATH", "/nowhere", 1);
    cr_assert_eq(git_check(root, &err), ABSENT);
    setenv("PATH", path, 1);
    cr_assert_str_eq(err.text, "there is no program git");
}

Test(git, is_told_from_a_folder_that_is_not_there) {
    cr_assert_eq(git_check("/nowhere/at/all", &err), IO);
    cr_assert_not_null(strstr(err.text, "/nowhere/at/all: no such file or directory"), "%s",
                       err.text);
    cr_assert_eq(git_check(root, &err), OK, "%s", err.text);
}

/* ---- In the sandbox */

static int commit_twice(bool with_programs) {
    if (sandbox_enter(with_programs, &err) != OK)
        return 99;
    if (commit_it() != OK || !made)
        return 1;
    return commit_it() == OK && made ? 0 : 2;
}

static int in_sandbox(bool with_programs) {
    int status;
    fflush(NULL);
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0)
        _exit(commit_twice(with_programs));
    cr_assert_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

Test(git, commits_within_the_sandbox_that_lets_programs_run_and_not_within_the_other) {
    write_document("one");
    cr_assert_eq(in_sandbox(false), 1);
    cr_assert_eq(in_sandbox(true), 0);
    cr_assert_str_eq(sh("git rev-list --count main.." BRANCH), "1");
}
