// The app manifest keeps Slack's rules (https://docs.slack.dev/reference/app-manifest) and asks for
// nothing that is not explained here.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

const text = readFileSync(new URL('../../packaging/slack-app-manifest.json', import.meta.url), 'utf8');
const manifest = JSON.parse(text);
const settings = readFileSync(new URL('../../config/settings.c', import.meta.url), 'utf8');

// Every scope that is asked for, and why. A new one is added here first.
const scopes = {
  'app_mentions:read': '@incidentd in a thread, where slash commands do not work',
  'channels:history':
    'a post whose answer was lost is looked up before it is sent again, and after a time without Slack threads are read again',
  'channels:join': 'the announcement channel is joined without an invitation',
  'channels:read': 'the announcement channel is found by its name',
  'chat:write': 'announcements, prompts and answers',
  commands: '/incident and its buttons',
  'files:write': 'pictures, drafts and exports are files',
  'groups:history': 'channels:history where the channel is private',
  'groups:read': 'channels:read where the channel is private',
  'im:write': 'drafts and questions go to one person',
  'pins:read': "what is pinned in an incident's thread goes on its timeline",
  'pins:write': 'what not to do in a security or data incident stays in sight',
  'usergroups:read': 'a group of the playbook that may approve or is called can be a user group',
  'users:read': 'texts for outside call people by their names',
};

// The scope that an event needs before Slack accepts the subscription; null for none.
const events = {
  app_home_opened: null,
  app_mention: 'app_mentions:read',
  pin_added: 'pins:read',
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

test('everything arrives over the socket, and the tokens do not expire', () => {
  const { settings: app } = manifest;
  assert.equal(app.socket_mode_enabled, true);
  assert.equal(app.token_rotation_enabled, false);
  assert.equal(app.interactivity.is_enabled, true);
  assert.ok(!text.includes('request_url'));
});

test('a direct message reaches its reader', () => {
  assert.equal(manifest.features.app_home.messages_tab_enabled, true);
});

test('everybody has a page of the app', () => {
  assert.equal(manifest.features.app_home.home_tab_enabled, true);
});

test('the manifest is of a version that Slack reads', () => {
  assert.equal(manifest._metadata.major_version, 1);
});
