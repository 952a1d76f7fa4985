/* Reading the templates: see catalogue.h. */
#include "bot/catalogue.h"

#include "handlers/kit/document.h"

struct templates *catalogue_read(const struct config *config, const struct library *library,
                                 struct faults *faults) {
    const char *directory = *config->templates_dir ? config->templates_dir : NULL;
    struct templates *templates = NULL;
    struct err err;
    if (templates_load(shipped_templates, directory, &templates, &err) != OK) {
        faults_add(faults, NULL, "%s", err.text);
        return NULL;
    }
    document_check(library_current(library), templates_documents(templates), faults);
    return templates;
}
