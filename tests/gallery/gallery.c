/* The gallery: every message and view that people can be shown, with usual and with the strangest
 * content. That Slack takes all of it is checked where it reaches the desk (tests/kit/showable.h);
 * here is what must not be missing. With GALLERY=FOLDER in the environment what was shown is
 * written there, for the page that "make gallery" makes of it. */
#include "base/str.h"
#include "handlers/kit/handler.h"
#include "tests/gallery/stage.h"
#include "tests/kit/room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(gallery, .fini = room_close);

/* ---- What there is */

static void want(const struct stage *stage, const char *kind, const char *name,
                 struct str *missing) {
    if (!stage_met(stage, kind, name))
        str_addf(missing, "%s %s\n", kind, name);
}

static void want_handlers(const struct stage *stage, enum trigger trigger, const char *kind,
                          struct str *missing) {
    const struct handler *handler = NULL;
    while ((handler = handler_next(trigger, handler)))
        want(stage, kind, handler->name, missing);
}

/* A form is a view, which has the name of what it is submitted to. */
static void want_templates(const struct stage *stage, struct str *missing) {
    for (const struct embedded *shipped = shipped_templates; shipped->name; shipped++) {
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(shipped->name, "."), shipped->name);
        if (!strstr(name, "_form"))
            want(stage, "template", name, missing);
    }
}

static void want_texts(const struct stage *stage, struct str *missing) {
    for (int i = 0; room_playbooks[i]; i++) {
        room_open(SETTINGS(room_playbook(room_playbooks[i])));
        const struct playbook *playbook = library_current(desk->library);
        for (int k = 0; k < playbook->communication_count; k++) {
            char name[128];
            snprintf(name, sizeof name, "%s/%s", room_playbooks[i],
                     playbook->communications[k].name);
            want(stage, "text", name, missing);
        }
    }
}

/* ---- The page's data */

static void write_shown(const struct stage *stage, const char *name) {
    const char *folder = getenv("GALLERY");
    char path[4096];
    if (!folder)
        return;
    snprintf(path, sizeof path, "%s/%s.json", folder, name);
    FILE *file = fopen(path, "w");
    cr_assert(file, "%s cannot be written", path);
    fputs(json_print(stage->shown), file);
    fclose(file);
}

Test(gallery, has_every_template_verb_form_job_approval_shortcut_and_text) {
    struct stage stage = stage_new();
    STR_AUTO(missing, 16 * 1024);
    stage_play(&stage, false);
    want_templates(&stage, &missing);
    want_handlers(&stage, TRIGGER_COMMAND, "verb", &missing);
    want_handlers(&stage, TRIGGER_FORM, "form", &missing);
    want_handlers(&stage, TRIGGER_JOB, "job", &missing);
    want_handlers(&stage, TRIGGER_APPROVAL, "approval", &missing);
    want_handlers(&stage, TRIGGER_SHORTCUT, "shortcut", &missing);
    want(&stage, "view", "home", &missing);
    want_texts(&stage, &missing);
    cr_expect(missing.len == 0, "tests/gallery/scenes.md does not show:\n%s", missing.text);
    write_shown(&stage, "usual");
    stage_free(&stage);
}

Test(gallery, shows_the_longest_and_strangest_as_well) {
    struct stage stage = stage_new();
    stage_play(&stage, true);
    write_shown(&stage, "strange");
    stage_free(&stage);
}
