/* What people say: see speech.h. */
#include "tests/weather/speech.h"

#include "base/str.h"

#include <string.h>

enum { LINE_MAX = 1024, PLACE_SIZE = 16 };

/* Places in braces are filled in. verb is what the oracle calls it; it knows by the verb where in
 * the store the words must be. */
struct line {
    const char *verb, *text;
};

/* ---- Lines */

static const struct line declaring[] = {
    {"declare", "declare sev{digit} checkout is down {word}"},
    {"declare", "declare sev{digit} checkout is down {word}"},
    {"declare", "declare sev{digit} checkout is down {word}"},
    {"declare", "sev2 search is slow {word} | one in ten"},
    {"declare", "declare --kind {kind} something leaks {word}"},
    {"declare", "drill sev1 we practise {word}"},
};

static const struct line everyday[] = {
    {"update", "update {inc} we look at it {word}"},
    {"update", "update {inc} status: mitigating progress: rolled back {word}"},
    {"note", "note {inc} the graph fell {word}"},
    {"snooze", "snooze {inc} 10m waiting for the build {word}"},
    {"next", "next {inc} in 20m because {word}"},
    {"cadence", "cadence {inc} 15m calmer now {word}"},
    {"title", "title {inc} checkout answers slowly {word}"},
    {"impact", "impact {inc} one in five fails {word}"},
    {"ack", "ack {inc} looking at the last deploy {word}"},
    {"status", "status {inc} mitigating {word}"},
    {"sev", "sev {inc} sev{digit} more of them fail {word}"},
    {"look", "status {inc}"},
    {"look", "timeline {inc}"},
    {"look", "tasks {inc}"},
    {"look", "catchup {inc}"},
    {"role", "{role} {inc} <@{who}>"},
    {"amend", "amend {inc} #{digit} it was another host {word}"},
    {"amend", "strike {inc} #{digit} it was another day {word}"},
    {"look", "timeline {inc} #{digit}"},
    {"look", "picture {inc}"},
    {"look", "picture {inc} thread"},
    {"look", "export {inc} {format}"},
    {"look", "export all {format}"},
    {"look", "timeline {inc} csv"},
    {"look", "list all"},
    {"form", "update {inc}"},
    {"form", "update {inc}"},
    {"wrong", "snooze {inc} soon {word}"},
    {"wrong", "next {inc} never {word}"},
    {"wrong", "fly {inc} to the moon {word}"},
};

static const struct line playbook[] = {
    {"look", "triage {inc}"},
    {"answer", "triage {inc} {answer}"},
    {"answer", "triage {inc} {answer}"},
    {"answer", "triage {inc} again"},
    {"triage", "triage {inc} only the EU {word}"},
    {"look", "decide {inc}"},
    {"decide", "decide {inc} {course} the cause is clear {word}"},
    {"decide", "decide {inc} {course} on fixing, it is nearly done {word}"},
    {"answer", "decide {inc} {criterion} {answer}"},
    {"answer", "set {inc} condition {condition}"},
    {"action", "action add {inc} write a test for it {word} <@{who}> due {day} p1"},
    {"approve", "approve {inc} #{digit} go on {word}"},
    {"approve", "approve {inc} #1 we agree {word}"},
    {"deny", "deny {inc} #1 not like this {word}"},
    {"deny", "deny {inc} #{digit} it is too early {word}"},
    {"answer", "approve {inc}"},
    {"course", "{walk} {inc} {step} {word}"},
    {"answer", "{walk} {inc} {step}"},
    {"answer", "{walk} {inc} {digit}"},
    {"look", "check {inc} {list}"},
    {"check", "check {inc} {list} {digit} {word}"},
    {"check", "check {inc} {list} {digit} fails {word}"},
    {"check", "check {inc} {list} {digit} undo {word}"},
    {"task", "ask {inc} <@{who}> look at the locks {word} in {digit}m"},
    {"task", "ask {inc} <@{who}> call the provider {word}"},
    {"answer", "task {inc} #{digit} {reaction}"},
    {"answer", "task {inc} #{digit} <@{who}>"},
    {"done", "done {inc} #{digit} the disk was full {word}"},
    {"page", "page {inc} <@{who}> we need you {word}"},
    {"page", "page {inc} next nobody knows {word}"},
    {"page", "escalate {inc} it grows {word}"},
    {"onit", "onit {inc} reading the logs {word}"},
    {"handoff", "handoff {inc} {role} <@{who}> all is said in the thread {word}"},
    {"handoff", "handoff {inc} {role} <@{who}> I go home {word}"},
    {"answer", "handoff {inc} accept {role}"},
    {"decline", "handoff {inc} decline {role} I am asleep {word}"},
    {"decline", "handoff {inc} cancel {role} I stay {word}"},
    {"answer", "join {inc}"},
    {"leave", "leave {inc} it is late {word}"},
    {"kind", "kind {inc} {kind} the logs say so {word}"},
    {"allow", "allow {inc} delete data of the test users {word}"},
    {"mitigate", "mitigate {inc} rolled back release 42 {word}"},
    {"monitor", "monitor {inc} the graphs are flat {word}"},
    {"back", "back {inc} errors rise again {word}"},
    {"look", "comms {inc}"},
    {"answer", "comms {inc} {text} send"},
    {"comms", "comms {inc} {text} sent https://example.test/{word}"},
    {"set", "set {inc} cause a migration {word}"},
    {"set", "set {inc} version 1.{word}"},
    {"shortcut", "shortcut {inc} skipped the cleanup {word}"},
    {"why", "why {inc} because the pool was empty {word}"},
    {"answer", "link {inc} {other}"},
    {"answer", "merge {other} into {inc}"},
};

static const struct line afterwards[] = {
    {"reopen", "reopen {inc} it is back {word}"},
    {"close", "close {inc} all is written down {word}"},
    {"look", "tasks {inc}"},
    {"look", "actions {inc}"},
    {"look", "actions overdue"},
    {"look", "actions mine"},
    {"done", "done {inc} #{digit} see the wiki {word}"},
    {"why", "why {inc} because nobody looked {word}"},
    {"action", "action add {inc} write a test for it {word} <@{who}> due {day} p1"},
    {"action", "action add {inc} <@{who}> order more disks {word}"},
    {"action", "action drop {inc} #{digit} nobody needs it {word}"},
    {"action", "action reopen {inc} #{digit} it is still there {word}"},
    {"proof", "action done {inc} #{digit} https://example.test/{word}"},
    {"proof", "action done {inc} #{digit} talked about it {word}"},
    {"postpone", "action postpone {inc} #{digit} {day} the vendor answers then {word}"},
    {"answer", "action assign {inc} #{digit} <@{who}>"},
    {"answer", "action due {inc} #{digit} {day}"},
    {"look", "postmortem {inc}"},
    {"look", "postmortem {inc} draft"},
    {"answer", "postmortem {inc} owner <@{who}>"},
    {"answer", "postmortem {inc} review https://example.test/wiki"},
    {"answer", "postmortem {inc} publish https://example.test/wiki"},
    {"postmortem", "postmortem {inc} done {duty} it is in the wiki {word}"},
    {"postmortem", "postmortem {inc} skip there is nothing to learn {word}"},
    {"amend", "amend {inc} #{digit} it was another host {word}"},
    {"amend", "strike {inc} #{digit} it was another day {word}"},
    {"answer", "seal {inc}"},
    {"look", "export {inc} {format}"},
    {"look", "export all {format}"},
    {"look", "metrics"},
};

static const struct line ending[] = {
    {"resolve", "resolve {inc} rolled back and well {word}"},
    {"resolve", "resolve {inc} {digit} yes {digit} yes a bad migration {word}"},
    {"dismiss", "dismiss {inc} the alert was wrong {word}"},
};

/* ---- Words of the playbooks */

static const char *const answers[] = {"yes", "no", "skip", "40%", "several", "not known", NULL};
static const char *const courses[] = {"rollback",   "hotfix", "flag", "wait",
                                      "workaround", "scale",  "yank", NULL};
static const char *const criteria[] = {"cause", "fast", "risk", "recent-deploy", NULL};
static const char *const walks[] = {"rollback", "hotfix", NULL};
static const char *const steps[] = {"start", "safe", "done", "verify", "abort", NULL};
static const char *const lists[] = {"rollback", "hotfix", "triage", "investigation", NULL};
static const char *const reactions[] = {"accept", "decline", "drop", "reopen", "in 5m", NULL};
static const char *const roles[] = {"ic", "deputy", "scribe", "comms", NULL};
static const char *const kinds[] = {"security", "data", "release", NULL};
static const char *const texts[] = {"github",       "statuspage", "tweet", "email",
                                    "stakeholders", "users",      NULL};
static const char *const formats[] = {"md", "csv", "json", NULL};
static const char *const days[] = {"today", "tomorrow", "monday", "in 5d", NULL};
static const char *const duties[] = {"draft",    "stakeholders", "review",
                                     "runbooks", "actions",      NULL};
static const char *const conditions[] = {"data loss", "complete", "major", "none", NULL};
static const char *const digits[] = {"1", "2", "3", "4", NULL};

static const struct {
    const char *place;
    const char *const *words;
} choices[] = {{"answer", answers}, {"course", courses}, {"criterion", criteria},
               {"walk", walks},     {"step", steps},     {"list", lists},
               {"role", roles},     {"kind", kinds},     {"reaction", reactions},
               {"text", texts},     {"digit", digits},   {"format", formats},
               {"day", days},       {"duty", duties},    {"condition", conditions}};

static const char *fill_of(struct world *world, const struct speech_slots *slots,
                           const char *place) {
    if (str_equal(place, "inc"))
        return slots->incident;
    if (str_equal(place, "other"))
        return slots->other;
    if (str_equal(place, "who"))
        return slots->who;
    if (str_equal(place, "word"))
        return slots->word;
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
        if (str_equal(choices[i].place, place))
            return world_pick(world, choices[i].words);
    return "";
}

/* ---- Filling in */

static struct speech fill(struct world *world, const struct line *line,
                          const struct speech_slots *slots) {
    STR_AUTO(text, LINE_MAX);
    for (const char *at = line->text; *at;) {
        char place[PLACE_SIZE] = "";
        size_t len = strcspn(at, "{"), inside = at[len] ? strcspn(at + len + 1, "}") : 0;
        str_add_bytes(&text, at, len);
        at += len;
        if (!*at || inside >= sizeof place)
            continue;
        memcpy(place, at + 1, inside);
        str_add(&text, fill_of(world, slots, place));
        at += inside + 2;
    }
    return (struct speech){line->verb, arena_strdup(world->arena, text.text),
                           strstr(line->text, "{word}") != NULL};
}

#define SAY(lines, world, slots)                                                                   \
    fill(world, &(lines)[world_below(world, (int)(sizeof(lines) / sizeof *(lines)))], slots)

struct speech speech_everyday(struct world *world, const struct speech_slots *slots) {
    return SAY(everyday, world, slots);
}

struct speech speech_playbook(struct world *world, const struct speech_slots *slots) {
    return SAY(playbook, world, slots);
}

struct speech speech_declare(struct world *world, const struct speech_slots *slots) {
    return SAY(declaring, world, slots);
}

struct speech speech_afterwards(struct world *world, const struct speech_slots *slots) {
    return SAY(afterwards, world, slots);
}

struct speech speech_end(struct world *world, const struct speech_slots *slots) {
    return SAY(ending, world, slots);
}
