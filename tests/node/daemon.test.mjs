// The built daemon against the local Slack, over real sockets.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from './support/slacksim.mjs';
import { world } from './support/world.mjs';

describe('an incident from declare to resolve', () => {
  const it = world();

  // Slack: C02
  test('the announcement stands, the caller is told privately, and the card follows', async () => {
    const answer = await it.type('alice', 'declare sev1 checkout is down | nobody can pay');
    assert.equal(answer.error, null);
    assert.match(answer.response.text, /INC-\d{4}-\d\d-\d\d-001/);
    const card = await it.sees('INCIDENT DECLARED: SEV-1');
    assert.match(card.text, /<!here>/);
    assert.match(JSON.stringify(card.blocks), /Updates every 30min in this thread/);
    await it.type('bob', 'update status: mitigating progress: rolling back');
    const update = await it.sees('UPDATE [');
    assert.equal(update.thread_ts, card.ts);
    await until(async () =>
      JSON.stringify((await it.find('INCIDENT DECLARED'))[0]).includes('Mitigating'),
    );
    await it.type('alice', 'resolve rolled back release 42 cause: a bad migration');
    assert.match(JSON.stringify(await it.sees('Thanks to')), /U0ALICE.*U0BOB/);
    await it.sees('RESOLVED: SEV-1');
  });

  test('an answer is private to whoever asked', async () => {
    await it.type('alice', 'list all');
    const messages = await it.slack.messages('general');
    const answers = messages.filter((message) => message.text?.includes('INC-'));
    assert.ok(answers.length > 0);
    assert.ok(answers.every((message) => message.ephemeral_to));
  });

  // Slack: B17, E03
  test('a button does what it says, as whoever pressed it', async () => {
    await it.type('alice', 'declare sev2 search is slow');
    const answer = await it.type('bob', 'updaet the index is rebuilt');
    const button = answer.response.blocks.at(-1).elements[0];
    assert.equal(button.value, 'update the index is rebuilt');
    const messages = await it.slack.messages('general');
    const offer = messages.filter((message) => message.text?.includes('updaet')).at(-1);
    await it.slack.control('interact', {
      user: 'bob',
      channel: 'general',
      message_ts: offer.ts,
      action_id: button.action_id,
    });
    assert.match(JSON.stringify(await it.sees('the index is rebuilt')), /U0BOB/);
  });

  // Slack: E17
  test('an update without words opens a form, which keeps what is wrong in it and posts what is right', async () => {
    const form = async () =>
      (await it.slack.look('state')).views.find((entry) => entry.user === 'U0BOB')?.view;
    const answer = await it.type('bob', 'declare sev3 forms are slow');
    const [name] = answer.response.text.match(/INC-[\d-]+/);
    await it.type('bob', `update ${name}`);
    const view = await until(form, 'the form');
    const fill = () =>
      it.slack.control('interact', {
        user: 'bob',
        view_id: view.id,
        values: {
          progress: { progress: 'written in the form' },
          status: { status: 'monitoring' },
          eta: { eta: 'soon' },
        },
      });
    await it.type('alice', `resolve ${name} too early`);
    const refused = await fill();
    assert.equal(refused.response?.response_action, 'errors', JSON.stringify(refused));
    assert.match(refused.response.errors.progress, /was resolved at .* reopen INC-/);
    await it.type('alice', `reopen ${name} it was not`);
    await fill();
    const update = await it.sees('written in the form');
    assert.match(JSON.stringify(update), /Monitoring.*U0BOB/);
    assert.equal(await form(), undefined, 'the form is closed');
  });

  // Slack: E09
  test('in a thread, where no slash command works, a mention does', async () => {
    const card = await it.sees('search is slow');
    await it.slack.control('message', {
      channel: 'incidents',
      user: 'carol',
      thread_ts: card.ts,
      text: '@incidentd update said in the thread',
    });
    const update = await it.sees('said in the thread');
    assert.equal(update.thread_ts, card.ts);
  });

  test('markup in a title pages nobody', async () => {
    await it.type('alice', 'declare sev3 <!channel> <b>bold</b> & more');
    const card = await it.sees('&lt;!channel&gt;');
    assert.doesNotMatch(JSON.stringify(card), /<!channel>/);
  });

  // Slack: F33
  test('neither tokens nor what was typed into them reach the log or the arguments', async () => {
    assert.doesNotMatch(it.daemon.log(), /x(app|oxb)-test/);
    assert.doesNotMatch(await it.daemon.arguments(), /x(app|oxb)-test/);
  });
});

describe('what goes wrong on the way', () => {
  const it = world();

  // Slack: bug-9
  test('an envelope that comes twice has one effect', async () => {
    await it.slack.control('fault', { kind: 'duplicate_envelopes', same_id: false });
    await it.type('alice', 'declare sev3 only once');
    await it.sees('only once');
    await until(() => it.daemon.count('result=seen') === 1, 'the second delivery');
    await pause(300);
    assert.equal((await it.find('INCIDENT DECLARED')).length, 1);
  });

  // Slack: F29
  test('a post whose answer was lost stands once', async () => {
    await it.slack.control('fault', { kind: 'lost_answer', method: 'chat.postMessage' });
    await it.type('alice', 'declare sev3 the answer is lost');
    await it.sees('the answer is lost');
    await until(() => it.daemon.count('found_delivered') === 1, 'the look-up');
    assert.equal((await it.find('the answer is lost')).length, 1);
  });

  test('a rate limit delays and loses nothing', async () => {
    await it.slack.control('fault', {
      kind: 'http_429',
      retry_after: 1,
      method: 'chat.postMessage',
    });
    await it.type('alice', 'declare sev3 too fast');
    await it.sees('too fast');
    assert.match(it.daemon.log(), /delivery_waits/);
  });

  // Slack: F07
  test('errors of the server delay and double nothing', async () => {
    await it.slack.control('fault', { kind: 'http_500', method: 'chat.postMessage' });
    await it.type('alice', 'declare sev3 internal error');
    await until(() => it.daemon.count('not found yet') === 1, 'the first look-up');
    await pause(20_000); // the second look-up, because history may lag behind
    await it.sees('internal error');
    assert.equal((await it.find('internal error')).length, 1);
  });

  test('a bot that was removed joins again and posts', async () => {
    await it.slack.control('fault', { kind: 'bot_removed', channel: 'incidents' });
    await it.type('alice', 'declare sev3 i was removed');
    await it.sees('i was removed');
  });

  for (const fault of [
    { kind: 'disconnect', reason: 'warning' },
    { kind: 'disconnect', reason: 'refresh_requested' },
    { kind: 'drop_tcp' },
    { kind: 'rst_tcp' },
    { kind: 'close', code: 1001, reason: 'going away' },
  ]) {
    // Slack: B06, D01, D03
    test(`after ${fault.kind} ${fault.reason ?? ''} commands are answered again`, async () => {
      await it.holdsOneSocket();
      const before = it.daemon.count('>connected ');
      await it.slack.control('fault', fault);
      await it.daemon.connected(before + 1);
      const answer = await it.type('bob', 'list');
      assert.equal(answer.error, null);
      assert.ok(answer.response.text);
    });
  }

  test('frames that are empty, binary, broken or in pieces are survived', async () => {
    for (const fault of [
      { kind: 'empty_frame' },
      { kind: 'binary_frame' },
      { kind: 'text_frame', text: '{"envelope_id":' },
      { kind: 'fragment', size: 7 },
      { kind: 'split_bytes' },
    ])
      await it.slack.control('fault', fault);
    const answer = await it.type('bob', 'list');
    assert.equal(answer.error, null);
  });
});

describe('a link that is refreshed again and again', () => {
  const it = world();

  // Slack: D03, bug-6
  test('loses no command and holds one socket', async () => {
    for (let round = 0; round < 4; round++) {
      await it.holdsOneSocket();
      const before = it.daemon.count('>connected ');
      await it.slack.control('fault', { kind: 'disconnect', reason: 'refresh_requested' });
      const answers = await Promise.all([it.type('alice', 'list'), it.type('bob', 'help')]);
      assert.deepEqual(
        answers.map((answer) => answer.error),
        [null, null],
      );
      await it.daemon.connected(before + 1);
    }
    await it.holdsOneSocket();
  });
});

describe('the promise', () => {
  const it = world({
    'severity.sev1.cadence': '4s',
    'promise.draft_before': '2s',
    'promise.call_after': '2s',
    'promise.holding_after': '3s',
    'promise.cadence_min': '1s',
  });

  test('is kept by the bot when nobody keeps it, across a restart', async () => {
    await it.type('alice', 'declare sev1 nobody answers');
    await it.sees('here is a draft', 'alice');
    await it.daemon.stop();
    await it.restart();
    await it.sees('is due');
    await it.sees('overdue');
    const holding = await it.sees('automatic');
    assert.match(JSON.stringify(holding), /No new update from the team/);
    await it.type('alice', 'resolve it answered');
    await it.sees('Thanks to');
    const asked = async () =>
      (await it.messages()).filter((message) =>
        /is due|overdue|automatic/.test(JSON.stringify(message)),
      ).length;
    const before = await asked();
    await pause(6000);
    assert.equal(await asked(), before);
  });
});
