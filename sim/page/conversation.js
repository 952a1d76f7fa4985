// The conversation in the middle: its head, its messages, commands that wait or failed, the
// composer, and the Home tab of the app.

import { byId, el, fill, patchList } from "./dom.js";
import * as ws from "./workspace.js";
import { announce, Composer } from "./composer.js";
import { actionsOf, listContext } from "./lists.js";
import { openMenu } from "./menu.js";
import { attachToolbar, makeCurrent, messageItems } from "./messages.js";
import { link, mrkdwn, plain } from "./mrkdwn.js";
import { stickToEnd } from "./scroll.js";
import { commandIn, suggest, tell, usageOf } from "./typing.js";
import { drawHome } from "./views.js";
import { go, here } from "./where.js";

const { workspace } = ws;
const FIRST_COMMAND = "/incident declare sev1 checkout is down";

let lastHeard = {}; // {place, ts} of the newest message that was announced

const composer = new Composer(byId("composer"), { suggest, usageOf, submit });
const newestEnd = stickToEnd(byId("scroller"), () => (byId("to-newest").hidden = true));

/** Draws the head of the conversation and, with the app, its tabs and Home. */
export function drawHead() {
    const channel = ws.channel(workspace.place);
    const withApp = ws.isWithApp();
    byId("place-name").textContent = withApp ? (ws.app()?.name ?? "") : `# ${channel?.name ?? ""}`;
    fill(byId("place-about"), withApp ? "App" : aboutChannel(channel));
    drawBookmarks(channel?.bookmarks ?? []);
    byId("tabs").hidden = !withApp;
    const isHome = withApp && workspace.tab === "home";
    for (const [id, isOn] of [
        ["tab-home", isHome],
        ["tab-messages", !isHome],
    ]) {
        byId(id).setAttribute("aria-selected", String(isOn));
        byId(id).tabIndex = isOn ? 0 : -1;
    }
    byId("home").hidden = !isHome;
    byId("messages-panel").hidden = isHome;
    if (!isHome) return;
    drawHome(byId("home"), ws.home(), {
        people: here(),
        interact: ws.interact,
        explain: ws.explain,
        appName: ws.app()?.name,
    });
}

function drawBookmarks(bookmarks) {
    const links = bookmarks
        .filter((one) => one.link)
        .map((one) => link(one.link, plain(`${one.emoji ?? ""} ${one.title}`.trim())));
    byId("bookmarks").hidden = links.length === 0;
    fill(byId("bookmarks"), links);
}

function aboutChannel(channel) {
    const members = channel?.members?.length ?? 0;
    const topic = channel?.topic?.value;
    return [`${members} ${members === 1 ? "member" : "members"}`, topic && [" · ", mrkdwn(topic, here())]];
}

/** Draws the messages, the introduction of an empty place, and the composer. */
export function drawConversation() {
    const messages = ws.mainMessages();
    const items = messageItems(messages, listContext(false));
    patchList(byId("messages"), [...items, ...ws.attemptsHere().map(attemptItem)]);
    makeCurrent(byId("messages"));
    byId("intro").hidden = !workspace.isRead || !messages.every(ws.isNotice) || ws.attemptsHere().length > 0;
    if (!byId("intro").hidden) drawIntro();
    drawComposer();
    if (workspace.isRead) tellNews(messages.at(-1));
}

function drawComposer() {
    const channel = ws.channel(workspace.place);
    const name = ws.isWithApp() ? ws.app()?.name : `#${channel?.name}`;
    byId("composer").hidden = channel?.is_archived === true;
    byId("read-only").hidden = !byId("composer").hidden;
    byId("shortcuts").hidden = ws.shortcuts("global").length === 0;
    composer.show(`${workspace.me}/${workspace.place}`, `Message ${name}`);
}

// What the apps offer everywhere.
function openShortcuts() {
    const items = ws.shortcuts("global").map((one) => ({
        label: one.name,
        choose: async () => {
            const answer = await ws.interact({ type: "shortcut", callback_id: one.callback_id });
            if (answer.error) tell(byId("composer"), ws.explain(answer.error));
        },
    }));
    openMenu(byId("shortcuts"), { label: "Shortcuts", items });
}

// The newest message is followed, unless the reader has scrolled up: then a button leads there.
function tellNews(newest) {
    const place = `${workspace.me}/${workspace.place}`;
    const arrived = lastHeard.place !== place;
    const isNews = !arrived && newest && newest.ts > lastHeard.ts && !ws.isTombstone(newest);
    const isMine = newest?.user === workspace.me;
    if (isNews && !isMine) announce(`${ws.authorOf(newest).name}: ${textOf(newest)}`);
    if (isNews && !isMine && !newestEnd.atEnd()) byId("to-newest").hidden = false;
    if (arrived || (isNews && isMine)) newestEnd.toEnd();
    lastHeard = { place, ts: newest?.ts ?? "" };
}

function textOf(message) {
    return el("p", {}, mrkdwn(message.text ?? "", here())).textContent;
}

// What an empty conversation says first.
function drawIntro() {
    const channel = ws.channel(workspace.place);
    const title = ws.isWithApp() ? `You and ${ws.app()?.name}` : `# ${channel?.name}`;
    const isIncidents = channel?.name === "incidents";
    const words = isIncidents
        ? "Nothing has happened here yet. Declare a first incident and watch what the bot does:"
        : ws.isWithApp()
          ? "Only the two of you can read this. Write something, or open the Home tab above."
          : "Nothing has been said here yet.";
    const first = el(
        "button",
        { type: "button", class: "try", onclick: () => composer.put(FIRST_COMMAND) },
        el("code", {}, FIRST_COMMAND),
        el("small", {}, "Click to put this into the message field, then press Enter"),
    );
    fill(byId("intro"), el("h3", {}, title), el("p", {}, words), isIncidents && first);
}

// ---- Attempts: commands that wait or failed --------------------------------------------------

function attemptItem(attempt) {
    const draw = () =>
        attempt.error
            ? el(
                  "li",
                  { class: "attempt attempt-failed", role: "alert" },
                  el("p", { class: "only-you" }, "Only visible to you"),
                  el("p", {}, el("code", {}, attempt.text), " failed: ", ws.explain(attempt.error)),
                  el(
                      "button",
                      { type: "button", class: "button", onclick: () => retry(attempt) },
                      "Edit and try again",
                  ),
                  el(
                      "button",
                      { type: "button", class: "button button-quiet", onclick: () => ws.dismiss(attempt) },
                      "Dismiss",
                  ),
              )
            : el("li", { class: "attempt", "aria-busy": "true" }, el("p", {}, el("code", {}, attempt.text)));
    return { key: attempt.key, signature: attempt.error ?? "", draw };
}

function retry(attempt) {
    ws.dismiss(attempt);
    composer.put(attempt.text);
}

// ---- Sending ---------------------------------------------------------------------------------

async function submit(text) {
    newestEnd.toEnd(); // what comes of it is there
    const command = commandIn(text);
    if (command?.isKnown && command.word !== ws.INVITE)
        return (await ws.sendCommand(command.word, command.rest)) === null;
    const failure = await send(command, text.trim());
    if (failure) tell(byId("composer"), failure);
    return failure === null;
}

// A message, Slack's own command, or a word that is no command here; an error text or null.
function send(command, text) {
    if (!command) return ws.sendMessage(text, null);
    return command.isKnown ? ws.invite(command.rest) : notACommand(command.word);
}

function notACommand(word) {
    const known = ws
        .commands()
        .map((one) => one.command)
        .join(", ");
    return `${word} is not a command here (there are: ${known}). To send it as a message, put a space before it.`;
}

attachToolbar(byId("messages"), actionsOf(false));
byId("shortcuts").addEventListener("click", openShortcuts);
byId("to-newest").addEventListener("click", () => newestEnd.toEnd());
byId("tab-messages").addEventListener("click", () => go({ tab: "messages" }));
byId("tab-home").addEventListener("click", () => {
    go({ tab: "home" });
    ws.openHome();
});
