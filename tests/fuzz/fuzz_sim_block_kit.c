/* Fuzzes the local Slack's rules of Block Kit: what is refused is refused with complaints that are
 * text, and what is accepted has, once filled in, every id and is accepted again. The first byte
 * chooses the surface, the rest is JSON. */
#include "base/utf8.h"
#include "sim/block_kit.h"
#include "tests/fuzz/expect.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect_text(const struct json *complaints) {
    for (size_t i = 0; i < json_len(complaints, ""); i++) {
        const char *text = json_str(json_item(complaints, i), "");
        expect(text && utf8_valid(text, strlen(text)));
    }
}

static void expect_ids(const struct json *blocks) {
    struct place place;
    for (size_t i = 0; i < json_len(blocks, ""); i++)
        expect(json_str(json_item(blocks, i), "block_id"));
    for (size_t at = 0; block_kit_next(blocks, &at, &place);)
        expect(json_str(place.element, "action_id"));
}

static bool check(const struct settings *settings, const struct json *json, enum surface surface) {
    JSON_AUTO *complaints = json_new_array();
    const char *type = surface == SURFACE_MODAL ? "modal" : "home";
    bool good = surface == SURFACE_MESSAGE
                    ? block_kit_check_blocks(settings, json, surface, complaints)
                    : block_kit_check_view(settings, json, type, complaints);
    expect(good == (json_len(complaints, "") == 0));
    expect_text(complaints);
    return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const enum surface surfaces[] = {SURFACE_MESSAGE, SURFACE_MODAL, SURFACE_HOME};
    struct sim sim = {.settings = settings_default(), .random = random_new(size)};
    struct json *json = NULL;
    struct err err;
    if (size == 0 || json_parse((const char *)data + 1, size - 1, &json, &err) != OK)
        return 0;
    enum surface surface = surfaces[data[0] % 3];
    if (check(&sim.settings, json, surface)) {
        struct json *blocks = surface == SURFACE_MESSAGE ? json : json_member(json, "blocks");
        block_kit_fill(&sim, blocks);
        expect_ids(blocks);
        expect(check(&sim.settings, json, surface));
    }
    json_free(json);
    return 0;
}
