// The page of the local Slack: draws the workspace and sends what the reader does.
//
// Everything is drawn from workspace.js after each change; lists keep the nodes that did not
// change, so that news never takes away the focus or half-typed text.

import { byId, el, fill, patchList } from "./dom.js";
import { follow } from "./server.js";
import * as ws from "./workspace.js";
import { announce, createComposer } from "./composer.js";
import { attachToolbar, avatar, makeCurrent, messageItems, pickReaction } from "./messages.js";
import { openMenu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { stickToEnd } from "./scroll.js";
import { drawHome, showModals } from "./views.js";

const { workspace } = ws;
const FIRST_COMMAND = "/incident declare sev1 checkout is down";
const MORE_AT_ONCE = 300;

let shown = 0; // how many messages the reader asked for
let lastHeard = {}; // {place, ts} of the newest message that was announced

// ---- Start -----------------------------------------------------------------------------------

ws.onChange(draw);
follow({
    up: () => ws.readAll().then(arrive).then(() => ws.setConnected(true)),
    down: () => ws.setConnected(false),
    change: ws.take,
});
addEventListener("hashchange", arrive);

// The address says who reads what, as #alice/incidents, so that two windows can be two people.
async function arrive() {
    const [name, place] = decodeURIComponent(location.hash.slice(1)).split("/");
    const users = ws.readers();
    const me = users.find((one) => one.name === name) ?? ws.user(workspace.me) ?? users[0];
    const channels = workspace.state.channels;
    const wanted = channels.find((one) => one.name === place || one.id === place);
    const known = workspace.place && (ws.channel(workspace.place) || ws.user(workspace.place));
    const usual = known ? workspace.place : (channels.find((one) => one.name === "incidents") ?? channels[0])?.id;
    const isApp = place === ws.app()?.name;
    await ws.goTo({ me: me?.id, place: isApp ? me.id : (wanted?.id ?? usual), tab: workspace.tab, thread: workspace.thread });
}

function go(where) {
    shown = 0;
    closeSidebar();
    const next = { me: workspace.me, place: workspace.place, ...where };
    if (workspace.place === workspace.me && where.me && !where.place) next.place = where.me;
    ws.goTo(next).then(rememberInAddress);
}

function rememberInAddress() {
    const place = ws.isWithApp() ? ws.app()?.name : ws.channel(workspace.place)?.name;
    history.replaceState(null, "", `#${ws.user(workspace.me)?.name}/${place}`);
}

const openChannel = (id) => go({ place: id });
const here = () => ws.people(openChannel);

// ---- Drawing ---------------------------------------------------------------------------------

function draw() {
    byId("lost").hidden = workspace.connected || !workspace.loaded;
    if (!workspace.loaded || !workspace.me) return;
    drawSidebar();
    drawHead();
    drawConversation();
    drawThread();
    const views = workspace.state.views[workspace.me] ?? {};
    showModals(views.stack ?? [], { people: here(), interact: ws.interact });
    document.title = `${ws.isWithApp() ? ws.app()?.name : `#${ws.channel(workspace.place)?.name}`} – Local Slack`;
}

function drawSidebar() {
    patchList(
        byId("users"),
        ws.readers().map((one) => ({ key: one.id, signature: `${one.name} ${one.id === workspace.me}`, draw: () => drawUser(one) })),
    );
    const all = ws.channels();
    drawPlaces(byId("channels"), all.filter((one) => !one.is_archived));
    drawPlaces(byId("archived-channels"), all.filter((one) => one.is_archived));
    byId("archived").hidden = !all.some((one) => one.is_archived);
    patchList(byId("apps"), workspace.state.apps.map(appItem));
}

function drawUser(one) {
    const isMe = one.id === workspace.me;
    return el(
        "button",
        { type: "button", role: "radio", class: "user", "aria-checked": String(isMe), tabindex: isMe ? "0" : "-1", "data-focus": one.id, onclick: () => go({ me: one.id }) },
        avatar({ id: one.id, name: one.name, isApp: false }),
        el("span", {}, one.name),
    );
}

function drawPlaces(list, channels) {
    patchList(list, channels.map((one) => placeItem(one.id, one.name, one.is_private ? "private" : "#", () => openChannel(one.id))));
    makeOneReachable(list);
}

function placeItem(id, name, mark, open, note = null) {
    const isOpen = id === workspace.place;
    const isUnread = ws.isUnread(id);
    const draw = () =>
        el(
            "li",
            {},
            el(
                "button",
                { type: "button", class: isUnread ? "place place-unread" : "place", "aria-current": isOpen ? "page" : null, "data-focus": id, tabindex: "-1", onclick: open },
                el("span", { class: `place-mark place-mark-${mark === "#" ? "public" : mark}`, "aria-hidden": "true" }, mark === "#" ? "#" : ""),
                el("span", { class: "place-name" }, name),
                isUnread && el("span", { class: "unread" }, el("span", { class: "visually-hidden" }, "new messages")),
                note,
            ),
        );
    return { key: id, signature: [name, mark, isOpen, isUnread, note?.textContent].join(), draw };
}

function appItem(one) {
    const sockets = one.sockets?.length ?? one.sockets ?? 0;
    const note = el("small", { class: sockets ? "online" : "offline" }, sockets ? "connected" : "not connected");
    return placeItem(workspace.me, one.name, "app", () => go({ place: workspace.me }), note);
}

// One stop for Tab in each list; the arrow keys move inside of it.
function makeOneReachable(list) {
    const places = [...list.querySelectorAll(".place")];
    const current = places.find((one) => one.hasAttribute("aria-current")) ?? places[0];
    for (const one of places) one.tabIndex = one === current || one === document.activeElement ? 0 : -1;
}

function drawHead() {
    const channel = ws.channel(workspace.place);
    const withApp = ws.isWithApp();
    byId("place-name").textContent = withApp ? (ws.app()?.name ?? "") : `# ${channel?.name ?? ""}`;
    byId("place-about").textContent = withApp ? "App" : aboutChannel(channel);
    byId("tabs").hidden = !withApp;
    const isHome = withApp && workspace.tab === "home";
    for (const [id, isOn] of [["tab-home", isHome], ["tab-messages", !isHome]]) {
        byId(id).setAttribute("aria-selected", String(isOn));
        byId(id).tabIndex = isOn ? 0 : -1;
    }
    byId("home").hidden = !isHome;
    byId("messages-panel").hidden = isHome;
    if (!isHome) return;
    const home = workspace.state.views[workspace.me]?.home ?? null;
    drawHome(byId("home"), home, { people: here(), interact: ws.interact, appName: ws.app()?.name });
}

function aboutChannel(channel) {
    const members = channel?.members?.length ?? 0;
    const topic = channel?.topic?.value ?? channel?.topic;
    return [`${members} ${members === 1 ? "member" : "members"}`, topic].filter(Boolean).join(" · ");
}

function drawConversation() {
    const messages = ws.mainMessages();
    const items = messageItems(messages, listContext(false));
    patchList(byId("messages"), [...items, ...ws.attemptsHere().map(attemptItem)]);
    makeCurrent(byId("messages"));
    byId("intro").hidden = messages.length > 0 || ws.attemptsHere().length > 0;
    if (!byId("intro").hidden) drawIntro();
    drawComposer();
    tellNews(messages.at(-1));
}

function drawComposer() {
    const channel = ws.channel(workspace.place);
    const name = ws.isWithApp() ? ws.app()?.name : `#${channel?.name}`;
    byId("composer").hidden = channel?.is_archived === true;
    byId("read-only").hidden = !byId("composer").hidden;
    composer.show(`${workspace.me}/${workspace.place}`, `Message ${name}`);
}

// The newest message is followed, unless the reader has scrolled up: then a button leads there.
function tellNews(newest) {
    const place = `${workspace.me}/${workspace.place}`;
    const arrived = lastHeard.place !== place;
    const isNews = !arrived && newest && newest.ts > lastHeard.ts;
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
        el("small", {}, "Put this into the message field"),
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
                  el("button", { type: "button", class: "button", onclick: () => retry(attempt) }, "Edit and try again"),
                  el("button", { type: "button", class: "button button-quiet", onclick: () => dismiss(attempt) }, "Dismiss"),
              )
            : el("li", { class: "attempt", "aria-busy": "true" }, el("p", {}, el("code", {}, attempt.text)));
    return { key: attempt.key, signature: attempt.error ?? "", draw };
}

function dismiss(attempt) {
    workspace.attempts = workspace.attempts.filter((one) => one !== attempt);
    draw();
}

function retry(attempt) {
    dismiss(attempt);
    composer.put(attempt.text);
}

// ---- Messages' context and toolbar -----------------------------------------------------------

function listContext(inThread) {
    return {
        people: here(),
        authorOf: ws.authorOf,
        surfaceOf: messageSurface,
        openThread,
        react: ws.react,
        inThread,
        shown,
        showMore: () => {
            shown = Math.max(shown, MORE_AT_ONCE) + MORE_AT_ONCE;
            draw();
        },
    };
}

const keptInMessages = new Map(); // "ts/block/action" → value

function messageSurface(message) {
    const keyOf = (block, element) => `${message.ts}/${block.block_id}/${element.action_id}`;
    return {
        people: here(),
        value: (block, element) => keptInMessages.get(keyOf(block, element)),
        keep: (block, element, value) => keptInMessages.set(keyOf(block, element), value),
        act: async (block, element, value) => {
            const answer = await ws.interact({ channel: workspace.place, message_ts: message.ts, block_id: block.block_id, action_id: element.action_id, value });
            return answer.error ? ws.explain(answer.error) : null;
        },
    };
}

function actionsOf(inThread) {
    return (ts) => {
        const message = workspace.messages.find((one) => one.ts === ts);
        if (!message || message.ephemeral_to) return [];
        const react = { label: "☺+", title: "Add a reaction", run: (button) => pickReaction(button, (name) => ws.react(ts, name, false)) };
        const reply = { label: "↩", title: "Reply in thread", run: () => openThread(message.thread_ts ?? ts) };
        const more = { label: "⋯", title: "Message shortcuts", run: (button) => openShortcuts(button, message) };
        return [react, !inThread && reply, shortcuts("message").length > 0 && more].filter(Boolean);
    };
}

function shortcuts(type) {
    return workspace.state.apps.flatMap((one) => one.shortcuts ?? []).filter((one) => one.type === type);
}

function openShortcuts(button, message) {
    const items = shortcuts("message").map((one) => ({
        label: one.name,
        choose: () => ws.interact({ type: "message_action", callback_id: one.callback_id, channel: workspace.place, message_ts: message.ts }),
    }));
    openMenu(button, { label: "Message shortcuts", items });
}

// ---- Thread ----------------------------------------------------------------------------------

function openThread(ts) {
    ws.goTo({ tab: workspace.tab, thread: ts });
    setTimeout(() => threadComposer.focus());
}

function closeThread() {
    const { thread } = workspace;
    if (thread === null) return;
    ws.goTo({ tab: workspace.tab, thread: null });
    setTimeout(() => byId("messages").querySelector(`[data-ts="${CSS.escape(thread)}"]`)?.focus());
}

function drawThread() {
    const messages = ws.threadMessages();
    const isOpen = messages.length > 0;
    byId("thread").hidden = !isOpen;
    byId("app").classList.toggle("with-thread", isOpen);
    if (!isOpen) return;
    byId("thread-about").textContent = ws.isWithApp() ? ws.app()?.name : `# ${ws.channel(workspace.place)?.name}`;
    patchList(byId("thread-messages"), messageItems(messages, listContext(true)));
    makeCurrent(byId("thread-messages"));
    threadComposer.show(`${workspace.me}/${workspace.place}/${workspace.thread}`, "Reply in the thread");
}

// ---- Typing ----------------------------------------------------------------------------------

function suggest(trigger, typed) {
    if (trigger === "/") {
        return ws.commands().filter((one) => one.command.startsWith(`/${typed}`)).map((one) => ({ insert: one.command, label: one.command, hint: one.hint }));
    }
    const names = trigger === "#" ? ws.channels().map((one) => one.name) : [...ws.readers(), ...workspace.state.apps].map((one) => one.name);
    return names.filter((name) => name.startsWith(typed)).map((name) => ({ insert: trigger + name, label: trigger + name }));
}

const COMMAND = /^(\/[a-z][\w-]*)(?:\s+([\s\S]*))?$/i;

async function submitTyped(text) {
    const [, word, rest = ""] = COMMAND.exec(text.trim()) ?? [];
    const isKnown = ws.commands().some((one) => one.command === word?.toLowerCase());
    const failure = isKnown ? await ws.sendCommand(word.toLowerCase(), rest) : await ws.sendMessage(text.trim(), null);
    if (failure && !isKnown) tell(byId("composer"), failure);
    return failure === null;
}

// Slack has no slash commands in threads; a mention of the app works there.
async function submitReply(text) {
    const word = COMMAND.exec(text.trim())?.[1]?.toLowerCase();
    if (ws.commands().some((one) => one.command === word)) {
        tell(byId("thread-composer"), `Slack does not run ${word} in threads. Mention @${ws.app()?.name} instead, or use the channel.`);
        return false;
    }
    const failure = await ws.sendMessage(text.trim(), workspace.thread);
    if (failure) tell(byId("thread-composer"), failure);
    return failure === null;
}

function tell(form, failure) {
    const line = form.querySelector(".notice");
    line.textContent = ws.explain(failure);
    line.hidden = false;
    form.addEventListener("input", () => (line.hidden = true), { once: true });
}

const composer = createComposer(byId("composer"), { suggest, submit: submitTyped });
const threadComposer = createComposer(byId("thread-composer"), { suggest, submit: submitReply });

const newestEnd = stickToEnd(byId("scroller"), () => (byId("to-newest").hidden = true));
stickToEnd(byId("thread-scroller"));

// ---- Controls that are always there ----------------------------------------------------------

attachToolbar(byId("messages"), actionsOf(false));
attachToolbar(byId("thread-messages"), actionsOf(true));

byId("close-thread").addEventListener("click", closeThread);
byId("thread").addEventListener("keydown", (event) => event.key === "Escape" && closeThread());
byId("to-newest").addEventListener("click", () => newestEnd.toEnd());
byId("tab-messages").addEventListener("click", () => go({ tab: "messages" }));
byId("tab-home").addEventListener("click", () => {
    go({ tab: "home" });
    ws.openHome();
});

function moveWithArrows(container, selector, activates) {
    container.addEventListener("keydown", (event) => {
        const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
        const all = [...container.querySelectorAll(selector)].filter((one) => one.offsetParent !== null);
        const at = all.indexOf(document.activeElement);
        if (!step || at < 0) return;
        event.preventDefault();
        const next = all[(at + step + all.length) % all.length];
        next.focus();
        if (activates) next.click();
    });
}
moveWithArrows(byId("users"), "[role=radio]", true);
moveWithArrows(byId("tabs"), "[role=tab]", true);
for (const id of ["channels", "archived-channels", "apps"]) moveWithArrows(byId(id), ".place", false);

// On small screens the list of places lies over the conversation.
function openSidebar() {
    document.body.classList.add("sidebar-open");
    byId("open-sidebar").setAttribute("aria-expanded", "true");
    byId("conversation").inert = true;
    byId("close-sidebar").focus();
}

function closeSidebar() {
    if (!document.body.classList.contains("sidebar-open")) return;
    document.body.classList.remove("sidebar-open");
    byId("open-sidebar").setAttribute("aria-expanded", "false");
    byId("conversation").inert = false;
    byId("open-sidebar").focus();
}
byId("open-sidebar").addEventListener("click", openSidebar);
byId("close-sidebar").addEventListener("click", closeSidebar);
byId("sidebar").addEventListener("keydown", (event) => event.key === "Escape" && closeSidebar());
byId("app").addEventListener("click", (event) => event.target === byId("app") && closeSidebar());
