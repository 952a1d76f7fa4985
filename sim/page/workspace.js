// What the page knows: the server's state, the messages of the open conversation, who is reading
// and where. The server is the only truth: whatever the page does, it shows what the server then
// says, and guesses nothing.

import { read, send } from "./server.js";

const EMPTY = { users: [], channels: [], apps: [], usergroups: [], views: [] };

export const workspace = {
    loaded: false,
    connected: false,
    state: EMPTY,
    messages: [],
    isRead: false, // whether messages are those of the open conversation
    me: null, // user id
    place: null, // channel id, or the user's own id for the conversation with the app
    channel: null, // channel id of the messages that were read
    tab: "messages", // or "home", in the conversation with the app
    thread: null, // ts of the open thread's first message
    unread: new Map(), // "user/channel" → ts of the first message that was not seen there
    seenReplies: new Map(), // "user/ts of a thread" → ts of the newest reply that was seen there
    newFrom: null, // ts from which on the open conversation was news when it was opened
    namesVersion: 0, // grows when a user, channel or group changes, so that mentions are drawn again
    shown: 0, // how many messages the reader wants to see at least
    attempts: [], // commands that are waiting or have failed: {key, ts, user, channel, text, error}
};

let changed = () => {};

/** Calls back after changes; those that come together are told once. */
export function onChange(redraw) {
    let asked = false;
    changed = () => {
        if (asked) return;
        asked = true;
        setTimeout(() => {
            asked = false;
            redraw();
        });
    };
}

// ---- Names -----------------------------------------------------------------------------------

/** The people who can be chosen as reader: no bots, nobody who has left. */
export function readers() {
    return workspace.state.users.filter((one) => !one.is_bot && !one.deleted);
}

/** A user, bots included, or null. */
export function user(id) {
    return workspace.state.users.find((one) => one.id === id) ?? null;
}

/** The app that people talk to: the first one, when a workspace has several. */
export function app() {
    return workspace.state.apps[0] ?? null;
}

/** A channel or a conversation between two, or null. */
export function channel(id) {
    return workspace.state.channels.find((one) => one.id === id) ?? null;
}

/** The channels the reader may see, by name; conversations between two are not among them. */
export function channels() {
    const mayRead = (one) => !one.is_im && (!one.is_private || one.members?.includes(workspace.me));
    return workspace.state.channels.filter(mayRead).sort((a, b) => a.name.localeCompare(b.name));
}

/** Whether the open conversation is the one with the app. */
export function isWithApp() {
    return workspace.place === workspace.me;
}

/** Who wrote a message: {name, id, isApp}. */
export function authorOf(message) {
    const bot = workspace.state.apps.find(
        (one) => one.bot_user?.id === message.user || (message.bot_id && one.bot_id === message.bot_id),
    );
    if (bot || message.bot_id)
        return { id: bot?.id ?? message.bot_id, name: message.username ?? bot?.name ?? "app", isApp: true };
    return { id: message.user, name: user(message.user)?.name ?? message.user, isApp: false };
}

/** Names for the drawing modules (see mrkdwn.js and elements.js). */
export function people(openChannel) {
    return {
        me: workspace.me,
        users: readers(),
        channels: channels().filter((one) => !one.is_archived),
        userName: (id) => user(id)?.name ?? null,
        channelName: (id) => channel(id)?.name ?? null,
        group: (id) => workspace.state.usergroups.find((one) => one.id === id) ?? null,
        openChannel,
    };
}

/** Slack's own command, by which people and the app come into a channel. */
export const INVITE = "/invite";

/** Commands of all apps, and Slack's own: [{command, hint}]. */
export function commands() {
    const all = workspace.state.apps.flatMap((one) => one.commands);
    return [
        ...all.map((one) => ({ command: one.command, hint: one.usage_hint ?? one.description ?? "" })),
        { command: INVITE, hint: "@someone" },
    ];
}

function viewsOf(type) {
    return workspace.state.views
        .filter((one) => one.user === workspace.me && one.view.type === type)
        .map((one) => one.view);
}

/** The reader's dialogs, the topmost last. */
export function modals() {
    return viewsOf("modal");
}

/** What the app has published on the reader's Home tab, or null. */
export function home() {
    return viewsOf("home")[0] ?? null;
}

// ---- Messages --------------------------------------------------------------------------------

function isForMe(message) {
    return !message.deleted && (!message.ephemeral_to || message.ephemeral_to === workspace.me);
}

const NOTICES = /^(?:channel|group)_(?:join|leave|topic|purpose|name|archive|unarchive)$/;

/** Whether Slack itself speaks: somebody joined, the topic changed. */
export function isNotice(message) {
    return NOTICES.test(message.subtype);
}

/** Whether this is what is left of a deleted message that has replies. */
export function isTombstone(message) {
    return message.subtype === "tombstone";
}

function isReply(message) {
    return message.thread_ts !== undefined && message.thread_ts !== message.ts;
}

/** The messages of the conversation itself, without replies in threads. */
export function mainMessages() {
    return workspace.messages.filter(
        (one) => isForMe(one) && (!isReply(one) || one.subtype === "thread_broadcast"),
    );
}

/** The open thread: its first message and the replies; empty when there is none. */
export function threadMessages() {
    const { thread } = workspace;
    return workspace.messages.filter(
        (one) => isForMe(one) && thread !== null && (one.ts === thread || one.thread_ts === thread),
    );
}

/** Commands of this reader in this conversation that wait for an answer or failed. */
export function attemptsHere() {
    return workspace.attempts.filter((one) => one.user === workspace.me && one.channel === workspace.place);
}

// ---- Reading ---------------------------------------------------------------------------------

// Runs `work`; calls that come meanwhile lead to one more run, however many they are.
function coalesced(work) {
    let running = null;
    let again = false;
    const loop = async () => {
        do {
            again = false;
            await work();
        } while (again);
        running = null;
    };
    return () => {
        again = running !== null;
        running ??= loop().catch(() => (running = null));
        return running;
    };
}

function namesIn(state) {
    const pairs = [...state.users, ...state.channels, ...state.usergroups].map((one) => [
        one.id,
        one.name,
        one.handle,
    ]);
    return JSON.stringify(pairs);
}

/** Reads users, channels, apps and views again. */
export const readState = coalesced(async () => {
    const before = namesIn(workspace.state);
    workspace.state = { ...EMPTY, ...(await read("/_control/state")) };
    if (namesIn(workspace.state) !== before) workspace.namesVersion += 1;
    workspace.loaded = true;
    changed();
});

let isReading = false; // an answer on its way may be older than the news that come meanwhile

/** Reads the open conversation again. */
export const readMessages = coalesced(async () => {
    const { place } = workspace;
    if (!place) return;
    isReading = true;
    const answer = await read(`/_control/messages/${encodeURIComponent(place)}`).finally(
        () => (isReading = false),
    );
    if (place !== workspace.place) return void readMessages();
    Object.assign(workspace, { messages: answer.messages ?? [], channel: answer.channel, isRead: true });
    changed();
});

/** Reads everything, at the start and after an interruption. */
export async function readAll() {
    await readState();
    await readMessages();
}

const MORE_AT_ONCE = 300;

/** Shows more of the older messages. */
export function showMore() {
    workspace.shown = Math.max(workspace.shown, MORE_AT_ONCE) + MORE_AT_ONCE;
    changed();
}

/** The stream came up or was lost. */
export function setConnected(connected) {
    workspace.connected = connected;
    changed();
}

const ABOUT_MESSAGES = ["message", "message_changed", "message_deleted", "ephemeral", "reaction"];

/** One change from the stream. */
export function take(event) {
    if (event.type === "reset") forgetAttempts();
    if (!ABOUT_MESSAGES.includes(event.type)) {
        readState();
        if (event.type === "reset") readMessages();
        return;
    }
    if (isHere(event.channel)) putMessage(event.message);
    else if (event.type === "message" || event.type === "ephemeral") takeUnread(event);
}

function putMessage(message) {
    if (isReading) return void readMessages();
    const at = workspace.messages.findLastIndex((one) => one.ts === message.ts);
    if (at < 0) workspace.messages.push(message);
    else workspace.messages[at] = message;
    changed();
}

function forgetAttempts() {
    workspace.attempts = [];
}

function conversationUser(id) {
    const found = channel(id);
    return found?.is_im ? found.user : null;
}

function isHere(id) {
    return id === workspace.place || id === workspace.channel;
}

async function takeUnread({ channel: id, message }) {
    if (!channel(id)) await readState();
    if (isNotice(message)) return;
    const one = conversationUser(id);
    const place = one ?? id;
    const audience = message.ephemeral_to
        ? [message.ephemeral_to]
        : one
          ? [one]
          : readers().map((reader) => reader.id);
    for (const reader of audience) {
        const key = `${reader}/${place}`;
        if (reader !== message.user && !workspace.unread.has(key)) workspace.unread.set(key, message.ts);
    }
    changed();
}

/** Whether this reader belongs to a channel, or it is the conversation with the app. */
export function isMine(place) {
    return place === workspace.me || (channel(place)?.members ?? []).includes(workspace.me);
}

/** Whether this reader has something new in a place. */
export function isUnread(place) {
    return isMine(place) && workspace.unread.has(`${workspace.me}/${place}`);
}

/** Whether a thread has a reply that this reader has not seen. */
export function hasNewReply({ ts, latest_reply: latest }) {
    if (!latest || ts === workspace.thread) return false;
    return latest > (workspace.seenReplies.get(`${workspace.me}/${ts}`) ?? "");
}

/** The open thread is read, up to its newest message. */
export function seeThread(newest) {
    workspace.seenReplies.set(`${workspace.me}/${workspace.thread}`, newest.ts);
}

/** Whether this reader has something new in any place. */
export function hasUnread() {
    return [workspace.me, ...channels().map((one) => one.id)].some(isUnread);
}

// ---- Going somewhere -------------------------------------------------------------------------

/** Opens a conversation for a reader. */
export async function goTo({ me = workspace.me, place = workspace.place, tab = "messages", thread = null }) {
    const other = place !== workspace.place || me !== workspace.me;
    Object.assign(workspace, { me, place, tab, thread });
    const newFrom = workspace.unread.get(`${me}/${place}`) ?? null;
    workspace.unread.delete(`${me}/${place}`);
    if (other) Object.assign(workspace, { messages: [], channel: null, isRead: false, shown: 0, newFrom });
    changed();
    if (other) await readMessages();
}

// ---- Doing -----------------------------------------------------------------------------------

/** Sends a message; an error text or null. */
export async function sendMessage(text, thread) {
    const { place, me } = workspace;
    return failureOf(
        send("/_control/message", { channel: place, user: me, text, ...(thread && { thread_ts: thread }) }),
    );
}

/** Brings somebody into the open channel; an error text or null. */
export async function invite(who) {
    return failureOf(send("/_control/invite", { channel: workspace.place, user: workspace.me, who }));
}

/** Runs a slash command of an app; an error text or null. While it waits it is one of the attempts. */
export async function sendCommand(command, text) {
    const typed = `${command} ${text}`.trim();
    const attempt = {
        key: `attempt-${Date.now()}`,
        ts: String(Date.now() / 1000),
        user: workspace.me,
        channel: workspace.place,
        text: typed,
        error: null,
    };
    workspace.attempts.push(attempt);
    changed();
    const failure = await failureOf(
        send("/_control/command", { channel: attempt.channel, user: attempt.user, command, text }),
    );
    attempt.error = failure;
    if (!failure) workspace.attempts = workspace.attempts.filter((one) => one !== attempt);
    changed();
    return failure;
}

/** Forgets a failed command. */
export function dismiss(attempt) {
    workspace.attempts = workspace.attempts.filter((one) => one !== attempt);
    changed();
}

/** Presses, chooses, submits, closes: body as the control API wants it. The whole answer. */
export async function interact(body) {
    try {
        const answer = await send("/_control/interact", { user: workspace.me, ...body });
        await readState();
        return answer;
    } catch (error) {
        return { ok: false, error: error.message };
    }
}

/** Adds a reaction to a message, or takes it back; an error text or null. */
export async function react(ts, name, remove) {
    return failureOf(
        send("/_control/reaction", {
            user: workspace.me,
            channel: workspace.place,
            ts,
            reaction: name,
            remove,
        }),
    );
}

/** Changes the words of a message of the reader's; an error text or null. */
export async function editMessage(ts, text) {
    return failureOf(
        send("/_control/edit", { user: workspace.me, channel: workspace.place, ts, text }),
    );
}

/** Deletes a message of the reader's; an error text or null. */
export async function deleteMessage(ts) {
    return failureOf(send("/_control/delete", { user: workspace.me, channel: workspace.place, ts }));
}

/** The shortcuts of all apps of this type, "message" or "global": [{name, callback_id, type}]. */
export function shortcuts(type) {
    return workspace.state.apps.flatMap((one) => one.shortcuts ?? []).filter((one) => one.type === type);
}

/** Tells the app that the reader looks at its Home tab; an error text or null. */
export async function openHome() {
    const failure = await failureOf(send("/_control/open-home", { user: workspace.me }));
    await readState();
    return failure;
}

async function failureOf(sending) {
    try {
        const answer = await sending;
        return answer.error ?? (answer.ok ? null : "unknown_error");
    } catch (error) {
        return error.message;
    }
}

const MEANINGS = {
    operation_timeout:
        "the app did not answer within 3 seconds (operation_timeout). It may still be working on it.",
    dispatch_failed: "the app is not connected (dispatch_failed). Is it running?",
    is_archived: "this channel is archived.",
    not_in_channel: "you are not a member of this channel.",
    already_in_channel: "they are in this channel already.",
    user_not_found: "there is nobody of that name.",
};

/** A sentence for a person about a failure. */
export function explain(failure) {
    return MEANINGS[failure] ?? failure;
}
