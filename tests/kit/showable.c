/* Whether Slack would show what is sent to it: see showable.h. */
#include "tests/kit/showable.h"

#include "base/str.h"
#include "sim/block_kit.h"
#include "sim/characters.h"

#include <criterion/criterion.h>

/* What a message's own text may be, beside its blocks, before it is refused as msg_too_long. A
 * private answer is never refused for that.
 * https://docs.slack.dev/reference/methods/chat.update */
enum { POSTED_MAX = 40000, UPDATED_MAX = 4000 };

static const struct settings rules = {.counts_utf16 = true};

static void expect_good(bool good, const char *method, const struct json *shown,
                        const struct json *complaints) {
    cr_assert(good, "Slack would refuse this %s: %s\n%s", method, json_text_at(complaints, "0"),
              json_print(shown));
}

static void expect_view(const char *method, const struct json *view) {
    JSON_AUTO *complaints = json_new_array();
    bool good = block_kit_check_view(&rules, view, json_text_at(view, "type"), complaints);
    expect_good(good, method, view, complaints);
}

static void expect_message(const char *method, const struct json *message) {
    JSON_AUTO *complaints = json_new_array();
    const struct json *blocks = json_at(message, "blocks");
    bool good = !blocks || block_kit_check_blocks(&rules, blocks, SURFACE_MESSAGE, complaints);
    expect_good(good, method, message, complaints);
    if (!str_starts(method, "chat."))
        return;
    size_t max = str_equal(method, "chat.update") ? UPDATED_MAX : POSTED_MAX;
    cr_assert_leq(characters_count(&rules, json_text_at(message, "text")), max,
                  "the text of this %s is too long: %s", method, json_print(message));
}

static bool shows_message(const char *method) {
    return str_starts(method, "chat.") || str_equal(method, "response_url") ||
           str_equal(method, "ack");
}

void showable_expect(const char *method, const struct json *body) {
    if (json_at(body, "view"))
        expect_view(method, json_at(body, "view"));
    else if (shows_message(method))
        expect_message(method, body);
}
