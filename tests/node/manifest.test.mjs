// The app manifest keeps Slack's rules (https://docs.slack.dev/reference/app-manifest) and asks for
// nothing that is not explained here.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';

const text = readFileSync(new URL('../../packaging/slack-app-manifest.json', import.meta.url), 'utf8');
const manifest = JSON.parse(text);
const folder = new URL('../../handlers/', import.meta.url);
const handlers = readdirSync(folder)
  .filter((name) => name.endsWith('.c'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));
const settings = readFileSync(new URL('../../config/settings.c', import.meta.url), 'utf8');

// Every scope that is asked for, and why. A new one is added here first.
const scopes = {
  'app_mentions:read': '@incidentd in a thread, where slash commands do not work',
  'bookmarks:read': 'a link whose answer was lost is not put there twice',
  'bookmarks:write': "bridge, links and postmortem stand above an incident's own channel",
  'channels:history':
    'a post whose answer was lost is looked up before it is sent again, after a time without Slack threads are read again, and a message that somebody marked with an emoji is read and followed when it is edited',
  'channels:join': 'the announcement channel is joined without an invitation',
  'channels:manage': 'incidents of some severities and kinds get a channel of their own',
  'channels:read': 'the announcement channel is found by its name',
  'chat:write': 'announcements, prompts and answers',
  commands: '/incident, its buttons, and the menus of messages',
  'files:write': 'pictures, drafts and exports are files',
  'groups:history': 'channels:history where the channel is private',
  'groups:read': 'channels:read where the channel is private',
  'groups:write': 'channels:manage where the channel is private',
  'im:history': 'what is written to the bot alone is a command',
  'im:write': 'drafts and questions go to one person',
  'pins:read': "what is pinned in an incident's thread goes on its timeline",
  'pins:write': 'what not to do in a security or data incident stays in sight',
  'reactions:read': 'an emoji on a message notes it, makes evidence of it or says that a task is done',
  'reactions:write': 'the bot answers with the same emoji, where words would be in the way',
  'usergroups:read': 'a group of the playbook that may approve or is called can be a user group',
  'users:read': 'texts for outside call people by their names',
};

// The scope that an event needs before Slack accepts the subscription; null for none.
const events = {
  app_home_opened: null,
  app_mention: 'app_mentions:read',
  channel_archive: 'channels:read',
  channel_deleted: 'channels:read',
  channel_rename: 'channels:read',
  channel_unarchive: 'channels:read',
  group_archive: 'groups:read',
  group_deleted: 'groups:read',
  group_rename: 'groups:read',
  group_unarchive: 'groups:read',
  member_joined_channel: 'channels:read',
  member_left_channel: 'channels:read',
  'message.channels': 'channels:history',
  'message.groups': 'groups:history',
  'message.im': 'im:history',
  pin_added: 'pins:read',
  reaction_added: 'reactions:read',
  reaction_removed: 'reactions:read',
};

const length = (value) => [...value].length;

test('the name and the descriptions are no longer than Slack allows', () => {
  const { name, description, background_color: colour } = manifest.display_information;
  assert.ok(length(name) <= 35);
  assert.ok(length(description) <= 140);
  assert.match(colour, /^#[0-9a-f]{6}$/);
  assert.match(manifest.features.bot_user.display_name, /^[a-z0-9_.-]{1,80}$/);
});

test('the slash commands are valid and escape what people mention', () => {
  const commands = manifest.features.slash_commands;
  assert.deepEqual(commands.map((c) => c.command), ['/incident', '/inc']);
  for (const command of commands) {
    assert.match(command.command, /^\/[a-z0-9_-]{1,31}$/);
    assert.ok(length(command.description) >= 1 && length(command.description) <= 2000);
    assert.ok(length(command.usage_hint) <= 1000);
    assert.equal(command.should_escape, true, 'names arrive as ids');
    assert.equal(command.url, undefined, 'Socket Mode has no address');
  }
});

test('the slash command of the settings is one of the app', () => {
  const [, command] = settings.match(/"slack\.command",[^"]*"([^"]+)"/);
  assert.ok(manifest.features.slash_commands.some((c) => c.command === command), command);
});

test('only scopes with a reason are asked for, each once', () => {
  assert.deepEqual(manifest.oauth_config.scopes.bot, Object.keys(scopes).sort());
  assert.deepEqual(Object.keys(manifest.oauth_config.scopes), ['bot'], 'no user token, ever');
});

test('only known events are subscribed to, and their scopes are asked for', () => {
  const subscribed = manifest.settings.event_subscriptions.bot_events;
  assert.deepEqual(subscribed, Object.keys(events).sort());
  assert.ok(subscribed.length <= 100);
  for (const event of subscribed)
    if (events[event]) assert.ok(manifest.oauth_config.scopes.bot.includes(events[event]), event);
});

test('the page of scopes names each scope and each event, and no other', () => {
  const page = readFileSync(new URL('../../docs/scopes.md', import.meta.url), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  const named = rows.flatMap((row) => row.split('|')[1].match(/[a-z_]+[.:][a-z_]+|`[a-z_]+`/g));
  assert.deepEqual(
    named.map((name) => name.replaceAll('`', '')).sort(),
    [...Object.keys(scopes), ...Object.keys(events)].sort(),
  );
});

test('everything arrives over the socket, and the tokens do not expire', () => {
  const { settings: app } = manifest;
  assert.equal(app.socket_mode_enabled, true);
  assert.equal(app.token_rotation_enabled, false);
  assert.equal(app.interactivity.is_enabled, true);
  assert.ok(!text.includes('request_url'));
});

test('a direct message reaches its reader, who can answer', () => {
  assert.equal(manifest.features.app_home.messages_tab_enabled, true);
  assert.equal(manifest.features.app_home.messages_tab_read_only_enabled, false);
});

test('the shortcuts are valid, and each has somebody who answers to it', () => {
  const { shortcuts } = manifest.features;
  assert.ok(shortcuts.length <= 10);
  for (const { name, type, callback_id: id, description } of shortcuts) {
    assert.ok(length(name) >= 1, name);
    assert.ok(length(description) >= 1 && length(description) <= 150, description);
    assert.match(type, /^(?:global|message)$/);
    const answers = new RegExp(`\\.trigger = TRIGGER_SHORTCUT, \\.name = "${id}"`);
    assert.ok(handlers.some((source) => answers.test(source)), id);
  }
  assert.equal(new Set(shortcuts.map((one) => one.callback_id)).size, shortcuts.length);
});

test('everybody has a page of the app', () => {
  assert.equal(manifest.features.app_home.home_tab_enabled, true);
});

test('the manifest is of a version that Slack reads', () => {
  assert.equal(manifest._metadata.major_version, 1);
});
