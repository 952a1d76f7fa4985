/* The stage of the gallery: see stage.h. */
#include "tests/gallery/stage.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/utc.h"
#include "base/utf8.h"
#include "model/phrase.h"
#include "model/policy.h"
#include "tests/gallery/stamp.h"
#include "tests/kit/room.h"
#include "tests/kit/step.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { SCENES_MAX = 256 * 1024, MANY_USUAL = 3, MANY_STRANGE = 22 };

static const char scenes_path[] = "tests/gallery/scenes.md";

/* The scene that is on. */
struct scene {
    struct stage *stage;
    bool strange;
    char playbook[128];
    int number; /* of a step that is done again and again */
    struct desk_said *said;
    char feature[128], about[2048], step[STEP_LINE_MAX];
};

/* ---- What people write */

/* Right to left, joined emoji, four bytes, markup, mentions, lines without an end, and one word
 * that no line can hold; in the form in which Slack delivers them. */
static const char piece[] =
    "\u202e\u0645\u062f\u0641\u0648\u0639\u0627\u062a\u202c \U0001f468\u200d\U0001f469\u200d"
    "\U0001f467\U0001f525 &lt;!channel&gt; &lt;@U0EVE&gt; <@U0BOB> &amp;amp; *b `c` ~s~ _i_ "
    "https://example.org/?a=1&amp;b=%22 naïve e\u0301 \U00020bb7 "
    "Donaudampfschifffahrtsgesellschaftskapitän\u200b";

/* Bytes of the next thing that must not be torn: an entity, a mention, a character. */
static size_t next_thing(const char *text) {
    if (*text == '&')
        return strcspn(text, ";") + 1;
    if (*text == '<')
        return strcspn(text, ">") + 1;
    return utf8_prefix(text, 1) ? utf8_prefix(text, 1) : utf8_prefix(text, 2);
}

/* The piece again and again, of at most max characters as people count them. */
static const char *strange_words(size_t max, char *out, size_t size) {
    size_t len = 0, count = 0;
    for (const char *at = piece;; at = *at ? at : piece) {
        size_t bytes = next_thing(at),
               characters = *at == '&' ? 1 : utf8_count(at) - utf8_count(at + bytes);
        if (count + characters > max || len + bytes >= size)
            break;
        memcpy(out + len, at, bytes);
        len += bytes;
        count += characters;
        at += bytes;
    }
    out[len] = 0;
    return out;
}

static const char *words_for(const struct scene *scene, const char *name) {
    static char text[16 * 1024];
    bool strange = scene->strange;
    if (str_equal(name, "title"))
        return strange ? strange_words(POLICY_TITLE_MAX, text, sizeof text) : "checkout is down";
    if (str_equal(name, "text"))
        return strange ? strange_words(POLICY_TEXT_MAX, text, sizeof text)
                       : "nobody in the EU can pay since the deploy of 13:50";
    if (str_equal(name, "words"))
        return strange ? strange_words(350, text, sizeof text) : "restarted the load balancer";
    if (str_equal(name, "playbook"))
        return scene->playbook;
    cr_assert_str_eq(name, "n");
    snprintf(text, sizeof text, "%d", scene->number);
    return text;
}

/* The line with its {names} filled in. */
static void fill(const struct scene *scene, const char *line, struct str *out) {
    while (*line) {
        size_t len = *line == '{' ? strcspn(line, "}") : 0;
        if (!len) {
            str_add_bytes(out, line++, 1);
            continue;
        }
        char name[32];
        snprintf(name, sizeof name, "%.*s", (int)len - 1, line + 1);
        str_add(out, words_for(scene, name));
        line += len + 1;
    }
}

/* ---- What people are shown */

static void meet(struct stage *stage, const char *kind, const char *name) {
    char key[128];
    snprintf(key, sizeof key, "%s %s", kind, name);
    json_put_bool(stage->met, key, true);
}

static void meet_each(struct stage *stage, const char *kind, const char *names) {
    while (*names) {
        size_t len = strcspn(names, ",");
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)len, names);
        meet(stage, kind, name);
        names += len + (names[len] == ',');
    }
}

/* The same with other numbers, times and ids is not another kind, within a scene. */
static bool is_known(struct stage *stage, const char *method, const struct json *body) {
    STR_AUTO(key, 256 * 1024);
    str_add(&key, method);
    const struct json *view = json_at(body, "view");
    const char *shown =
        view ? json_print(json_at(view, "blocks"))
             : json_text_at(body, json_at(body, "files") ? "initial_comment" : "text");
    for (; *shown; shown++)
        if (!isdigit((unsigned char)*shown))
            str_add_bytes(&key, shown, 1);
    if (json_member(stage->known, key.text))
        return true;
    json_put_bool(stage->known, key.text, true);
    return false;
}

static void meet_view(struct stage *stage, const struct json *view) {
    meet(stage, "view", json_text_at(view, "type"));
    meet(stage, "form", json_text_at(view, "callback_id"));
}

static bool shows(const char *method, const struct json *body) {
    bool message = str_starts(method, "chat.") || str_equal(method, "response_url") ||
                   str_equal(method, "ack");
    return (message && *json_text_at(body, "text")) || json_at(body, "view") ||
           str_equal(method, "files.completeUploadExternal");
}

static void take(void *watcher, const char *method, const struct json *body) {
    struct scene *scene = watcher;
    struct stage *stage = scene->stage;
    const struct json *view = json_at(body, "view");
    if (!shows(method, body))
        return;
    stamp_read(json_at(view ? view : body, "blocks"), stage->met);
    if (view)
        meet_view(stage, view);
    if (is_known(stage, method, body))
        return;
    struct json *entry = json_new_object();
    json_put_str(entry, "feature", scene->feature);
    json_put_str(entry, "about", scene->about);
    json_put_str(entry, "step", scene->step);
    json_put_str(entry, "method", method);
    json_put_int(entry, "at", desk->now_ms / 1000);
    json_put(entry, "body", json_copy(body));
    json_push(stage->shown, entry);
}

/* ---- Steps */

static void close_desk(struct scene *scene) {
    if (desk)
        meet_each(scene->stage, "approval",
                  desk_text(desk, "SELECT group_concat(DISTINCT topic) FROM approval"));
    room_close();
}

/* What belongs to no incident may be put and taken within one moment, and stand in no look at the
 * jobs: it is written down as it goes. */
static void watch_jobs(void) {
    desk_text(desk, "CREATE TEMP TABLE taken (kind TEXT)");
    desk_text(desk, "CREATE TEMP TRIGGER take AFTER DELETE ON job WHEN old.incident_id = 0"
                    " BEGIN INSERT INTO taken VALUES (old.kind); END");
}

static void open_desk(struct scene *scene, const char *playbook) {
    close_desk(scene);
    room_open(SETTINGS(room_playbook(playbook), "postmortem.folder=/srv"));
    watch_jobs();
    stamp_templates(desk);
    desk->watcher = scene;
    desk->watch = take;
    snprintf(scene->playbook, sizeof scene->playbook, "%s", playbook);
    scene->said = NULL;
}

/* The verb of a line was met, whatever word for it was typed. */
static void meet_verb(struct stage *stage, const char *line) {
    char word[32];
    size_t len = strcspn(line, " ");
    snprintf(word, sizeof word, "%.*s", (int)len, line);
    const struct handler *handler = handler_find(TRIGGER_COMMAND, len ? word : "console");
    if (handler)
        meet(stage, "verb", handler->name);
}

static void enter_newest_thread(void) {
    snprintf(desk->thread, sizeof desk->thread, "%s",
             desk_text(desk, "SELECT card_ts FROM incident ORDER BY id DESC"));
    snprintf(desk->channel, sizeof desk->channel, "C0INCIDENTS");
}

static void leave_thread(void) {
    desk->thread[0] = 0;
    snprintf(desk->channel, sizeof desk->channel, "C0GENERAL");
}

static void read_every_text(struct scene *scene, const char *user) {
    const struct playbook *playbook = library_current(desk->library);
    for (int i = 0; i < playbook->communication_count; i++) {
        char line[256];
        snprintf(line, sizeof line, "comms %s", playbook->communications[i].name);
        desk_type(desk, user, line);
        snprintf(line, sizeof line, "%s/%s", scene->playbook, playbook->communications[i].name);
        meet(scene->stage, "text", line);
    }
}

static void react(struct scene *scene, const char *user, const char *emoji) {
    cr_assert_not_null(scene->said, "nobody has said anything");
    desk_react(desk, scene->said, user, emoji, true);
}

static void choose(struct scene *scene, const char *user, const char *shortcut) {
    meet(scene->stage, "shortcut", shortcut);
    desk_shortcut(desk, user, shortcut, scene->said);
}

static void press(struct scene *scene, const char *user, const char *label) {
    STR_AUTO(line, STEP_LINE_MAX);
    str_add(&line, step_button(desk, label));
    meet_verb(scene->stage, line.text);
    desk_press(desk, user, line.text);
}

static void say(struct scene *scene, const char *user, const char *words) {
    enter_newest_thread();
    scene->said = desk_say(desk, user, words);
    leave_thread();
}

static void type(struct scene *scene, const char *user, const char *words) {
    meet_verb(scene->stage, words);
    desk_type(desk, user, words);
}

static void type_well(struct scene *scene, const char *user, const char *words) {
    type(scene, user, words);
    cr_expect(desk->result == OK, "%s: %s", scene->step, desk->reply);
}

static void type_in_vain(struct scene *scene, const char *user, const char *words) {
    type(scene, user, words);
    cr_expect_neq(desk->result, OK, "%s: %s", scene->step, desk->reply);
}

static void type_for_form(struct scene *scene, const char *user, const char *words) {
    desk->forms_open = true;
    type(scene, user, words);
    desk->forms_open = false;
}

static void mention(struct scene *scene, const char *user, const char *words) {
    meet_verb(scene->stage, words);
    enter_newest_thread();
    desk_mention(desk, user, words);
    leave_thread();
}

static void write_to_bot(struct scene *scene, const char *user, const char *words) {
    meet_verb(scene->stage, words);
    desk_write(desk, user, words);
}

static void open_home(struct scene *scene, const char *user, const char *nothing) {
    (void)scene, (void)nothing;
    desk_open_home(desk, user, "home");
}

static void read_texts(struct scene *scene, const char *user, const char *nothing) {
    (void)nothing;
    read_every_text(scene, user);
}

/* What follows the name in a step, and what somebody does then. */
static const struct {
    const char *words;
    void (*act)(struct scene *scene, const char *user, const char *rest);
} acts[] = {{": ", type_well},          {" asks: ", type},
            {" tries: ", type_in_vain}, {" opens: ", type_for_form},
            {" mentions: ", mention},   {" writes: ", write_to_bot},
            {" presses ", press},       {" opens home", open_home},
            {" chooses ", choose},      {" says: ", say},
            {" reacts ", react},        {" reads every text", read_texts}};

static bool act(struct scene *scene, const char *step) {
    char user[STEP_NAME_SIZE];
    size_t len = step_user(step, user);
    for (size_t i = 0; len && i < sizeof acts / sizeof *acts; i++) {
        if (!str_starts(step + len, acts[i].words))
            continue;
        STR_AUTO(wire, 64 * 1024);
        step_wire(step + len + strlen(acts[i].words), &wire);
        acts[i].act(scene, user, wire.text);
        return true;
    }
    return false;
}

/* Time passes from one job to the next, so that each is met. */
static bool pass(struct scene *scene, const char *step) {
    int64_t ms = 0;
    struct err err;
    if (phrase_duration(step, &ms, &err) != OK)
        return false;
    int64_t end_ms = desk->now_ms + ms;
    while (desk->now_ms < end_ms) {
        int64_t due_ms = desk_number(desk, "SELECT min(due_ms) FROM job");
        bool days = end_ms - desk->now_ms >= DAY_MS;
        meet_each(scene->stage, "job",
                  desk_text(desk, days ? "SELECT group_concat(DISTINCT kind) FROM job WHERE due_ms"
                                         " < (SELECT min(due_ms) FROM job) + 86400000"
                                       : "SELECT group_concat(DISTINCT kind) FROM job WHERE due_ms"
                                         " = (SELECT min(due_ms) FROM job)"));
        if (days)
            desk_pass_days(desk, 1);
        else
            desk_pass(desk, due_ms > end_ms         ? end_ms - desk->now_ms
                            : due_ms > desk->now_ms ? due_ms - desk->now_ms
                                                    : SECOND_MS);
    }
    meet_each(scene->stage, "job",
              desk_text(desk, "SELECT group_concat(DISTINCT kind) FROM taken"));
    return true;
}

/* What befalls the desk itself. */
static bool befall(struct scene *scene, const char *step) {
    char method[64], error[64];
    if (str_starts(step, "playbook ")) {
        open_desk(scene, step + strlen("playbook "));
        return true;
    }
    if (sscanf(step, "refuse %63s %63s", method, error) == 2) {
        desk_refuse(desk, method, error, 1);
        return true;
    }
    if (sscanf(step, "close %63s %63s", method, error) == 2) {
        desk_close_channel(desk, method, error);
        return true;
    }
    if (str_equal(step, "open"))
        desk_open_channel(desk);
    else if (str_equal(step, "disconnect"))
        desk_disconnect(desk);
    else if (str_equal(step, "connect"))
        desk_connect(desk);
    else
        return pass(scene, step) || step_world(desk, step);
    return true;
}

static void take_step(struct scene *scene, const char *step) {
    STR_AUTO(filled, 64 * 1024);
    fill(scene, step, &filled);
    snprintf(scene->step, sizeof scene->step, "%s", step);
    cr_assert(befall(scene, filled.text) || act(scene, filled.text), "this is no step: \"%s\"",
              step);
}

static void take_line(struct scene *scene, const char *line) {
    const char *many = "> many ";
    if (str_starts(line, many)) {
        int times = scene->strange ? MANY_STRANGE : MANY_USUAL;
        for (scene->number = 1; scene->number <= times; scene->number++)
            take_step(scene, line + strlen(many));
    } else if (str_starts(line, "> ")) {
        take_step(scene, line + 2);
    } else if (*line) {
        snprintf(scene->about, sizeof scene->about, "%s", line);
    }
}

/* ---- The file */

static const char *read_scenes(void) {
    static char text[SCENES_MAX];
    FILE *file = fopen(scenes_path, "r");
    cr_assert(file, "%s: the tests run in the project's folder", scenes_path);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    return text;
}

/* From its heading to the next; returns where that is. */
static const char *play_scene(struct scene *scene, const char *text, const char *playbook) {
    STR_AUTO(feature, sizeof scene->feature - 1);
    size_t len = strcspn(text, "\n");
    char heading[sizeof scene->feature];
    snprintf(heading, sizeof heading, "%.*s", (int)len - 2, text + 2);
    open_desk(scene, playbook);
    fill(scene, heading, &feature);
    snprintf(scene->feature, sizeof scene->feature, "%s", feature.text);
    scene->about[0] = 0;
    for (text += len + (text[len] == '\n'); *text && !str_starts(text, "# ");) {
        len = strcspn(text, "\n");
        STR_AUTO(line, STEP_LINE_MAX);
        str_add_bytes(&line, text, len);
        take_line(scene, line.text);
        text += len + (text[len] == '\n');
    }
    close_desk(scene);
    return text;
}

void stage_play(struct stage *stage, bool strange) {
    struct scene scene = {.stage = stage, .strange = strange};
    const char *text = strchr(read_scenes(), '#');
    while (text && *text) {
        STR_AUTO(heading, STEP_LINE_MAX);
        str_add_bytes(&heading, text, strcspn(text, "\n"));
        const char *start = text;
        bool each = strstr(heading.text, "{playbook}") != NULL;
        json_free(stage->known);
        stage->known = json_new_object();
        text = play_scene(&scene, start, room_playbooks[0]);
        for (int i = 1; each && room_playbooks[i]; i++)
            play_scene(&scene, start, room_playbooks[i]);
    }
}

/* ---- What was met */

struct stage stage_new(void) {
    return (struct stage){json_new_array(), json_new_object(), json_new_object()};
}

void stage_free(struct stage *stage) {
    json_free(stage->shown);
    json_free(stage->known);
    json_free(stage->met);
}

bool stage_met(const struct stage *stage, const char *kind, const char *name) {
    char key[128];
    snprintf(key, sizeof key, "%s %s", kind, name);
    return json_member(stage->met, key) != NULL;
}
