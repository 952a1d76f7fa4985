/* Hands every file of a folder to a fuzz target, without a fuzzer, so that what was found once
 * stays found. Each file is tried in a process of its own; the totals at the end are written as
 * Node's test runner writes them.
 * usage: replay_NAME FOLDER */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { INPUT_MAX = 1024 * 1024, PATH_SIZE = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The target reads from memory of exactly this size, so that a sanitizer sees a step beyond it. */
static int try_file(const char *path) {
    static uint8_t bytes[INPUT_MAX];
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return 1;
    }
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    uint8_t *exact = malloc(size ? size : 1);
    if (!exact)
        return 1;
    for (size_t i = 0; i < size; i++)
        exact[i] = bytes[i];
    int code = LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    return code;
}

static int passes(const char *path) {
    int status = 0;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        exit(try_file(path));
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

static int is_file(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

int main(int argc, char **argv) {
    struct dirent **entries;
    char path[PATH_SIZE];
    int passed = 0, count = argc == 2 ? scandir(argv[1], &entries, is_file, alphasort) : -1;
    if (count < 0) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%s", argv[1], entries[i]->d_name);
        int good = passes(path);
        passed += good;
        if (!good)
            printf("not ok - %s\n", path);
        free(entries[i]);
    }
    free(entries);
    printf("# pass %d\n# fail %d\n", passed, count - passed);
    return passed == count ? 0 : 1;
}
