/* What a playbook leaves open: see playbook_gaps.h. */
#include "model/playbook_gaps.h"

#include "base/str.h"

enum { GAPS_MAX = 100, NAMES_SIZE = 2000 };

struct gaps {
    const struct playbook *playbook;
    struct arena *arena;
    struct playbook_texts found;
};

static void add(struct gaps *gaps, const char *sentence) {
    if (gaps->found.count < GAPS_MAX)
        gaps->found.texts[gaps->found.count++] = sentence;
}

static void find_backups(struct gaps *gaps) {
    for (int i = 0; i < gaps->playbook->role_count; i++) {
        const struct playbook_role *role = &gaps->playbook->roles[i];
        if (*role->primary && !*role->backup)
            add(gaps, arena_printf(gaps->arena, "%s: no backup is named.", role->title));
    }
}

/* Whether the path comes to this person, by name or by a role that is theirs. */
static bool is_on_path(const struct playbook *playbook, const struct playbook_person *person) {
    for (int i = 0; i < playbook->escalation.path_count; i++) {
        const char *who = playbook->escalation.path[i].who;
        const struct playbook_role *role = playbook_role(playbook, who);
        if (str_equal_nocase(role ? role->primary : who, person->name))
            return true;
    }
    return false;
}

static void find_people(struct gaps *gaps) {
    STR_AUTO(unknown, NAMES_SIZE);
    STR_AUTO(silent, NAMES_SIZE);
    for (int i = 0; i < gaps->playbook->person_count; i++) {
        const struct playbook_person *person = &gaps->playbook->people[i];
        if (!*person->slack)
            str_addf(&unknown, "%s%s", unknown.len ? ", " : "", person->name);
        if (!*person->phone && is_on_path(gaps->playbook, person))
            str_addf(&silent, "%s%s", silent.len ? ", " : "", person->name);
    }
    if (unknown.len)
        add(gaps, arena_printf(gaps->arena,
                               "No Slack id is written down, so I can neither assign nor call "
                               "them: %s.",
                               unknown.text));
    if (silent.len)
        add(gaps, arena_printf(gaps->arena,
                               "No telephone number is written down for whoever is on the "
                               "escalation path: %s.",
                               silent.text));
}

/* Whether somebody's yes is asked of the group. */
static bool is_asked(const struct playbook *playbook, const char *group) {
    for (int i = 0; i < POLICY_SEVERITIES; i++)
        if (str_equal_nocase(playbook->severities[i].approvers, group))
            return true;
    for (int i = 0; i < playbook->kind_count; i++)
        if (str_equal_nocase(playbook->kinds[i].approvers, group))
            return true;
    for (int i = 0; i < playbook->communication_count; i++)
        if (str_equal_nocase(playbook->communications[i].approvers, group))
            return true;
    return false;
}

static void find_groups(struct gaps *gaps) {
    for (int i = 0; i < gaps->playbook->group_count; i++) {
        const struct playbook_group *group = &gaps->playbook->groups[i];
        if (group->members.count == 0 && !*group->usergroup &&
            is_asked(gaps->playbook, group->name))
            add(gaps, arena_printf(gaps->arena,
                                   "%s: nobody is named, so anybody but whoever asks may approve.",
                                   *group->title ? group->title : group->name));
    }
}

static void find_contacts(struct gaps *gaps) {
    for (int i = 0; i < gaps->playbook->contact_count; i++) {
        const struct playbook_contact *contact = &gaps->playbook->contacts[i];
        if (str_equal_nocase(contact->contact, PLAYBOOK_TBD))
            add(gaps, arena_printf(gaps->arena, "%s: to be determined.", contact->role));
    }
}

struct playbook_texts playbook_gaps(const struct playbook *playbook, struct arena *arena) {
    struct gaps gaps = {playbook, arena, {0}};
    gaps.found.texts = arena_alloc(arena, GAPS_MAX * sizeof *gaps.found.texts);
    find_backups(&gaps);
    find_people(&gaps);
    find_groups(&gaps);
    find_contacts(&gaps);
    if (playbook->escalation.path_count == 0)
        add(&gaps, "There is no escalation path.");
    return gaps.found;
}
