/* Commits by the git command: see git.h. The commit is handed to git fast-import, which makes blob,
 * trees and commit and moves the branch in one step, only forwards; it needs no index and looks at
 * no file. */
#include "bot/git.h"

#include "base/clock.h"
#include "base/utc.h"
#include "base/utf8.h"
#include "bot/folder.h"
#include "bot/program.h"

#include <stdlib.h>
#include <string.h>

enum {
    PATIENCE_MS = 15 * SECOND_MS,
    HASH_SIZE = 65,
    WORDS_MAX = 20, /* of one command, or of its environment */
    SAID_MAX = 16 * 1024,
    COMPLAINT_MAX = 4096,
    SENTENCE_MAX = 200
};

#define AUTHOR "incidentd <incidentd@localhost>"

/* ---- One command */

struct git {
    const char *folder;
    int64_t until_ms;
    struct str said; /* by the last command, without its last end of line */
};

static struct git git_in(const char *folder) {
    return (struct git){folder, clock_monotonic_ms() + PATIENCE_MS, str_new(SAID_MAX)};
}

/* What git says of a failure is its first line that is marked as one, else its first line. */
static const char *reason(const char *complaint) {
    static const char *const marks[] = {"fatal: ", "error: "};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *at = strstr(complaint, marks[i]);
        if (at)
            return at + strlen(marks[i]);
    }
    return complaint;
}

/* Names of files need not be text, and what is said goes on as JSON. */
static void make_text(struct str *sentence) {
    bool valid = utf8_valid(sentence->text, sentence->len);
    for (char *at = sentence->text; !valid && *at; at++)
        if ((unsigned char)*at >= 0x80)
            *at = '?';
}

static enum result refused(const struct str *complaint, int code, struct err *err) {
    STR_AUTO(sentence, SENTENCE_MAX);
    const char *line = reason(complaint->text);
    str_add_bytes(&sentence, line, strcspn(line, "\n"));
    make_text(&sentence);
    if (!sentence.len)
        return fail(err, IO, "git ended with %d and did not say why", code);
    return fail(err, IO, "git says: %s%s", sentence.text, sentence.full ? " …" : "");
}

static const char *const always[] = {"git",
                                     "--no-pager",
                                     "--no-replace-objects",
                                     "-c",
                                     "core.hooksPath=/dev/null",
                                     "-c",
                                     "core.filesRefLockTimeout=3000", /* others are let finish */
                                     NULL};

/* Nothing of ours, but where programs are. */
static const char *const environment[] = {"LC_ALL=C",
                                          "HOME=/nonexistent",
                                          "GIT_CONFIG_NOSYSTEM=1",
                                          "GIT_CONFIG_GLOBAL=/dev/null",
                                          "GIT_ATTR_NOSYSTEM=1",
                                          "GIT_TERMINAL_PROMPT=0",
                                          "GIT_OPTIONAL_LOCKS=0",
                                          "GIT_ALLOW_PROTOCOL=none", /* a partial clone fetches */
                                          NULL};

/* Adds the words to the list, which stays ended by NULL. */
static void join(const char *const *words, const char **list) {
    while (*list)
        list++;
    while (*words)
        *list++ = *words++;
}

/* Runs git with these words. ABSENT when it says no and nothing else. */
static enum result run(struct git *git, const char *const *words, const struct str *input,
                       struct err *err) {
    const char *path = getenv("PATH"), *arguments[WORDS_MAX] = {NULL};
    STR_AUTO(where, SAID_MAX);
    STR_AUTO(complaint, COMPLAINT_MAX);
    str_addf(&where, "PATH=%s", path ? path : "/usr/local/bin:/usr/bin:/bin");
    const char *with[WORDS_MAX] = {where.text};
    join(environment, with);
    join(always, arguments);
    join(words, arguments);
    struct program program = {.arguments = arguments,
                              .environment = with,
                              .folder = git->folder,
                              .input = input ? input->text : NULL,
                              .input_len = input ? input->len : 0,
                              .until_ms = git->until_ms};
    int code = 0;
    str_clear(&git->said);
    enum result result = program_run(&program, &git->said, &complaint, &code, err);
    if (result != OK)
        return result;
    if (git->said.len && git->said.text[git->said.len - 1] == '\n')
        git->said.text[--git->said.len] = 0;
    if (code == 1 && !complaint.len)
        return ABSENT;
    return code ? refused(&complaint, code, err) : OK;
}

#define RUN(git, err, ...) run((git), (const char *const[]){__VA_ARGS__, NULL}, NULL, (err))

/* ---- What is there */

struct commit {
    struct git git;
    const char *branch;
    struct str document;  /* as it stands in the folder */
    struct str path;      /* of it in the repository */
    struct str ref;       /* the branch's */
    char tip[HASH_SIZE];  /* where the branch is; "": there is none */
    char from[HASH_SIZE]; /* what the commit goes on from; "": nothing */
};

static long long seconds_of(const struct json *call) {
    return json_int(call, "at_ms", 0) / SECOND_MS;
}

static void keep(const char *said, char out[HASH_SIZE]) {
    size_t len = strcspn(said, " ");
    if (len >= HASH_SIZE)
        len = 0;
    memcpy(out, said, len);
    out[len] = 0;
}

/* Where the folder is in its repository: "", or a path with a slash at its end. */
static enum result find_path(struct commit *commit, const char *below, struct err *err) {
    enum result result = RUN(&commit->git, err, "rev-parse", "--show-prefix");
    if (result == OK)
        str_addf(&commit->path, "%s%s", commit->git.said.text, below);
    return result;
}

/* Were a branch moved that is checked out, its working tree would look as if somebody had taken the
 * commit back. */
static enum result find_tip(struct commit *commit, struct err *err) {
    enum result result = RUN(&commit->git, err, "for-each-ref",
                             "--format=%(objectname) %(worktreepath)", commit->ref.text);
    if (result != OK)
        return result;
    const char *space = strchr(commit->git.said.text, ' ');
    make_text(&commit->git.said);
    if (space && space[1])
        return fail(err, IO,
                    "the branch %s is checked out in %s, so it is left to whoever works there",
                    commit->branch, space + 1);
    keep(commit->git.said.text, commit->tip);
    return OK;
}

static enum result find_start(struct commit *commit, struct err *err) {
    static const char *const places[] = {"refs/remotes/origin/HEAD^{commit}", "HEAD^{commit}"};
    enum result result = ABSENT;
    memcpy(commit->from, commit->tip, HASH_SIZE);
    for (size_t i = 0; !*commit->from && i < sizeof places / sizeof *places; i++) {
        result = RUN(&commit->git, err, "rev-parse", "--verify", "--quiet", places[i]);
        if (result == OK)
            keep(commit->git.said.text, commit->from);
        else if (result != ABSENT)
            return result;
    }
    return OK;
}

/* Whether the branch has the document as it is. */
static enum result compare(struct commit *commit, bool *ret_same, struct err *err) {
    char wanted[HASH_SIZE];
    const char *const words[] = {"hash-object", "--stdin", NULL};
    *ret_same = false;
    if (!*commit->tip)
        return OK;
    enum result result = run(&commit->git, words, &commit->document, err);
    if (result != OK)
        return result;
    keep(commit->git.said.text, wanted);
    STR_AUTO(name, SAID_MAX);
    str_addf(&name, "%s:%s", commit->tip, commit->path.text);
    result = RUN(&commit->git, err, "rev-parse", "--verify", "--quiet", name.text);
    *ret_same = result == OK && str_equal(commit->git.said.text, wanted);
    return result == ABSENT ? OK : result;
}

/* Whether the branch is at the commit of this very call. */
static enum result is_ours(struct commit *commit, const struct json *call, bool *ret_ours,
                           struct err *err) {
    STR_AUTO(wanted, SAID_MAX);
    str_addf(&wanted, "\n%lld %s", seconds_of(call), json_text_at(call, "subject"));
    enum result result = RUN(&commit->git, err, "rev-list", "--max-count=1", "--format=%ct %s",
                             commit->tip); /* behind a line of its own */
    const char *said = commit->git.said.text;
    *ret_ours = result == OK && str_equal(said + strcspn(said, "\n"), wanted.text);
    return result;
}

/* ---- The commit */

/* A path as fast-import reads it. */
static void add_quoted(const char *path, struct str *out) {
    str_add(out, "\"");
    for (; *path; path++) {
        if (strchr("\"\\", *path))
            str_add(out, "\\");
        if (*path == '\n')
            str_add(out, "\\n");
        else
            str_add_bytes(out, path, 1);
    }
    str_add(out, "\"");
}

static void add_data(const char *bytes, size_t len, struct str *out) {
    str_addf(out, "data %zu\n", len);
    str_add_bytes(out, bytes, len);
    str_add(out, "\n");
}

static void describe(const struct commit *commit, const struct json *call, struct str *out) {
    const char *subject = json_text_at(call, "subject");
    str_addf(out, "feature done\ncommit %s\nmark :1\n", commit->ref.text);
    str_addf(out, "committer " AUTHOR " %lld +0000\n", seconds_of(call));
    add_data(subject, strlen(subject), out);
    if (*commit->from)
        str_addf(out, "from %s\n", commit->from);
    str_add(out, "M 100644 inline ");
    add_quoted(commit->path.text, out);
    str_add(out, "\n");
    add_data(commit->document.text, commit->document.len, out);
    str_add(out, "get-mark :1\ndone\n");
}

static enum result make(struct commit *commit, const struct json *call, struct err *err) {
    const char *const words[] = {"fast-import", "--quiet", "--done", NULL};
    STR_AUTO(input, FOLDER_TEXT_MAX + SAID_MAX);
    describe(commit, call, &input);
    enum result result = run(&commit->git, words, &input, err);
    if (result == ABSENT)
        return fail(err, IO, "git fast-import refused the commit and did not say why");
    if (result == OK)
        keep(commit->git.said.text, commit->tip);
    return result;
}

/* commit->document is there. */
static enum result commit_it(struct commit *commit, const struct json *call, bool *ret_made,
                             struct err *err) {
    bool same = false;
    enum result result = find_path(commit, json_text_at(call, "path"), err);
    if (result == OK)
        result = find_tip(commit, err);
    if (result == OK)
        result = compare(commit, &same, err);
    if (result == OK && same)
        return is_ours(commit, call, ret_made, err);
    if (result == OK)
        result = find_start(commit, err);
    *ret_made = true;
    return result == OK ? make(commit, call, err) : result;
}

enum result git_commit(const char *folder, const struct json *call, struct json *ret_answer,
                       struct err *err) {
    struct commit commit = {.git = git_in(folder),
                            .branch = json_text_at(call, "branch"),
                            .document = str_new(FOLDER_TEXT_MAX),
                            .path = str_new(SAID_MAX),
                            .ref = str_new(SAID_MAX)};
    bool made = false;
    str_addf(&commit.ref, "refs/heads/%s", commit.branch);
    enum result result = folder_text(folder, json_text_at(call, "path"), &commit.document, err);
    if (result == OK)
        result = commit_it(&commit, call, &made, err);
    else if (result == ABSENT)
        result = OK;
    json_put_str(ret_answer, "branch", commit.branch);
    json_put_str(ret_answer, "commit", commit.tip);
    json_put_bool(ret_answer, "made", made);
    str_free(&commit.git.said);
    str_free(&commit.document);
    str_free(&commit.path);
    str_free(&commit.ref);
    return result;
}

enum result git_check(const char *folder, struct err *err) {
    struct git git = git_in(folder);
    enum result result = RUN(&git, err, "rev-parse", "--show-prefix");
    str_free(&git.said);
    return result;
}
