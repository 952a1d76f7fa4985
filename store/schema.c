/* The tables, as a list of steps. A store remembers how many steps it has taken; a new version adds
 * steps at the end and never changes one. */
#include "store/schema.h"

#include "store/search.h"

#include <stddef.h>

/* Times are milliseconds UTC. Text that a person typed is kept in the stored form of
 * model/slack_text.h. */
static const char first[] =
    "CREATE TABLE incident ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  name TEXT NOT NULL UNIQUE," /* INC-2026-11-20-001 */
    "  day TEXT NOT NULL,"
    "  number INTEGER NOT NULL,"
    "  title TEXT NOT NULL,"
    "  impact TEXT NOT NULL,"
    "  severity INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 4),"
    "  status INTEGER NOT NULL,"
    "  declared_ms INTEGER NOT NULL,"
    "  declared_by TEXT NOT NULL,"
    "  started_ms INTEGER NOT NULL,"
    "  acked_ms INTEGER NOT NULL,"
    "  acked_by TEXT NOT NULL,"
    "  resolved_ms INTEGER NOT NULL,"
    "  root_cause TEXT NOT NULL,"
    "  resolution TEXT NOT NULL,"
    "  bridge TEXT NOT NULL,"
    "  progress TEXT NOT NULL,"
    "  next_steps TEXT NOT NULL,"
    "  eta TEXT NOT NULL,"
    "  updated_ms INTEGER NOT NULL,"
    "  channel TEXT NOT NULL,"
    "  card_ts TEXT NOT NULL,"
    "  origin TEXT NOT NULL,"
    "  unreachable INTEGER NOT NULL,"
    "  cadence_ms INTEGER NOT NULL,"
    "  promised_ms INTEGER NOT NULL,"
    "  UNIQUE (day, number));"
    "CREATE INDEX incident_open ON incident (resolved_ms, id);"

    "CREATE TABLE timeline ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
    "  at_ms INTEGER NOT NULL," /* when it happened */
    "  recorded_ms INTEGER NOT NULL,"
    "  actor TEXT NOT NULL," /* a user id, or incidentd */
    "  kind TEXT NOT NULL,"
    "  text TEXT NOT NULL);"
    "CREATE INDEX timeline_order ON timeline (incident_id, at_ms, id);"
    "CREATE TRIGGER timeline_is_append_only_1 BEFORE UPDATE ON timeline"
    "  BEGIN SELECT RAISE(ABORT, 'the timeline is append-only'); END;"
    "CREATE TRIGGER timeline_is_append_only_2 BEFORE DELETE ON timeline"
    "  BEGIN SELECT RAISE(ABORT, 'the timeline is append-only'); END;"

    "CREATE TABLE role ("
    "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
    "  role TEXT NOT NULL,"
    "  holder TEXT NOT NULL,"
    "  since_ms INTEGER NOT NULL,"
    "  PRIMARY KEY (incident_id, role));"

    "CREATE TABLE touched (" /* the incident a person spoke of last */
    "  who TEXT PRIMARY KEY,"
    "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
    "  at_ms INTEGER NOT NULL);"

    "CREATE TABLE inbox ("
    "  key TEXT PRIMARY KEY,"
    "  at_ms INTEGER NOT NULL);"
    "CREATE INDEX inbox_age ON inbox (at_ms);"

    "CREATE TABLE outbox ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  op TEXT NOT NULL UNIQUE," /* random; travels in the message's metadata */
    "  lane TEXT NOT NULL,"
    "  method TEXT NOT NULL,"
    "  address TEXT NOT NULL,"
    "  body TEXT NOT NULL,"
    "  incident_id INTEGER NOT NULL," /* 0: none */
    "  on_result TEXT NOT NULL,"
    "  collapse TEXT NOT NULL,"
    "  state TEXT NOT NULL,"
    "  doubt INTEGER NOT NULL," /* how often its fate was in doubt and not yet looked up */
    "  attempts INTEGER NOT NULL,"
    "  created_ms INTEGER NOT NULL,"
    "  not_before_ms INTEGER NOT NULL,"
    "  expires_ms INTEGER NOT NULL," /* 0: never */
    "  ended_ms INTEGER NOT NULL,"
    "  answer TEXT NOT NULL);"
    "CREATE INDEX outbox_lane ON outbox (lane, id) WHERE state IN ('ready', 'started', 'answered');"
    "CREATE INDEX outbox_state ON outbox (state, id);"

    "CREATE TABLE job ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  kind TEXT NOT NULL,"
    "  incident_id INTEGER NOT NULL," /* 0: none */
    "  subject TEXT NOT NULL,"
    "  due_ms INTEGER NOT NULL,"
    "  args TEXT NOT NULL,"
    "  UNIQUE (kind, incident_id, subject));"
    "CREATE INDEX job_due ON job (due_ms, id);";

/* The private answer, for the same delivery again. */
static const char replies[] = "ALTER TABLE inbox ADD COLUMN reply TEXT NOT NULL DEFAULT ''";

/* The first job is looked for in another order than that of their times. */
static const char jobs_within[] = "ALTER TABLE job ADD COLUMN within_ms INTEGER NOT NULL DEFAULT 0;"
                                  "DROP INDEX job_due;";

/* What an incident's thread has yet to be told of a time without Slack. */
static const char gaps[] = "CREATE TABLE gap ("
                           "  incident_id INTEGER PRIMARY KEY REFERENCES incident (id),"
                           "  from_ms INTEGER NOT NULL,"
                           "  to_ms INTEGER NOT NULL,"
                           "  read_us INTEGER NOT NULL," /* by Slack's clock, in microseconds */
                           "  again INTEGER NOT NULL,"
                           "  pages INTEGER NOT NULL,"
                           "  messages INTEGER NOT NULL,"
                           "  done INTEGER NOT NULL,"
                           "  refused INTEGER NOT NULL,"
                           "  pins INTEGER NOT NULL)";

/* The rules that an incident began with, and what is asked, decided and owed while it lasts. */
static const char playbooks[] =
    "CREATE TABLE playbook ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  name TEXT NOT NULL,"
    "  text TEXT NOT NULL);"
    "ALTER TABLE incident ADD COLUMN playbook_id INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE incident ADD COLUMN kind TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE incident ADD COLUMN drill INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE incident ADD COLUMN is_private INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE incident ADD COLUMN mitigated_ms INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE incident ADD COLUMN monitoring_ms INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE incident ADD COLUMN escalated INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE incident ADD COLUMN outcome TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE incident ADD COLUMN closed_ms INTEGER NOT NULL DEFAULT 0;"

    "CREATE TABLE answer (" /* to a question of triage, a criterion, a fact that was set */
    "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
    "  topic TEXT NOT NULL,"
    "  name TEXT NOT NULL,"
    "  value TEXT NOT NULL,"
    "  who TEXT NOT NULL,"
    "  at_ms INTEGER NOT NULL,"
    "  PRIMARY KEY (incident_id, topic, name));"

    "CREATE TABLE tick ("
    "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
    "  checklist TEXT NOT NULL,"
    "  item INTEGER NOT NULL," /* from 1 */
    "  state TEXT NOT NULL,"   /* done, skipped, fails */
    "  note TEXT NOT NULL,"
    "  who TEXT NOT NULL,"
    "  at_ms INTEGER NOT NULL,"
    "  PRIMARY KEY (incident_id, checklist, item));"

    "CREATE TABLE list_in_hand (" /* the checklist that a person has before them */
    "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
    "  who TEXT NOT NULL,"
    "  checklist TEXT NOT NULL,"
    "  PRIMARY KEY (incident_id, who));"

    "CREATE TABLE walk (" /* a course of action that was decided, and how far it is */
    "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
    "  course TEXT NOT NULL,"
    "  state TEXT NOT NULL," /* begun, done, verified, aborted */
    "  who TEXT NOT NULL,"
    "  begun_ms INTEGER NOT NULL,"
    "  at_ms INTEGER NOT NULL," /* of the state */
    "  PRIMARY KEY (incident_id, course));"

    "CREATE TABLE decision ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
    "  course TEXT NOT NULL,"
    "  why TEXT NOT NULL,"
    "  record TEXT NOT NULL," /* what had to be written down with it */
    "  who TEXT NOT NULL,"
    "  authority TEXT NOT NULL," /* by which right, in words */
    "  state TEXT NOT NULL,"     /* asked, made, denied, withdrawn, done, given-up */
    "  at_ms INTEGER NOT NULL);"
    "CREATE INDEX decision_order ON decision (incident_id, id);"

    "CREATE TABLE clock ("
    "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
    "  name TEXT NOT NULL,"
    "  start_ms INTEGER NOT NULL,"
    "  told INTEGER NOT NULL,"     /* marks that were told or passed over */
    "  ended_ms INTEGER NOT NULL," /* 0: it runs */
    "  PRIMARY KEY (incident_id, name));"

    "CREATE TABLE approval ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
    "  number INTEGER NOT NULL,"
    "  topic TEXT NOT NULL," /* the handler that hears the answer */
    "  args TEXT NOT NULL,"  /* its own words */
    "  what TEXT NOT NULL,"  /* as people read it */
    "  asked TEXT NOT NULL," /* a group's name, or ic */
    "  asked_by TEXT NOT NULL,"
    "  asked_ms INTEGER NOT NULL,"
    "  alone INTEGER NOT NULL," /* nobody was left to call */
    "  state TEXT NOT NULL,"    /* open, approved, denied, withdrawn */
    "  answered_by TEXT NOT NULL,"
    "  answered_ms INTEGER NOT NULL,"
    "  UNIQUE (incident_id, number));";

/* Who does what while it lasts, what is owed, and what was told outside. */
static const char people[] =
    "CREATE TABLE task (" /* what somebody was asked to do, and what is owed */
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
    "  number INTEGER NOT NULL,"
    "  kind TEXT NOT NULL," /* ask, shortcut, review, temporary */
    "  text TEXT NOT NULL,"
    "  owner TEXT NOT NULL," /* a user id, or nobody yet */
    "  asked_by TEXT NOT NULL,"
    "  asked_ms INTEGER NOT NULL,"
    "  due_ms INTEGER NOT NULL,"
    "  state TEXT NOT NULL," /* open, accepted, declined, done, dropped */
    "  answer TEXT NOT NULL,"
    "  ended_by TEXT NOT NULL,"
    "  ended_ms INTEGER NOT NULL,"
    "  UNIQUE (incident_id, number));"

    "CREATE TABLE handoff (" /* a role that was offered and not yet taken */
    "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
    "  role TEXT NOT NULL,"
    "  giver TEXT NOT NULL,"
    "  taker TEXT NOT NULL,"
    "  brief TEXT NOT NULL,"
    "  asked_ms INTEGER NOT NULL,"
    "  PRIMARY KEY (incident_id, role));"

    "CREATE TABLE participant ("
    "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
    "  who TEXT NOT NULL,"
    "  joined_ms INTEGER NOT NULL,"
    "  left_ms INTEGER NOT NULL,"
    "  PRIMARY KEY (incident_id, who));"

    "CREATE TABLE relation ("
    "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
    "  other_id INTEGER NOT NULL REFERENCES incident (id),"
    "  kind TEXT NOT NULL," /* related, merged */
    "  who TEXT NOT NULL,"
    "  at_ms INTEGER NOT NULL,"
    "  PRIMARY KEY (incident_id, other_id));"

    "CREATE TABLE communication ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
    "  name TEXT NOT NULL,"
    "  state TEXT NOT NULL," /* asked, approved, denied, sent */
    "  link TEXT NOT NULL,"
    "  text TEXT NOT NULL,"
    "  who TEXT NOT NULL,"
    "  at_ms INTEGER NOT NULL);"
    "CREATE INDEX communication_order ON communication (incident_id, id)";

/* Who was called, and whether they reacted. A text of its own: a compiler need not take more than
 * 4095 characters. */
static const char pages[] =
    "CREATE TABLE page ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
    "  who TEXT NOT NULL,"     /* a user id, or nothing where Slack does not know them */
    "  name TEXT NOT NULL,"    /* as the playbook calls them */
    "  step INTEGER NOT NULL," /* of the escalation path, from 1; 0: none of it */
    "  cause TEXT NOT NULL,"
    "  why TEXT NOT NULL,"
    "  called_by TEXT NOT NULL,"
    "  called_ms INTEGER NOT NULL,"
    "  answered_ms INTEGER NOT NULL);" /* 0: not yet */
    "CREATE INDEX page_order ON page (incident_id, id)";

/* When it was noticed, where somebody said so. */
static const char detected[] =
    "ALTER TABLE incident ADD COLUMN detected_ms INTEGER NOT NULL DEFAULT 0";

/* Files on their way to Slack: an upload is several calls, of which only the last must not be
 * repeated, and before it the row says which file it makes public. What was to be sent goes with
 * the row. */
static const char uploads[] =
    "ALTER TABLE outbox ADD COLUMN file TEXT NOT NULL DEFAULT '';"
    "CREATE TABLE upload (op TEXT PRIMARY KEY, bytes BLOB NOT NULL);"
    "CREATE TRIGGER upload_ends_with_its_row AFTER UPDATE OF state ON outbox"
    "  WHEN NEW.state IN ('done', 'dead')"
    "  BEGIN DELETE FROM upload WHERE op = NEW.op; END;"
    "CREATE TRIGGER upload_goes_with_its_row AFTER DELETE ON outbox"
    "  BEGIN DELETE FROM upload WHERE op = OLD.op; END";

/* The review of a timeline: what was changed of it afterwards, and the chain that closes it. */
static const char review[] =
    "CREATE TABLE amendment ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  entry_id INTEGER NOT NULL REFERENCES timeline (id),"
    "  kind TEXT NOT NULL,"     /* text, time, strike */
    "  text TEXT NOT NULL,"     /* the new words */
    "  at_ms INTEGER NOT NULL," /* the right moment; 0 */
    "  why TEXT NOT NULL,"
    "  who TEXT NOT NULL,"
    "  recorded_ms INTEGER NOT NULL);"
    "CREATE INDEX amendment_order ON amendment (entry_id, id);"
    "CREATE TRIGGER amendment_is_append_only_1 BEFORE UPDATE ON amendment"
    "  BEGIN SELECT RAISE(ABORT, 'amendments are append-only'); END;"
    "CREATE TRIGGER amendment_is_append_only_2 BEFORE DELETE ON amendment"
    "  BEGIN SELECT RAISE(ABORT, 'amendments are append-only'); END;"

    "CREATE TABLE seal ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
    "  entries INTEGER NOT NULL,"    /* how many are under it, the first ones … */
    "  amendments INTEGER NOT NULL," /* … and how many changes of them */
    "  who TEXT NOT NULL,"
    "  sealed_ms INTEGER NOT NULL,"
    "  broken_ms INTEGER NOT NULL," /* 0: it holds */
    "  broken_by TEXT NOT NULL,"
    "  broken_why TEXT NOT NULL);"
    "CREATE INDEX seal_order ON seal (incident_id, id);"

    "CREATE TABLE seal_link ("
    "  seal_id INTEGER NOT NULL REFERENCES seal (id),"
    "  number INTEGER NOT NULL," /* of the entry */
    "  hash TEXT NOT NULL,"
    "  PRIMARY KEY (seal_id, number));";

/* What is owed after an incident, and the document that it becomes. */
static const char postmortems[] =
    "ALTER TABLE incident ADD COLUMN postmortem_due_ms INTEGER NOT NULL DEFAULT 0;"
    "CREATE TABLE postmortem ("
    "  incident_id INTEGER PRIMARY KEY REFERENCES incident (id),"
    "  state TEXT NOT NULL," /* owed, free, skipped, published, withdrawn */
    "  rule TEXT NOT NULL,"  /* why it is owed, in words */
    "  owner TEXT NOT NULL,"
    "  path TEXT NOT NULL,"  /* of the draft, below the folder */
    "  text TEXT NOT NULL,"  /* the draft as it was written last */
    "  place TEXT NOT NULL," /* where that was written; nothing: it was not yet */
    "  link TEXT NOT NULL,"
    "  why TEXT NOT NULL," /* it was skipped */
    "  at_ms INTEGER NOT NULL);"
    "CREATE TABLE postmortem_day (" /* a day of the playbook, and the task that asks for it */
    "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
    "  name TEXT NOT NULL,"
    "  task INTEGER NOT NULL,"
    "  PRIMARY KEY (incident_id, name))";

/* What became of promised updates. */
static const char promises[] = "CREATE TABLE promise ("
                               "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
                               "  due_ms INTEGER NOT NULL,"
                               "  ended_ms INTEGER NOT NULL,"
                               "  kept INTEGER NOT NULL,"
                               "  PRIMARY KEY (incident_id, due_ms));"
                               "CREATE INDEX incident_declared ON incident (declared_ms)";

/* What came in from a file, so that the same file adds nothing twice. */
static const char imports[] = "CREATE TABLE imported ("
                              "  key TEXT PRIMARY KEY," /* a hash of what the file said of it */
                              "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
                              "  at_ms INTEGER NOT NULL)";

/* Where the message stands that asks for an approval, so that it is edited once it is answered. */
static const char approval_messages[] =
    "ALTER TABLE approval ADD COLUMN message TEXT NOT NULL DEFAULT ''";

/* What is owed afterwards: how urgent it is, what proves that it is done, and each time that it was
 * put off, with the reason. */
static const char afterwards[] =
    "ALTER TABLE task ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;" /* 0: none, 1: p0, 4: p3 */
    "ALTER TABLE task ADD COLUMN proof TEXT NOT NULL DEFAULT '';"
    "CREATE TABLE postponement ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  task_id INTEGER NOT NULL REFERENCES task (id),"
    "  from_ms INTEGER NOT NULL,"
    "  to_ms INTEGER NOT NULL,"
    "  why TEXT NOT NULL,"
    "  who TEXT NOT NULL,"
    "  at_ms INTEGER NOT NULL);"
    "CREATE INDEX postponement_order ON postponement (task_id, id)";

/* By which of its severity's conditions an incident is of it. */
static const char conditions[] =
    "ALTER TABLE incident ADD COLUMN condition TEXT NOT NULL DEFAULT ''";

/* What Slack told of people and user groups. */
static const char directory[] =
    "CREATE TABLE person ("
    "  who TEXT PRIMARY KEY,"
    "  name TEXT NOT NULL," /* nothing: Slack did not say */
    "  at_ms INTEGER NOT NULL);"
    "CREATE TABLE usergroup ("
    "  word TEXT PRIMARY KEY," /* as the playbook names it: an id or a handle */
    "  id TEXT NOT NULL,"
    "  members TEXT NOT NULL," /* user ids with spaces between */
    "  error TEXT NOT NULL,"   /* why Slack did not say */
    "  at_ms INTEGER NOT NULL)";

/* The place of a call's last attempt: its incident may go on elsewhere before a doubt is settled.
 */
static const char attempts[] =
    "ALTER TABLE outbox ADD COLUMN tried_channel TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE outbox ADD COLUMN tried_thread TEXT NOT NULL DEFAULT ''";

/* How far away not_before_ms is put at most: see MAY_GO in outbox.c. */
static const char outbox_within[] =
    "ALTER TABLE outbox ADD COLUMN within_ms INTEGER NOT NULL DEFAULT 0";

/* What messages of Slack have to do with incidents. */
static const char messages[] =
    "CREATE TABLE message ("
    "  channel TEXT NOT NULL,"
    "  ts TEXT NOT NULL,"
    "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
    "  kind TEXT NOT NULL,"      /* note, evidence, file, task */
    "  subject TEXT NOT NULL,"   /* a file's id */
    "  number INTEGER NOT NULL," /* of the entry on the timeline, or of the task */
    "  how TEXT NOT NULL,"       /* pinned, noted, reaction */
    "  who TEXT NOT NULL,"
    "  PRIMARY KEY (channel, ts, incident_id, kind, subject));"
    "CREATE TABLE reaction (" /* one that means something */
    "  channel TEXT NOT NULL,"
    "  ts TEXT NOT NULL,"
    "  kind TEXT NOT NULL,"
    "  who TEXT NOT NULL,"
    "  PRIMARY KEY (channel, ts, kind, who));"
    "CREATE TABLE picked (" /* the message that a person picked last, until it is said what for */
    "  who TEXT PRIMARY KEY,"
    "  channel TEXT NOT NULL,"
    "  message TEXT NOT NULL,"
    "  is_closed INTEGER NOT NULL,"
    "  at_ms INTEGER NOT NULL);"
    "CREATE INDEX incident_channel ON incident (channel)";

/* What people have put into forms and not sent. */
static const char form_drafts[] =
    "CREATE TABLE form_draft ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  who TEXT NOT NULL,"
    "  form TEXT NOT NULL,"
    "  incident_id INTEGER NOT NULL," /* 0: none */
    "  view TEXT NOT NULL,"           /* in which it was written */
    "  said_us INTEGER NOT NULL DEFAULT 0,"
    "  line TEXT NOT NULL DEFAULT ''," /* opens the form */
    "  fields TEXT NOT NULL DEFAULT '{}',"
    "  shown TEXT NOT NULL DEFAULT '{}'," /* what their person was told of them since */
    "  at_ms INTEGER NOT NULL,"
    "  sent INTEGER NOT NULL DEFAULT 0,"
    "  UNIQUE (who, form, incident_id))";

/* Who looks at their page of the app, and what stands on it. */
static const char homes[] = "CREATE TABLE home ("
                            "  who TEXT PRIMARY KEY,"
                            "  opened_ms INTEGER NOT NULL,"
                            "  shown_ms INTEGER NOT NULL,"
                            "  hash TEXT NOT NULL,"
                            "  dirty INTEGER NOT NULL)";

/* Channels that incidents have to themselves, and where else their announcements stand. */
static const char own_channels[] =
    "CREATE TABLE own_channel ("
    "  incident_id INTEGER PRIMARY KEY REFERENCES incident (id),"
    "  state TEXT NOT NULL," /* asked, open, lost, refused, archived, left */
    "  name TEXT NOT NULL,"
    "  tries INTEGER NOT NULL,"
    "  is_private INTEGER NOT NULL,"
    "  channel TEXT NOT NULL,"
    "  card_ts TEXT NOT NULL,"
    "  topic TEXT NOT NULL,"
    "  announced_channel TEXT NOT NULL," /* where the announcement is meanwhile */
    "  announced_ts TEXT NOT NULL);"
    "CREATE INDEX own_channel_place ON own_channel (channel);"
    "CREATE INDEX own_channel_announced ON own_channel (announced_channel, announced_ts);"
    "CREATE TABLE own_channel_guest (" /* who was invited */
    "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
    "  who TEXT NOT NULL,"
    "  PRIMARY KEY (incident_id, who));"
    "CREATE TABLE own_channel_link ("
    "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
    "  title TEXT NOT NULL,"
    "  link TEXT NOT NULL,"
    "  id TEXT NOT NULL,"
    "  PRIMARY KEY (incident_id, title));"
    "CREATE TABLE announcement_copy ("
    "  incident_id INTEGER NOT NULL REFERENCES incident (id),"
    "  asked TEXT NOT NULL,"   /* the channel as the playbook names it */
    "  channel TEXT NOT NULL," /* its id; nothing: it does not stand there yet */
    "  ts TEXT NOT NULL,"
    "  PRIMARY KEY (incident_id, asked))";

const char *const schema_steps[] = {
    first,    replies,           jobs_within, gaps,        playbooks, people,
    pages,    detected,          uploads,     review,      promises,  search_schema,
    imports,  approval_messages, afterwards,  conditions,  directory, postmortems,
    attempts, outbox_within,     messages,    form_drafts, homes,     own_channels,
    NULL};
