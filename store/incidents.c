/* Incidents in the store: see incidents.h. */
#include "store/incidents.h"

#include "base/utc.h"
#include "model/incident_id.h"

#define COLUMNS                                                                                    \
    " i.id, i.name, i.title, i.impact, i.severity, i.status, i.declared_ms, i.declared_by,"        \
    " i.started_ms, i.acked_ms, i.acked_by, i.resolved_ms, i.root_cause, i.resolution, i.bridge,"  \
    " i.progress, i.next_steps, i.eta, i.updated_ms, i.channel, i.card_ts, i.origin,"              \
    " i.unreachable, i.cadence_ms, i.promised_ms, i.playbook_id, i.kind, i.drill, i.is_private,"   \
    " i.mitigated_ms, i.monitoring_ms, i.escalated, i.outcome, i.closed_ms, i.detected_ms,"        \
    " i.condition, i.postmortem_due_ms "

static void read_incident(const struct db_rows *rows, struct arena *arena,
                          struct incident *incident) {
    int c = 0;
    *incident = (struct incident){0};
    incident->id = db_column_int(rows, c++);
    incident->name = arena_strdup(arena, db_column_text(rows, c++));
    incident->title = arena_strdup(arena, db_column_text(rows, c++));
    incident->impact = arena_strdup(arena, db_column_text(rows, c++));
    incident->severity = (enum severity)db_column_int(rows, c++);
    incident->status = (enum status)db_column_int(rows, c++);
    incident->declared_ms = db_column_int(rows, c++);
    incident->declared_by = arena_strdup(arena, db_column_text(rows, c++));
    incident->started_ms = db_column_int(rows, c++);
    incident->acked_ms = db_column_int(rows, c++);
    incident->acked_by = arena_strdup(arena, db_column_text(rows, c++));
    incident->resolved_ms = db_column_int(rows, c++);
    incident->root_cause = arena_strdup(arena, db_column_text(rows, c++));
    incident->resolution = arena_strdup(arena, db_column_text(rows, c++));
    incident->bridge = arena_strdup(arena, db_column_text(rows, c++));
    incident->progress = arena_strdup(arena, db_column_text(rows, c++));
    incident->next_steps = arena_strdup(arena, db_column_text(rows, c++));
    incident->eta = arena_strdup(arena, db_column_text(rows, c++));
    incident->updated_ms = db_column_int(rows, c++);
    incident->channel = arena_strdup(arena, db_column_text(rows, c++));
    incident->card_ts = arena_strdup(arena, db_column_text(rows, c++));
    incident->origin = arena_strdup(arena, db_column_text(rows, c++));
    incident->unreachable = db_column_int(rows, c++) != 0;
    incident->cadence_ms = db_column_int(rows, c++);
    incident->promised_ms = db_column_int(rows, c++);
    incident->playbook_id = db_column_int(rows, c++);
    incident->kind = arena_strdup(arena, db_column_text(rows, c++));
    incident->drill = db_column_int(rows, c++) != 0;
    incident->is_private = db_column_int(rows, c++) != 0;
    incident->mitigated_ms = db_column_int(rows, c++);
    incident->monitoring_ms = db_column_int(rows, c++);
    incident->escalated = db_column_int(rows, c++);
    incident->outcome = arena_strdup(arena, db_column_text(rows, c++));
    incident->closed_ms = db_column_int(rows, c++);
    incident->detected_ms = db_column_int(rows, c++);
    incident->condition = arena_strdup(arena, db_column_text(rows, c++));
    incident->postmortem_due_ms = db_column_int(rows, c++);
}

/* The first row of a query for one incident. */
static enum result read_one(struct store *store, struct arena *arena, struct incident *ret_incident,
                            struct err *err, const char *sql, const struct db_value *values,
                            int count) {
    struct db_rows rows;
    enum result result = db_first(&store->db, err, &rows, sql, values, count);
    if (result == OK)
        read_incident(&rows, arena, ret_incident);
    db_done(&rows);
    return result;
}

static enum result next_number(struct store *store, const char *day, int64_t *ret_number,
                               struct err *err) {
    return db_run_int(&store->db, err, ret_number,
                      "SELECT COALESCE(MAX(number), 0) + 1 FROM incident WHERE day = $1",
                      DB_VALUES(db_text(day)));
}

/* The next free name for incident, the number-th of its day. */
static enum result next_name(struct store *store, enum incident_id_form form, int64_t declared_ms,
                             int64_t number, char out[INCIDENT_ID_SIZE], struct err *err) {
    int64_t taken = 0;
    incident_id(form, declared_ms, (int)number, out);
    if (form == INCIDENT_ID_COUNTED)
        return OK;
    incident_id(form, declared_ms, 1, out);
    enum result result = db_run_int(&store->db, err, &taken,
                                    "SELECT count(*) FROM incident WHERE name = $1"
                                    " OR name LIKE $1 || '-%'",
                                    DB_VALUES(db_text(out)));
    incident_id(form, declared_ms, (int)taken + 1, out);
    return result;
}

enum result incident_create(struct store *store, struct arena *arena, enum incident_id_form form,
                            struct incident *incident, struct err *err) {
    char day[UTC_DAY_SIZE], name[INCIDENT_ID_SIZE];
    int64_t number = 0;
    utc_day(incident->declared_ms, day);
    enum result result = next_number(store, day, &number, err);
    if (result != OK)
        return result;
    if (number > INCIDENT_NUMBER_MAX)
        return fail(err, INVALID, "There are %d incidents of %s already, and no more have a number",
                    INCIDENT_NUMBER_MAX, day);
    if ((result = next_name(store, form, incident->declared_ms, number, name, err)) != OK)
        return result;
    incident->name = arena_strdup(arena, name);
    result = db_run_int(
        &store->db, err, &incident->id,
        "INSERT INTO incident (name, day, number, declared_ms, declared_by, title, impact,"
        " severity, status, started_ms, acked_ms, acked_by, resolved_ms, root_cause, resolution,"
        " bridge, progress, next_steps, eta, updated_ms, channel, card_ts, origin, unreachable,"
        " cadence_ms, promised_ms, playbook_id)"
        " VALUES ($1, $2, $3, $4, $5, '', '', 4, 0, 0, 0, '', 0, '', '', '', '', '', '', 0,"
        " '', '', $6, 0, 0, 0, $7) RETURNING id",
        DB_VALUES(db_text(incident->name), db_text(day), db_int(number),
                  db_int(incident->declared_ms), db_text(incident->declared_by),
                  db_text(incident->origin), db_int(incident->playbook_id)));
    if (result == OK)
        result = search_add_incident(store, incident->id, err);
    return result == OK ? incident_save(store, incident, err) : result;
}

enum result incident_save(struct store *store, const struct incident *i, struct err *err) {
    enum result result =
        db_run(&store->db, err,
               "UPDATE incident SET title = $2, impact = $3, severity = $4, status = $5,"
               " started_ms = $6, acked_ms = $7, acked_by = $8, resolved_ms = $9,"
               " root_cause = $10, resolution = $11 WHERE id = $1",
               DB_VALUES(db_int(i->id), db_text(i->title), db_text(i->impact), db_int(i->severity),
                         db_int(i->status), db_int(i->started_ms), db_int(i->acked_ms),
                         db_text(i->acked_by), db_int(i->resolved_ms), db_text(i->root_cause),
                         db_text(i->resolution)));
    if (result == OK)
        result = db_run(&store->db, err,
                        "UPDATE incident SET kind = $2, drill = $3, is_private = $4,"
                        " mitigated_ms = $5, monitoring_ms = $6, escalated = $7, outcome = $8,"
                        " closed_ms = $9, detected_ms = $10, condition = $11, postmortem_due_ms = "
                        "$12 WHERE id = $1",
                        DB_VALUES(db_int(i->id), db_text(i->kind), db_int(i->drill),
                                  db_int(i->is_private), db_int(i->mitigated_ms),
                                  db_int(i->monitoring_ms), db_int(i->escalated),
                                  db_text(i->outcome), db_int(i->closed_ms), db_int(i->detected_ms),
                                  db_text(i->condition), db_int(i->postmortem_due_ms)));
    if (result == OK)
        result = search_change_incident(store, i, err);
    if (result != OK)
        return result;
    return db_run(&store->db, err,
                  "UPDATE incident SET bridge = $2, progress = $3, next_steps = $4, eta = $5,"
                  " updated_ms = $6, channel = $7, card_ts = $8, unreachable = $9,"
                  " cadence_ms = $10, promised_ms = $11 WHERE id = $1",
                  DB_VALUES(db_int(i->id), db_text(i->bridge), db_text(i->progress),
                            db_text(i->next_steps), db_text(i->eta), db_int(i->updated_ms),
                            db_text(i->channel), db_text(i->card_ts), db_int(i->unreachable),
                            db_int(i->cadence_ms), db_int(i->promised_ms)));
}

enum result incident_get(struct store *store, struct arena *arena, int64_t id,
                         struct incident *ret_incident, struct err *err) {
    return read_one(store, arena, ret_incident, err,
                    "SELECT" COLUMNS "FROM incident i WHERE i.id = $1", DB_VALUES(db_int(id)));
}

enum result incident_by_ref(struct store *store, struct arena *arena,
                            const struct incident_ref *ref, struct incident *ret_incident,
                            struct err *err) {
    char name[INCIDENT_ID_SIZE];
    if (ref->is_timed)
        return read_one(store, arena, ret_incident, err,
                        "SELECT" COLUMNS "FROM incident i WHERE i.name = $1",
                        DB_VALUES(db_text(incident_ref_name(ref, name))));
    return read_one(store, arena, ret_incident, err,
                    "SELECT" COLUMNS "FROM incident i"
                    " WHERE i.number = $1 AND ($2 = '' OR i.day = $2)"
                    " ORDER BY i.resolved_ms = 0 DESC, i.day DESC LIMIT 1",
                    DB_VALUES(db_int(ref->number), db_text(ref->day)));
}

enum result incident_by_thread(struct store *store, struct arena *arena, const char *channel,
                               const char *thread, struct incident *ret_incident, struct err *err) {
    return read_one(
        store, arena, ret_incident, err,
        "SELECT" COLUMNS "FROM incident i WHERE i.id IN ("
        "SELECT id FROM incident WHERE channel = $1 AND card_ts = $2 AND $2 <> '' UNION ALL"
        " SELECT incident_id FROM own_channel WHERE channel = $1 AND $1 <> '' UNION ALL"
        " SELECT incident_id FROM own_channel"
        " WHERE announced_channel = $1 AND announced_ts = $2 AND $2 <> '') LIMIT 1",
        DB_VALUES(db_text(channel), db_text(thread)));
}

enum result incident_in_channel(struct store *store, const char *channel, bool *ret_any,
                                struct err *err) {
    int64_t any = 0;
    enum result result =
        db_run_int(&store->db, err, &any,
                   "SELECT EXISTS (SELECT 1 FROM incident WHERE channel = $1 UNION ALL"
                   " SELECT 1 FROM own_channel WHERE announced_channel = $1)",
                   DB_VALUES(db_text(channel)));
    *ret_any = any != 0;
    return result;
}

enum result incident_is_announced(struct store *store, int64_t incident_id, const char *channel,
                                  bool *ret_is, struct err *err) {
    int64_t count = 0;
    enum result result = db_run_int(&store->db, err, &count,
                                    "SELECT count(*) FROM own_channel WHERE incident_id = $1"
                                    " AND announced_channel = $2 AND state = 'open'",
                                    DB_VALUES(db_int(incident_id), db_text(channel)));
    *ret_is = count > 0;
    return result;
}

static void append(struct arena *arena, struct incident_list *list, const struct db_rows *rows,
                   int max) {
    if (!list->incidents)
        list->incidents = arena_alloc(arena, (size_t)max * sizeof *list->incidents);
    read_incident(rows, arena, &list->incidents[list->count++]);
}

/* Whether incident i concerns the person in this parameter. */
#define CONCERNS(who)                                                                              \
    "(i.declared_by = " who " OR EXISTS (SELECT 1 FROM role r WHERE r.incident_id = i.id"          \
    "      AND r.holder = " who ") OR EXISTS (SELECT 1 FROM participant p"                         \
    "      WHERE p.incident_id = i.id AND p.who = " who " AND p.left_ms = 0)"                      \
    " OR EXISTS (SELECT 1 FROM handoff h WHERE h.incident_id = i.id AND h.taker = " who ")"        \
    " OR EXISTS (SELECT 1 FROM task k WHERE k.incident_id = i.id AND k.owner = " who ")"           \
    " OR EXISTS (SELECT 1 FROM page g WHERE g.incident_id = i.id AND g.who = " who ")"             \
    " OR EXISTS (SELECT 1 FROM timeline t WHERE t.incident_id = i.id AND t.actor = " who "))"

/* The last conditions of incident_list. */
#define VISIBLE                                                                                    \
    " AND ($14 IS NULL OR i.is_private = 0 OR (i.channel <> '' AND i.channel = $15)"               \
    " OR EXISTS (SELECT 1 FROM own_channel o WHERE o.incident_id = i.id AND o.state = 'open'"      \
    "      AND o.announced_channel = $15) OR " CONCERNS("$14") ")"
#define OF_SERVICE(service)                                                                        \
    " AND (" service " IS NULL OR EXISTS (SELECT 1 FROM answer a WHERE a.incident_id = i.id"       \
    "      AND a.topic = 'fact' AND a.name = 'service' AND lower(a.value) = lower(" service ")))"
#define WITH_WORD(word) " AND (" word " IS NULL OR " SEARCH_HAS(word) ")"
#define WITH_BOTH(one, other) WITH_WORD(one) WITH_WORD(other)
#define WITH_FOUR(a, b, c, d) WITH_BOTH(a, b) WITH_BOTH(c, d)
#define WITH_WORDS WITH_FOUR("$16", "$17", "$18", "$19") WITH_FOUR("$20", "$21", "$22", "$23")
_Static_assert(SEARCH_WORDS_MAX == 8, "there are as many parameters");

enum result incident_list(struct store *store, struct arena *arena,
                          const struct incident_filter *filter, int max,
                          struct incident_list *ret_list, struct err *err) {
    struct db_rows rows;
    struct incident_list list = {0};
    const char *const *words = filter->words.words;
    enum result result = db_query(
        &store->db, err, &rows,
        "SELECT" COLUMNS "FROM incident i WHERE ($1 = 0 OR i.resolved_ms = 0)"
        " AND ($2 = 0 OR i.severity = $2) AND i.declared_ms >= $3"
        " AND ($4 IS NULL OR i.declared_by = $4 OR EXISTS (SELECT 1 FROM role r"
        "      WHERE r.incident_id = i.id AND r.holder = $4))"
        " AND ($5 IS NULL OR i.channel = $5 OR i.origin = $5)"
        " AND ($6 = 0 OR i.resolved_ms <> 0)"
        " AND ($7 = 0 OR (i.promised_ms > 0 AND i.promised_ms < $7))"
        " AND ($9 = 0 OR i.drill = 1) AND ($9 = 1 OR $10 = 1 OR i.drill = 0)"
        " AND ($11 = 0 OR i.closed_ms <> 0) AND ($12 = 0 OR i.closed_ms = 0)"
        " AND ($13 = 0 OR i.outcome = '')" VISIBLE WITH_WORDS " AND ($24 IS NULL OR " SEARCH_LIKE(
            "$24") ")" OF_SERVICE("$26") " ORDER BY i.id DESC LIMIT $8 OFFSET $25",
        DB_VALUES(db_int(filter->open_only), db_int(filter->severity), db_int(filter->since_ms),
                  db_text(filter->who), db_text(filter->channel), db_int(filter->resolved_only),
                  db_int(filter->overdue_ms), db_int(max), db_int(filter->drills_only),
                  db_int(filter->with_drills), db_int(filter->closed_only),
                  db_int(filter->without_closed), db_int(filter->counted), db_text(filter->viewer),
                  db_text(filter->place), db_text(words[0]), db_text(words[1]), db_text(words[2]),
                  db_text(words[3]), db_text(words[4]), db_text(words[5]), db_text(words[6]),
                  db_text(words[7]), db_text(filter->like), db_int(filter->skip),
                  db_text(filter->service)));
    while (db_more(&rows, &result, err))
        append(arena, &list, &rows, max);
    db_done(&rows);
    if (result == OK)
        *ret_list = list;
    return result;
}

enum result incident_concerns(struct store *store, int64_t incident_id, const char *who,
                              bool *ret_concerns, struct err *err) {
    int64_t count = 0;
    enum result result =
        db_run_int(&store->db, err, &count,
                   "SELECT count(*) FROM incident i WHERE i.id = $1 AND " CONCERNS("$2"),
                   DB_VALUES(db_int(incident_id), db_text(who)));
    if (result == OK)
        *ret_concerns = count > 0;
    return result;
}

enum result incident_touch(struct store *store, const char *who, int64_t incident_id,
                           int64_t now_ms, struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO touched (who, incident_id, at_ms) VALUES ($1, $2, $3)"
                  " ON CONFLICT (who) DO UPDATE SET incident_id = excluded.incident_id,"
                  " at_ms = excluded.at_ms",
                  DB_VALUES(db_text(who), db_int(incident_id), db_int(now_ms)));
}

enum result incident_touched(struct store *store, struct arena *arena, const char *who,
                             struct incident *ret_incident, struct err *err) {
    return read_one(store, arena, ret_incident, err,
                    "SELECT" COLUMNS "FROM incident i JOIN touched t ON t.incident_id = i.id"
                    " WHERE t.who = $1 AND i.resolved_ms = 0",
                    DB_VALUES(db_text(who)));
}
