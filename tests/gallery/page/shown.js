// The gallery: everything that incidentd can show, drawn by the local Slack's own page.

import { byId, el, fill } from "./dom.js";
import { messageItems } from "./messages.js";
import { drawView } from "./views.js";

const { usual, strange } = JSON.parse(byId("data").textContent);
const NAMES = ["alice", "bob", "carol", "dave", "eve"];
const users = NAMES.map((name) => ({ id: `U0${name.toUpperCase()}`, name }));
const channels = [
    { id: "C0INCIDENTS", name: "incidents" },
    { id: "C0GENERAL", name: "general" },
];
const nameIn = (list, id) => list.find((one) => one.id === id)?.name ?? null;

const people = {
    me: "U0ALICE",
    users,
    channels,
    userName: (id) => nameIn(users, id),
    channelName: (id) => nameIn(channels, id),
    group: () => null,
    openChannel: () => {},
};

const kept = new Map();
const surface = {
    people,
    value: (block, element) => kept.get(element),
    keep: (block, element, value) => kept.set(element, value),
    act: async () => null,
};
const tools = { people, interact: async () => ({}), explain: String };

const context = {
    people,
    authorOf: () => ({ id: "U0INCIDENTD", name: "incidentd", isApp: true }),
    surfaceOf: () => surface,
    openThread: () => {},
    react: () => {},
    hasNewReply: () => false,
    inThread: true,
    namesVersion: 0,
    newFrom: null,
    shown: 0,
    showMore: () => {},
};

// ---- One thing that was shown ----------------------------------------------------------------

function placeOf(body) {
    if (body.thread_ts) return body.reply_broadcast ? "thread, and channel" : "thread";
    const channel = body.channel ?? body.channel_id ?? "";
    const name = nameIn(channels, channel) ?? nameIn(users, channel);
    return channel.startsWith("U") ? `to ${name ?? channel} alone` : name ? `#${name}` : channel;
}

function whereOf({ method, body }) {
    if (method === "views.publish") return "App Home";
    if (body.view) return "form";
    if (["ack", "response_url", "chat.postEphemeral"].includes(method)) return "private answer";
    if (method === "chat.update") return "a message, edited";
    return placeOf(body);
}

// What stands in Slack is of an app, and a private answer for one person's eyes.
function asMessage({ method, body, at }, index) {
    const isPrivate = ["ack", "response_url", "chat.postEphemeral"].includes(method);
    const file = body.files?.[0];
    return {
        ...body,
        files: file ? [{ ...file, name: file.title, pretty_type: "file", size: 2048, mimetype: "text/plain", url_private: "https://files.example.org/file" }] : [],
        text: body.text ?? body.initial_comment ?? "",
        bot_id: "B0INCIDENTD",
        ts: `${at}.${String(index).padStart(6, "0")}`,
        ephemeral_to: isPrivate ? "U0ALICE" : undefined,
        edited: method === "chat.update" ? {} : undefined,
    };
}

function drawShown(entry, index) {
    const { view } = entry.body;
    if (view) {
        // No two forms of one page may have radio buttons of one name.
        const own = { ...view, blocks: view.blocks.map((one, at) => ({ block_id: `${at}`, ...one })) };
        const isForm = view.type === "modal";
        return el("div", { class: isForm ? "shown dialog" : "shown home" }, drawView(own, tools));
    }
    const [item] = messageItems([asMessage(entry, index)], context).slice(-1);
    return el("div", { class: "shown" }, el("ol", { class: "messages", role: "list" }, item.draw()));
}

// ---- The page --------------------------------------------------------------------------------

function drawAll(entries) {
    const scenes = new Map();
    let before = {};
    entries.forEach((entry, index) => {
        const { feature, about, step } = entry;
        if (!scenes.has(feature))
            scenes.set(feature, el("section", { class: "scene", id: `s${scenes.size}` }, el("h2", {}, feature)));
        const scene = scenes.get(feature);
        if (about && (about !== before.about || feature !== before.feature))
            scene.append(el("p", { class: "about" }, about));
        if (step !== before.step || feature !== before.feature)
            scene.append(el("p", { class: "step" }, step));
        scene.append(el("p", { class: "where" }, whereOf(entry)), drawShown(entry, index));
        before = entry;
    });
    fill(
        byId("contents"),
        [...scenes].map(([feature, scene]) => el("a", { href: `#${scene.id}` }, feature)),
    );
    fill(byId("shown"), [...scenes.values()]);
}

// A link of the contents leaves the hash at a scene; the other two say which content is meant.
function draw() {
    const name = location.hash.slice(1);
    if (name === "strange") drawAll(strange);
    if (name === "usual" || name === "") drawAll(usual);
}

window.addEventListener("hashchange", draw);
draw();
