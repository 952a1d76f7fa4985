/* Whether the channels of a playbook fit: see playbook_check.h. */
#include "config/playbook_need.h"

#include "base/str.h"
#include "model/channel_name.h"

#include <string.h>

/* So that there is room for what stands between braces. */
enum { NAME_TEMPLATE_MAX = 60 };

static void check_template(const struct check *check, int line, const char *field, const char *text,
                           bool is_name) {
    char unknown[WORD_SIZE];
    channel_template_unknown(text, is_name, unknown, sizeof unknown);
    if (*unknown)
        TELL(check, line, "%s: \"%s\" is nothing that it can have; write %s%s", field, unknown,
             "{id}, {date}, {title}, {severity} or {kind}",
             is_name ? "" : ", or {status}, {ic}, {impact} or {bridge}");
}

static void check_name(const struct check *check, const struct playbook_own_channel *own) {
    char wrong = channel_template_wrong(own->name);
    check_template(check, own->line, "name", own->name, true);
    if (wrong)
        TELL(check, own->line,
             "name: Slack's channels have no \"%c\"; write lower case letters, digits, - and _",
             wrong);
    if (strlen(own->name) > NAME_TEMPLATE_MAX)
        TELL(check, own->line,
             "name: this is longer than %d characters, and a channel's name has %d with what is "
             "filled in",
             NAME_TEMPLATE_MAX, CHANNEL_NAME_MAX);
}

static void check_own_channel(const struct check *check, const struct playbook_own_channel *own) {
    const struct playbook *playbook = check->playbook;
    if (!own->line)
        return;
    check_name(check, own);
    check_template(check, own->line, "topic", own->topic, false);
    check_template(check, own->line, "purpose", own->purpose, false);
    for (int i = 0; i < own->invite.count; i++) {
        const char *who = own->invite.texts[i];
        if (!playbook_role(playbook, who) && !playbook_person(playbook, who) &&
            !playbook_group(playbook, who))
            TELL(check, own->invite.line, "invite: \"%s\" is no role, no person and no group", who);
    }
}

static void check_route(const struct check *check, const struct playbook_route *route) {
    const struct playbook_texts *services = &route->services;
    need_each(check, route->line, route->severities, need_severity);
    need_each(check, route->line, route->kinds, need_kind);
    if (route->instead && services->count)
        TELL(check, route->line,
             "instead: which service it is about is known after it was announced; leave out "
             "services or instead");
    for (int i = 0; i < services->count; i++)
        if (!playbook_has(&check->playbook->services, services->texts[i]))
            TELL(check, services->line, "services: \"%s\" is none of the playbook's services",
                 services->texts[i]);
}

void check_channels(const struct check *check) {
    const struct playbook *playbook = check->playbook;
    for (int i = 0; i < POLICY_SEVERITIES; i++)
        check_own_channel(check, &playbook->severities[i].own_channel);
    for (int i = 0; i < playbook->kind_count; i++)
        check_own_channel(check, &playbook->kinds[i].own_channel);
    for (int i = 0; i < playbook->route_count; i++)
        check_route(check, &playbook->routes[i]);
}
