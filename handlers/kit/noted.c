/* Messages of people on a timeline: see noted.h. */
#include "handlers/kit/noted.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/reply.h"
#include "handlers/seal.h"
#include "model/permalink.h"
#include "model/slack_text.h"
#include "model/slack_ts.h"
#include "store/amendments.h"
#include "templates/limits.h"

enum { LINK_SIZE = 400, KB = 1024 };

/* ---- What it says */

/* Words of somebody, in the stored form and no longer than a timeline takes. */
static const char *stored(struct context *cx, enum slack_source source, const char *text) {
    STR_AUTO(out, SLACK_TEXT_MAX);
    slack_text_in(source, text, &out);
    char *cut = limits_cut(out.text, POLICY_TEXT_MAX);
    const char *words = arena_strdup(cx->arena, cut);
    mem_free(cut);
    return words;
}

/* One without words has a file or the like. */
static const char *words_of_message(struct context *cx, const struct json *message) {
    const char *words = stored(cx, SLACK_WIRE, json_text_at(message, "text"));
    return *words ? words : "(a message without words)";
}

bool noted_reads_alike(struct context *cx, const struct json *one, const struct json *other) {
    return str_equal(words_of_message(cx, one), words_of_message(cx, other));
}

/* A program's message is of whoever thought it worth noting. */
static const char *author_of(const struct json *message, const char *by) {
    const char *user = json_text_at(message, "user");
    return *user ? user : *by ? by : TIMELINE_BOT;
}

const char *noted_link(struct context *cx, const char *channel, const struct json *message) {
    STR_AUTO(link, LINK_SIZE);
    if (*cx->place->url)
        permalink_add(&link, cx->place->url, channel, json_text_at(message, "ts"),
                      json_text_at(message, "thread_ts"));
    return arena_strdup(cx->arena, link.text);
}

/* "the cause is a bad migration (pinned by @carol)"; evidence says that it is, and where. */
static const char *text_of(struct context *cx, const struct message_use *use,
                           const struct json *message) {
    const char *author = json_text_at(message, "user"), *words = words_of_message(cx, message);
    if (*use->who && (!str_equal(use->who, author) || str_equal(use->how, MESSAGE_PINNED)))
        words = arena_printf(cx->arena, "%s (%s by %s)", words,
                             str_equal(use->how, MESSAGE_PINNED) ? "pinned" : "noted",
                             mention(cx, use->who));
    if (!str_equal(use->kind, MESSAGE_EVIDENCE))
        return words;
    const char *link = noted_link(cx, use->channel, message);
    return arena_printf(cx->arena, "Evidence: %s%s%s", words, *link ? " " : "", link);
}

/* "Evidence: locks.png (image/png, 12 KB, Slack's file F0123) https://…" */
static const char *text_of_file(struct context *cx, const struct json *file) {
    int64_t bytes = json_int(file, "size", 0);
    const char *name = json_text_at(file, "name"), *type = json_text_at(file, "mimetype");
    const char *line = arena_printf(
        cx->arena, "%s (%s, %lld %s, Slack's file %s) %s", *name ? name : "a file",
        *type ? type : "unknown type", (long long)(bytes < KB ? bytes : bytes / KB),
        bytes < KB ? "bytes" : "KB", json_text_at(file, "id"), json_text_at(file, "permalink"));
    return arena_printf(cx->arena, "Evidence: %s", stored(cx, SLACK_FOREIGN, line));
}

/* ---- Its entry */

/* The use of the same message, incident, kind and subject; ABSENT when there is none. */
static enum result find_use(struct context *cx, const struct message_use *wanted,
                            struct message_use *ret_use) {
    struct message_uses list;
    enum result result =
        message_uses(cx->store, cx->arena, wanted->channel, wanted->ts, &list, cx->err);
    for (int i = 0; result == OK && i < list.count; i++) {
        const struct message_use *use = &list.uses[i];
        if (use->incident_id != wanted->incident_id || !str_equal(use->kind, wanted->kind) ||
            !str_equal(use->subject, wanted->subject))
            continue;
        *ret_use = *use;
        return OK;
    }
    return result == OK ? ABSENT : result;
}

static enum result entry_of(struct context *cx, const struct message_use *use,
                            struct timeline_entry *ret_entry) {
    return timeline_get(cx->store, cx->arena, use->incident_id, use->number, ret_entry, cx->err);
}

static enum result amend(struct context *cx, const struct timeline_entry *entry, const char *kind,
                         const char *text, const char *who, const char *why) {
    struct amendment amendment = {
        .kind = kind, .text = text, .who = who, .why = why, .recorded_ms = cx->now_ms};
    return amendment_add(cx->store, entry->id, &amendment, cx->err);
}

/* It was there before. What was struck comes back, and what was there for a reaction stays without
 * it once somebody wants it there in another way. */
static enum result put_again(struct context *cx, const struct message_use *use,
                             const struct message_use *wanted, const char *text, bool *ret_again) {
    struct timeline_entry entry;
    enum result result = entry_of(cx, use, &entry);
    *ret_again = result == OK && !entry.struck;
    if (result != OK)
        return result;
    if (!entry.struck)
        return str_equal(use->how, MESSAGE_REACTED) ? message_put(cx->store, wanted, cx->err) : OK;
    result = seal_check_open(cx);
    if (result == OK)
        result = amend(cx, &entry, AMENDMENT_TEXT, text, wanted->who, "noted again");
    return result == OK ? message_put(cx->store, wanted, cx->err) : result;
}

/* Writes the entry that use is to have, unless it has it; fills in its number. */
static enum result put_entry(struct context *cx, struct message_use *use, const char *author,
                             int64_t at_ms, const char *text, bool *ret_again) {
    struct message_use before;
    *ret_again = false;
    enum result result = find_use(cx, use, &before);
    if (result == OK) {
        use->number = before.number;
        return put_again(cx, &before, use, text, ret_again);
    }
    if (result == ABSENT)
        result = record_at(cx, author, at_ms,
                           str_equal(use->how, MESSAGE_PINNED) ? "pin" : use->kind, text);
    if (result == OK)
        result = timeline_length(cx->store, use->incident_id, &use->number, cx->err);
    return result == OK ? message_put(cx->store, use, cx->err) : result;
}

/* A file that Slack does not show any more has no name and no address. */
static enum result put_files(struct context *cx, const struct message_use *use,
                             const struct json *message, const char *author, int64_t at_ms,
                             struct noted *noted) {
    const struct json *files = json_at(message, "files");
    enum result result = OK;
    for (size_t i = 0; result == OK && i < json_len(files, ""); i++) {
        const struct json *file = json_item(files, i);
        struct message_use own = *use;
        bool again;
        own.kind = MESSAGE_FILE;
        own.subject = json_text_at(file, "id");
        if (!*own.subject || !*json_text_at(file, "permalink"))
            continue;
        result = put_entry(cx, &own, author, at_ms, text_of_file(cx, file), &again);
        noted->files++;
    }
    return result;
}

enum result noted_add(struct context *cx, const struct noting *noting, struct noted *ret_noted) {
    const struct json *message = noting->message;
    struct message_use use = {.channel = noting->channel,
                              .ts = json_text_at(message, "ts"),
                              .incident_id = cx->incident->id,
                              .kind = noting->kind,
                              .subject = "",
                              .how = noting->how,
                              .who = noting->by};
    int64_t at_ms = slack_ts_us(use.ts) / 1000;
    const char *author = author_of(message, noting->by);
    struct noted noted = {0};
    *ret_noted = noted;
    if (!at_ms || str_equal(author, cx->place->bot_user))
        return OK;
    enum result result =
        put_entry(cx, &use, author, at_ms, text_of(cx, &use, message), &noted.again);
    noted.number = use.number;
    if (result == OK)
        result = put_files(cx, &use, message, author, at_ms, &noted);
    if (result == OK)
        *ret_noted = noted;
    return result;
}

/* ---- What becomes of it */

bool noted_is_entry(const struct message_use *use) {
    return !str_equal(use->kind, MESSAGE_TASK);
}

static enum result strike_entry(struct context *cx, const struct message_use *use, const char *who,
                                const char *why) {
    struct timeline_entry entry;
    enum result result = entry_of(cx, use, &entry);
    if (result != OK || entry.struck)
        return result;
    return amend(cx, &entry, AMENDMENT_STRIKE, "", who, why);
}

/* Whether the words of the message stand on the timeline, as the one or the other. */
static enum result stands(struct context *cx, const struct message_uses *list, bool *ret_stands) {
    enum result result = OK;
    *ret_stands = false;
    for (int i = 0; result == OK && i < list->count; i++) {
        struct timeline_entry entry = {.struck = true};
        if (list->uses[i].incident_id == cx->incident->id && noted_is_entry(&list->uses[i]) &&
            !str_equal(list->uses[i].kind, MESSAGE_FILE))
            result = entry_of(cx, &list->uses[i], &entry);
        *ret_stands = *ret_stands || !entry.struck;
    }
    return result;
}

enum result noted_strike(struct context *cx, const struct message_use *use, const char *who,
                         const char *why) {
    struct message_uses list;
    bool still = false;
    enum result result = seal_check_open(cx);
    if (result == OK)
        result = strike_entry(cx, use, who, why);
    if (result == OK)
        result = message_uses(cx->store, cx->arena, use->channel, use->ts, &list, cx->err);
    if (result == OK)
        result = stands(cx, &list, &still);
    for (int i = 0; result == OK && !still && i < list.count; i++)
        if (list.uses[i].incident_id == cx->incident->id &&
            str_equal(list.uses[i].kind, MESSAGE_FILE))
            result = strike_entry(cx, &list.uses[i], who, why);
    return result;
}

/* The entry, where it may still be changed; ABSENT where not. */
static enum result open_entry(struct context *cx, const struct message_use *use,
                              struct timeline_entry *ret_entry) {
    enum result result = seal_check_open(cx);
    if (result == OK)
        result = entry_of(cx, use, ret_entry);
    if (result == DENIED)
        return ABSENT;
    return result == OK && ret_entry->struck ? ABSENT : result;
}

enum result noted_edit(struct context *cx, const struct message_use *use,
                       const struct json *message) {
    struct timeline_entry entry;
    if (str_equal(use->kind, MESSAGE_FILE))
        return OK;
    const char *text = text_of(cx, use, message), *who = json_text_at(message, "edited.user");
    enum result result = open_entry(cx, use, &entry);
    if (result != OK || str_equal(text, entry.text))
        return result == ABSENT ? OK : result;
    return amend(cx, &entry, AMENDMENT_TEXT, text, *who ? who : entry.actor,
                 "the message was edited");
}

enum result noted_delete(struct context *cx, const struct message_use *use) {
    struct timeline_entry entry;
    enum result result = open_entry(cx, use, &entry);
    if (result != OK)
        return result == ABSENT ? OK : result;
    const char *text = arena_printf(cx->arena, "%s (deleted in Slack at %s)", entry.text,
                                    time_text(cx, cx->now_ms));
    return amend(cx, &entry, AMENDMENT_TEXT, text, TIMELINE_BOT, "the message was deleted");
}
