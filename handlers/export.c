/* /incident export [incident|all] <md|csv|json> – data out, as a file (handlers/kit/export.h).
 * Private incidents go with "all" to those who may see them. */
#include "handlers/kit/export.h"
#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/kind.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/route.h"
#include "handlers/kit/upload.h"
#include "model/words.h"

/* A text that grows, for whoever asked. */
struct sheet {
    struct context *cx;
    const struct request *rq;
    struct str text;
};

static enum result take(void *owner, const char *text, struct err *err) {
    struct sheet *sheet = owner;
    str_add(&sheet->text, text);
    if (!sheet->text.full)
        return OK;
    return fail(err, INVALID,
                "That is more than the %d KB that I upload; the command line has no limit: "
                "incidentd --export all --format json",
                UPLOAD_MAX / 1024);
}

/* All but rehearsals, and the private ones that this person may see. */
static enum result wants(void *owner, const struct incident *incident, bool *ret_wants,
                         struct err *err) {
    struct sheet *sheet = owner;
    *ret_wants = !incident->drill;
    if (incident->drill || !incident->is_private)
        return OK;
    enum result result = route_follow(sheet->cx, incident);
    if (result == OK)
        result = kind_may_see(sheet->cx, sheet->rq->user, sheet->rq->channel, incident, ret_wants);
    if (result != OK && err != sheet->cx->err)
        *err = *sheet->cx->err;
    return result;
}

static enum result write(struct sheet *sheet, bool all, enum export_format format, int *ret_count) {
    struct context *cx = sheet->cx;
    struct export export = {
        .store = cx->store, .format = format, .wants = wants, .take = take, .owner = sheet};
    *ret_count = 1;
    return all ? export_all(&export, ret_count, cx->err)
               : export_one(&export, cx->incident->id, cx->err);
}

static enum result send(struct context *cx, const struct request *rq, const char *name,
                        const struct str *text) {
    struct upload upload = {
        .name = name, .title = name, .user = rq->user, .bytes = text->text, .len = text->len};
    return upload_post(cx, &upload);
}

static enum result export_as(struct context *cx, const struct request *rq, bool all,
                             enum export_format format) {
    int count = 0;
    struct sheet sheet = {cx, rq, str_new(UPLOAD_MAX)};
    const char *name = arena_printf(cx->arena, "%s.%s", all ? "incidents" : cx->incident->name,
                                    export_format_name(format));
    enum result result = write(&sheet, all, format, &count);
    if (result == OK && count == 0)
        result = fail(cx->err, INVALID, "There is no incident yet");
    if (result == OK)
        result = send(cx, rq, name, &sheet.text);
    str_free(&sheet.text);
    if (result != OK)
        return result;
    reply_say(cx, "%s is on its way to you: %d incident%s, as a file.", name, count,
              count == 1 ? "" : "s");
    return OK;
}

static enum result unknown_format(struct context *cx) {
    return fail(cx->err, INVALID,
                "In which form? Write `%s export %s md` for a report, csv for a spreadsheet or "
                "json for everything",
                cx->config->slack.command, cx->incident ? cx->incident->name : "all");
}

/* Which incident is meant is found as for any other verb. */
static enum result export_one_of_them(struct context *cx, const struct request *rq) {
    static const struct handler needs = {.needs = NEEDS_INCIDENT};
    struct request one = *rq;
    enum export_format format;
    enum result result = route_incident(cx, &one, &needs);
    if (result != OK)
        return result == ABSENT ? OK : result; /* it has offered those that there are */
    struct words line = words_of(cx->arena, one.args);
    if (export_format_read(words_take_word(&line), &format) != OK)
        return unknown_format(cx);
    reply_unused(cx, line.rest);
    return export_as(cx, rq, false, format);
}

static enum result run(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    enum export_format format;
    if (!words_take_this(&line, "all"))
        return export_one_of_them(cx, rq);
    if (export_format_read(words_take_word(&line), &format) != OK)
        return unknown_format(cx);
    reply_unused(cx, line.rest);
    return export_as(cx, rq, true, format);
}

const struct handler handlers_export[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "export",
     .usage = "[incident|all] <md|csv|json>",
     .summary = "get incidents as a file: a report, a spreadsheet, or everything",
     .example = "export md",
     .run = run},
    {0},
};
