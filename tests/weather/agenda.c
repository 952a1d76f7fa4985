/* The agenda: a heap of what is to happen, by time and then by the order in which it was added. */
#include "tests/weather/world.h"

struct entry {
    int64_t at_ms;
    uint64_t number;
    deed *run;
    void *thing;
};

struct agenda {
    struct entry *entries;
    size_t count, room;
    uint64_t added;
};

struct agenda *agenda_new(void) {
    return mem_alloc(sizeof(struct agenda));
}

void agenda_free(struct agenda *agenda) {
    mem_free(agenda->entries);
    mem_free(agenda);
}

static bool before(const struct entry *a, const struct entry *b) {
    return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->number < b->number;
}

static void swap(struct entry *a, struct entry *b) {
    struct entry c = *a;
    *a = *b;
    *b = c;
}

void agenda_add(struct world *world, int64_t in_ms, deed *run, void *thing) {
    struct agenda *agenda = world->agenda;
    if (agenda->count == agenda->room) {
        agenda->room = agenda->room ? 2 * agenda->room : 256;
        agenda->entries = mem_resize(agenda->entries, agenda->room * sizeof(struct entry));
    }
    size_t i = agenda->count++;
    agenda->entries[i] = (struct entry){world->now_ms + in_ms, agenda->added++, run, thing};
    for (; i > 0 && before(&agenda->entries[i], &agenda->entries[(i - 1) / 2]); i = (i - 1) / 2)
        swap(&agenda->entries[i], &agenda->entries[(i - 1) / 2]);
}

bool agenda_put_off(struct world *world, deed *run, void *thing) {
    if (world->frozen_until_ms <= world->now_ms)
        return false;
    agenda_add(world, world->frozen_until_ms - world->now_ms, run, thing);
    return true;
}

int64_t agenda_next_ms(const struct agenda *agenda) {
    return agenda->count ? agenda->entries[0].at_ms : INT64_MAX;
}

static struct entry take_first(struct agenda *agenda) {
    struct entry first = agenda->entries[0];
    agenda->entries[0] = agenda->entries[--agenda->count];
    for (size_t i = 0;;) {
        size_t least = i, left = 2 * i + 1, right = 2 * i + 2;
        if (left < agenda->count && before(&agenda->entries[left], &agenda->entries[least]))
            least = left;
        if (right < agenda->count && before(&agenda->entries[right], &agenda->entries[least]))
            least = right;
        if (least == i)
            return first;
        swap(&agenda->entries[i], &agenda->entries[least]);
        i = least;
    }
}

void agenda_do_next(struct world *world) {
    struct entry entry = take_first(world->agenda);
    entry.run(world, entry.thing);
}
