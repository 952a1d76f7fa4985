/* The oracle's rules on channels that incidents have to themselves: each was created once and
 * belongs to one incident, and only those who are let in see that of a private one. */
#include "tests/weather/oracle_inside.h"

#include "base/str.h"
#include "tests/weather/channels.h"

/* One that is given up was archived, whatever people did with it since, or its lead was told that
 * it could not be. */
static bool is_given_up(struct world *world, const char *id) {
    return !channels_are_open(world, id) ||
           evidence_number(world,
                           "SELECT count(*) FROM outbox WHERE method = 'conversations.archive' AND "
                           "state IN ('done', 'dead') AND json_extract(body, '$.channel') = ?1",
                           id);
}

void oracle_judges_channels(struct world *world) {
    static const char owned[] = "SELECT count(*) FROM own_channel WHERE channel = ?1";
    static const char private[] =
        "SELECT count(*) FROM own_channel, incident WHERE own_channel.channel = ?1 AND "
        "incident.id = incident_id AND incident.is_private AND incident.channel = ?1";
    for (int i = 0; i < channels_count(world); i++) {
        const char *id = channels_id(world, i), *name = channels_name(world, i);
        int64_t owners = evidence_number(world, owned, id);
        if (owners > 1 || (owners == 0 && !is_given_up(world, id)))
            oracle_finds(world, "once", "the channel #%s belongs to %lld incidents", name,
                         (long long)owners);
        if (!channels_private(world, i) && evidence_number(world, private, id))
            oracle_finds(world, "private", "what is private goes on in #%s, which is open", name);
    }
}
