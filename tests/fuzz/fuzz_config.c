/* Fuzzes the settings file: whatever it holds is refused with a fault or taken over, and what was
 * taken over prints as a file that reads back. */
#include "config/config.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_suppressions(void);

/* libconfig 1.5 loses the text of a string that the file ends in, once a run of the daemon. */
const char *__lsan_default_suppressions(void) {
    return "leak:libconfig";
}

static const struct config_environment no_environment;

static void expect_reads_back(const struct str *printed) {
    struct config again;
    struct faults faults = faults_new();
    config_defaults(&again, &no_environment);
    config_load_text(&again, "printed", printed->text, printed->len, &faults);
    STR_AUTO(text, 1024 * 1024);
    config_print(&again, &text);
    if (faults.count != 0 || strcmp(text.text, printed->text) != 0)
        abort();
    config_finish(&again);
    faults_free(&faults);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct config config;
    struct faults faults = faults_new();
    config_defaults(&config, &no_environment);
    config_load_text(&config, "fuzz", (const char *)data, size, &faults);
    bool fine = config_check(&config, &faults) == OK;
    STR_AUTO(printed, 1024 * 1024);
    config_print(&config, &printed);
    /* A hidden password is the one thing that does not come back. */
    if (!strstr(printed.text, "that is not shown"))
        expect_reads_back(&printed);
    if (fine != (faults.count == 0))
        abort();
    config_finish(&config);
    faults_free(&faults);
    return 0;
}
