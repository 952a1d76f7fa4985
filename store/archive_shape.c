/* The shape of an incident outside of the store: see archive_shape.h. */
#include "store/archive_shape.h"

#include <stddef.h>

const struct archive_part archive_incident = {
    "incident",
    "SELECT name, title, severity, status, impact, kind, drill, is_private, outcome, started_ms,"
    " detected_ms, declared_ms, declared_by, acked_ms, acked_by, mitigated_ms, monitoring_ms,"
    " resolved_ms, closed_ms, updated_ms, root_cause, resolution, bridge, progress, next_steps, "
    "eta,"
    " channel, card_ts, origin, condition, postmortem_due_ms FROM incident WHERE id = $1",
    "UPDATE incident SET name = $2, title = $3, severity = $4, status = $5, impact = $6, kind = $7,"
    " drill = $8, is_private = $9, outcome = $10, started_ms = $11, detected_ms = $12,"
    " declared_ms = $13, declared_by = $14, acked_ms = $15, acked_by = $16, mitigated_ms = $17,"
    " monitoring_ms = $18, resolved_ms = $19, closed_ms = $20, updated_ms = $21,"
    " root_cause = $22, resolution = $23, bridge = $24, progress = $25, next_steps = $26,"
    " eta = $27, channel = $28, card_ts = $29, origin = $30, condition = $31,"
    " postmortem_due_ms = $32 WHERE id = $1",
    {{"id", ARCHIVE_WORD},
     {"title", ARCHIVE_WORD},
     {"severity", ARCHIVE_SEVERITY},
     {"status", ARCHIVE_STATUS},
     {"impact", ARCHIVE_TEXT},
     {"kind", ARCHIVE_TEXT},
     {"drill", ARCHIVE_BOOL},
     {"private", ARCHIVE_BOOL},
     {"outcome", ARCHIVE_TEXT},
     {"started", ARCHIVE_ALWAYS},
     {"detected", ARCHIVE_MOMENT},
     {"declared", ARCHIVE_ALWAYS},
     {"declared_by", ARCHIVE_WHO},
     {"acknowledged", ARCHIVE_MOMENT},
     {"acknowledged_by", ARCHIVE_WHO},
     {"mitigated", ARCHIVE_MOMENT},
     {"monitoring", ARCHIVE_MOMENT},
     {"resolved", ARCHIVE_MOMENT},
     {"closed", ARCHIVE_MOMENT},
     {"updated", ARCHIVE_MOMENT},
     {"root_cause", ARCHIVE_TEXT},
     {"resolution", ARCHIVE_TEXT},
     {"bridge", ARCHIVE_TEXT},
     {"progress", ARCHIVE_TEXT},
     {"next_steps", ARCHIVE_TEXT},
     {"eta", ARCHIVE_TEXT},
     {"channel", ARCHIVE_TEXT},
     {"thread", ARCHIVE_TEXT},
     {"origin", ARCHIVE_TEXT},
     {"condition", ARCHIVE_TEXT},
     {"postmortem_due", ARCHIVE_MOMENT}}};

#define NUMBERED                                                                                   \
    "(SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS number FROM timeline"                          \
    " WHERE incident_id = $1)"

const struct archive_part archive_parts[] = {
    {"timeline",
     "SELECT at_ms, recorded_ms, actor, kind, text FROM timeline WHERE incident_id = $1"
     " ORDER BY id",
     "INSERT INTO timeline (incident_id, at_ms, recorded_ms, actor, kind, text)"
     " VALUES ($1, $2, $3, $4, $5, $6)",
     {{"at", ARCHIVE_ALWAYS},
      {"recorded", ARCHIVE_ALWAYS},
      {"actor", ARCHIVE_WHO},
      {"kind", ARCHIVE_WORD},
      {"text", ARCHIVE_TEXT}}},
    {"amendments",
     "SELECT t.number, a.kind, a.recorded_ms, a.who, a.at_ms, a.text, a.why FROM amendment a"
     " JOIN " NUMBERED " AS t ON t.id = a.entry_id ORDER BY a.id",
     "INSERT INTO amendment (entry_id, kind, recorded_ms, who, at_ms, text, why)"
     " SELECT t.id, $3, $4, $5, $6, $7, $8 FROM " NUMBERED " AS t WHERE t.number = $2",
     {{"entry", ARCHIVE_NUMBER},
      {"kind", ARCHIVE_WORD},
      {"recorded", ARCHIVE_ALWAYS},
      {"who", ARCHIVE_WHO},
      {"at", ARCHIVE_MOMENT},
      {"text", ARCHIVE_TEXT},
      {"why", ARCHIVE_TEXT}}},
    {"roles",
     "SELECT role, holder, since_ms FROM role WHERE incident_id = $1 ORDER BY since_ms, role",
     "INSERT INTO role (incident_id, role, holder, since_ms) VALUES ($1, $2, $3, $4)",
     {{"role", ARCHIVE_WORD}, {"holder", ARCHIVE_WHO}, {"since", ARCHIVE_ALWAYS}}},
    {"participants",
     "SELECT who, joined_ms, left_ms FROM participant WHERE incident_id = $1"
     " ORDER BY joined_ms, who",
     "INSERT INTO participant (incident_id, who, joined_ms, left_ms) VALUES ($1, $2, $3, $4)",
     {{"who", ARCHIVE_WHO}, {"joined", ARCHIVE_ALWAYS}, {"left", ARCHIVE_MOMENT}}},
    {"decisions",
     "SELECT course, why, record, who, authority, state, at_ms FROM decision"
     " WHERE incident_id = $1 ORDER BY id",
     "INSERT INTO decision (incident_id, course, why, record, who, authority, state, at_ms)"
     " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
     {{"course", ARCHIVE_WORD},
      {"why", ARCHIVE_TEXT},
      {"record", ARCHIVE_TEXT},
      {"who", ARCHIVE_WHO},
      {"authority", ARCHIVE_TEXT},
      {"state", ARCHIVE_WORD},
      {"at", ARCHIVE_ALWAYS}}},
    {"courses",
     "SELECT course, state, who, begun_ms, at_ms FROM walk WHERE incident_id = $1"
     " ORDER BY begun_ms, course",
     "INSERT INTO walk (incident_id, course, state, who, begun_ms, at_ms)"
     " VALUES ($1, $2, $3, $4, $5, $6)",
     {{"course", ARCHIVE_WORD},
      {"state", ARCHIVE_WORD},
      {"who", ARCHIVE_WHO},
      {"begun", ARCHIVE_ALWAYS},
      {"at", ARCHIVE_ALWAYS}}},
    {"approvals",
     "SELECT number, topic, args, what, asked, asked_by, asked_ms, alone, state, answered_by,"
     " answered_ms FROM approval WHERE incident_id = $1 ORDER BY number",
     "INSERT INTO approval (incident_id, number, topic, args, what, asked, asked_by, asked_ms,"
     " alone, state, answered_by, answered_ms)"
     " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
     {{"number", ARCHIVE_NUMBER},
      {"topic", ARCHIVE_WORD},
      {"args", ARCHIVE_TEXT},
      {"what", ARCHIVE_TEXT},
      {"asked", ARCHIVE_TEXT},
      {"asked_by", ARCHIVE_WHO},
      {"asked_at", ARCHIVE_ALWAYS},
      {"alone", ARCHIVE_BOOL},
      {"state", ARCHIVE_WORD},
      {"answered_by", ARCHIVE_WHO},
      {"answered_at", ARCHIVE_MOMENT}}},
    {"tasks",
     "SELECT number, kind, text, owner, asked_by, asked_ms, due_ms, state, answer, ended_by,"
     " ended_ms, priority, proof FROM task WHERE incident_id = $1 ORDER BY number",
     "INSERT INTO task (incident_id, number, kind, text, owner, asked_by, asked_ms, due_ms, state,"
     " answer, ended_by, ended_ms, priority, proof)"
     " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
     {{"number", ARCHIVE_NUMBER},
      {"kind", ARCHIVE_WORD},
      {"text", ARCHIVE_TEXT},
      {"owner", ARCHIVE_WHO},
      {"asked_by", ARCHIVE_WHO},
      {"asked_at", ARCHIVE_ALWAYS},
      {"due", ARCHIVE_MOMENT},
      {"state", ARCHIVE_WORD},
      {"answer", ARCHIVE_TEXT},
      {"ended_by", ARCHIVE_WHO},
      {"ended", ARCHIVE_MOMENT},
      {"priority", ARCHIVE_NUMBER},
      {"proof", ARCHIVE_TEXT}}},
    {"postponements",
     "SELECT t.number, p.from_ms, p.to_ms, p.why, p.who, p.at_ms FROM postponement p"
     " JOIN task t ON t.id = p.task_id WHERE t.incident_id = $1 ORDER BY p.id",
     "INSERT INTO postponement (task_id, from_ms, to_ms, why, who, at_ms)"
     " SELECT id, $3, $4, $5, $6, $7 FROM task WHERE incident_id = $1 AND number = $2",
     {{"task", ARCHIVE_NUMBER},
      {"from", ARCHIVE_MOMENT},
      {"to", ARCHIVE_MOMENT},
      {"why", ARCHIVE_TEXT},
      {"who", ARCHIVE_WHO},
      {"at", ARCHIVE_ALWAYS}}},
    {"postmortem",
     "SELECT state, rule, owner, path, text, place, link, why, at_ms FROM postmortem"
     " WHERE incident_id = $1",
     "INSERT INTO postmortem (incident_id, state, rule, owner, path, text, place, link, why, at_ms)"
     " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
     {{"state", ARCHIVE_WORD},
      {"rule", ARCHIVE_TEXT},
      {"owner", ARCHIVE_WHO},
      {"path", ARCHIVE_TEXT},
      {"text", ARCHIVE_DOCUMENT},
      {"place", ARCHIVE_TEXT},
      {"link", ARCHIVE_TEXT},
      {"why", ARCHIVE_TEXT},
      {"at", ARCHIVE_ALWAYS}}},
    {"postmortem_days",
     "SELECT name, task FROM postmortem_day WHERE incident_id = $1 ORDER BY task, name",
     "INSERT INTO postmortem_day (incident_id, name, task) VALUES ($1, $2, $3)",
     {{"name", ARCHIVE_WORD}, {"task", ARCHIVE_NUMBER}}},
    {"promises",
     "SELECT due_ms, ended_ms, kept FROM promise WHERE incident_id = $1 ORDER BY due_ms",
     "INSERT INTO promise (incident_id, due_ms, ended_ms, kept) VALUES ($1, $2, $3, $4)",
     {{"due", ARCHIVE_ALWAYS}, {"ended", ARCHIVE_MOMENT}, {"kept", ARCHIVE_BOOL}}},
    {"ticks",
     "SELECT checklist, item, state, note, who, at_ms FROM tick WHERE incident_id = $1"
     " ORDER BY checklist, item",
     "INSERT INTO tick (incident_id, checklist, item, state, note, who, at_ms)"
     " VALUES ($1, $2, $3, $4, $5, $6, $7)",
     {{"checklist", ARCHIVE_WORD},
      {"item", ARCHIVE_NUMBER},
      {"state", ARCHIVE_WORD},
      {"note", ARCHIVE_TEXT},
      {"who", ARCHIVE_WHO},
      {"at", ARCHIVE_ALWAYS}}},
    {"answers",
     "SELECT topic, name, value, who, at_ms FROM answer WHERE incident_id = $1"
     " ORDER BY topic, at_ms, name",
     "INSERT INTO answer (incident_id, topic, name, value, who, at_ms)"
     " VALUES ($1, $2, $3, $4, $5, $6)",
     {{"topic", ARCHIVE_WORD},
      {"name", ARCHIVE_WORD},
      {"value", ARCHIVE_TEXT},
      {"who", ARCHIVE_WHO},
      {"at", ARCHIVE_ALWAYS}}},
    {"communications",
     "SELECT name, state, link, text, who, at_ms FROM communication WHERE incident_id = $1"
     " ORDER BY id",
     "INSERT INTO communication (incident_id, name, state, link, text, who, at_ms)"
     " VALUES ($1, $2, $3, $4, $5, $6, $7)",
     {{"name", ARCHIVE_WORD},
      {"state", ARCHIVE_WORD},
      {"link", ARCHIVE_TEXT},
      {"text", ARCHIVE_TEXT},
      {"who", ARCHIVE_WHO},
      {"at", ARCHIVE_ALWAYS}}},
    {"pages",
     "SELECT who, name, step, cause, why, called_by, called_ms, answered_ms FROM page"
     " WHERE incident_id = $1 ORDER BY id",
     "INSERT INTO page (incident_id, who, name, step, cause, why, called_by, called_ms,"
     " answered_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
     {{"who", ARCHIVE_WHO},
      {"name", ARCHIVE_TEXT},
      {"step", ARCHIVE_NUMBER},
      {"cause", ARCHIVE_WORD},
      {"why", ARCHIVE_TEXT},
      {"called_by", ARCHIVE_WHO},
      {"called_at", ARCHIVE_ALWAYS},
      {"answered_at", ARCHIVE_MOMENT}}},
    {"clocks",
     "SELECT name, start_ms, told, ended_ms FROM clock WHERE incident_id = $1"
     " ORDER BY start_ms, name",
     "INSERT INTO clock (incident_id, name, start_ms, told, ended_ms) VALUES ($1, $2, $3, $4, $5)",
     {{"name", ARCHIVE_WORD},
      {"start", ARCHIVE_ALWAYS},
      {"told", ARCHIVE_NUMBER},
      {"ended", ARCHIVE_MOMENT}}},
    {"seals",
     "SELECT entries, amendments, who, sealed_ms, broken_ms, broken_by, broken_why FROM seal"
     " WHERE incident_id = $1 ORDER BY id",
     "INSERT INTO seal (incident_id, entries, amendments, who, sealed_ms, broken_ms, broken_by,"
     " broken_why) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
     {{"entries", ARCHIVE_NUMBER},
      {"amendments", ARCHIVE_NUMBER},
      {"who", ARCHIVE_WHO},
      {"sealed", ARCHIVE_ALWAYS},
      {"broken", ARCHIVE_MOMENT},
      {"broken_by", ARCHIVE_WHO},
      {"broken_why", ARCHIVE_TEXT}}},
    {"relations",
     "SELECT i.name, r.kind, r.who, r.at_ms FROM relation r JOIN incident i ON i.id = r.other_id"
     " WHERE r.incident_id = $1 ORDER BY r.at_ms, i.name",
     "INSERT INTO relation (incident_id, other_id, kind, who, at_ms)"
     " SELECT $1, i.id, $3, $4, $5 FROM incident i WHERE i.name = $2",
     {{"other", ARCHIVE_WORD},
      {"kind", ARCHIVE_WORD},
      {"who", ARCHIVE_WHO},
      {"at", ARCHIVE_ALWAYS}}},
    {NULL, NULL, NULL, {{NULL, ARCHIVE_TEXT}}},
};
