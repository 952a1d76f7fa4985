// Messages as list items: author, time, text or blocks, reactions, replies; and the toolbar that
// appears at the message under the pointer or the focus.

import { el, freshId } from "./dom.js";
import { drawBlocks, drawText } from "./blocks.js";
import { drawFiles } from "./files.js";
import { mrkdwn, emoji } from "./mrkdwn.js";
import { clockOf, dateOf, dayOf, longTime } from "./dates.js";
import { COMMON, glyphOf, namesLike } from "./emoji.js";
import { openMenu } from "./menu.js";
import { isNotice, isTombstone } from "./workspace.js";

const SAME_BREATH_S = 300; // messages of one author this close together share one head
const MAX_DRAWN = 300; // older ones wait behind a button

/**
 * Items for patchList: messages with the lines between days.
 * context: {people, authorOf, surfaceOf(message), openThread(ts), react(ts, name, remove),
 * hasNewReply(message), inThread, namesVersion, newFrom (ts), shown (how many), showMore()}.
 */
export function messageItems(messages, context) {
    const shown = messages.slice(-Math.max(MAX_DRAWN, context.shown));
    const items = [];
    if (shown.length < messages.length) items.push(earlier(messages.length - shown.length, context));
    let before = null;
    for (const message of shown) {
        const day = new Date(dateOf(message.ts)).toDateString();
        const newDay = !before || new Date(dateOf(before.ts)).toDateString() !== day;
        if (newDay && !context.inThread)
            items.push({ key: `day ${day}`, signature: dayOf(message.ts), draw: () => dayLine(message.ts) });
        const beginsNews = context.newFrom && message.ts >= context.newFrom && !(before?.ts >= context.newFrom);
        if (beginsNews) items.push({ key: "new", signature: "", draw: newLine });
        const follows = !newDay && !beginsNews && isSameBreath(before, message, context);
        items.push({
            key: message.ts + (message.ephemeral_to ?? ""),
            signature: JSON.stringify([
                message,
                follows,
                context.hasNewReply(message),
                context.people.me,
                context.namesVersion,
            ]),
            draw: () => drawOne(message, follows, context),
        });
        before = message;
    }
    return items;
}

function earlier(count, context) {
    const draw = () =>
        el(
            "li",
            { class: "earlier" },
            el(
                "button",
                { type: "button", class: "button", onclick: context.showMore },
                `Show ${Math.min(count, MAX_DRAWN)} earlier messages`,
            ),
        );
    return { key: "earlier", signature: String(count), draw };
}

function dayLine(ts) {
    return el("li", { class: "day", role: "separator" }, el("span", {}, dayOf(ts)));
}

function newLine() {
    return el("li", { class: "day day-new", role: "separator" }, el("span", {}, "New"));
}

function isSameBreath(before, message, { authorOf }) {
    if (isNotice(before) || isTombstone(before)) return false;
    const sameKind = Boolean(before.ephemeral_to) === Boolean(message.ephemeral_to);
    const close = Number(message.ts) - Number(before.ts) < SAME_BREATH_S;
    return sameKind && close && !before.reply_count && authorOf(before).name === authorOf(message).name;
}

function drawOne(message, follows, context) {
    if (isNotice(message)) return drawNotice(message, context);
    return isTombstone(message) ? drawTombstone(message, context) : drawMessage(message, follows, context);
}

// "@alice has joined the channel": one line without a head, because it says itself who did it.
function drawNotice(message, { people }) {
    const who = `<@${message.user}>`;
    const text = message.text.startsWith("<@") ? message.text : `${who} ${message.text}`;
    return noticeLine(message, el("div", { class: "text" }, mrkdwn(text, people)));
}

// A deleted message that a thread hangs on: nobody says it, and nothing but the thread is left.
function drawTombstone(message, context) {
    const text = el("div", { class: "text" }, message.text);
    return noticeLine(message, text, !context.inThread && drawReplies(message, context));
}

function noticeLine(message, ...content) {
    return el(
        "li",
        {
            class: "message message-follows message-notice",
            tabindex: "-1",
            "data-ts": message.ts,
            "data-focus": message.ts,
        },
        el("div", { class: "gutter" }, timeOf(message)),
        el("div", { class: "content" }, content),
    );
}

function timeOf({ ts }) {
    return el(
        "time",
        { class: "time", datetime: dateOf(ts).toISOString(), title: longTime(ts) },
        clockOf(ts),
    );
}

function drawMessage(message, follows, context) {
    const author = context.authorOf(message);
    const name = freshId("author");
    return el(
        "li",
        {
            class: ["message", follows && "message-follows", message.ephemeral_to && "message-ephemeral"]
                .filter(Boolean)
                .join(" "),
            tabindex: "-1",
            "aria-labelledby": name,
            "data-ts": message.ts,
            "data-focus": message.ts,
        },
        message.ephemeral_to && el("p", { class: "only-you" }, "Only visible to you"),
        el("div", { class: "gutter", "aria-hidden": "true" }, follows ? timeOf(message) : avatar(author)),
        el(
            "div",
            { class: "content" },
            el(
                "div",
                { class: follows ? "head visually-hidden" : "head", id: name },
                el("b", { class: "author" }, author.name),
                author.isApp && el("span", { class: "badge" }, "APP"),
                timeOf(message),
            ),
            drawBody(message, context),
            drawReactions(message, context),
            !context.inThread && drawReplies(message, context),
        ),
    );
}

/** A coloured square with the first letter; apps have rounder corners and one colour. */
export function avatar(author) {
    const hue = author.isApp
        ? "app"
        : [...author.id].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 5;
    return el(
        "span",
        { class: `avatar hue-${hue}`, "aria-hidden": "true" },
        author.name.slice(0, 1).toUpperCase(),
    );
}

// ---- Body ------------------------------------------------------------------------------------

function drawBody(message, context) {
    const surface = context.surfaceOf(message);
    // People write text; the rich_text block beside it says the same.
    const blocks = message.bot_id && message.blocks?.length ? drawBlocks(message.blocks, surface) : null;
    const isPlain = message.mrkdwn === false;
    const text =
        !blocks && message.text
            ? el(
                  "div",
                  { class: "text" },
                  drawText({ type: isPlain ? "plain_text" : "mrkdwn", text: message.text }, context.people),
              )
            : null;
    const attachments = (message.attachments ?? []).map((one) =>
        drawAttachment(one, surface, context.people),
    );
    return el(
        "div",
        { class: "body" },
        text,
        blocks,
        attachments,
        drawFiles(message.files ?? []),
        message.edited && edited(message.edited),
    );
}

function edited({ ts }) {
    return el("span", { class: "edited", title: ts ? longTime(ts) : null }, "(edited)");
}

function drawAttachment(attachment, surface, people) {
    const node = el("div", { class: "attachment" });
    if (/^#?[0-9a-f]{6}$/i.test(attachment.color ?? "")) {
        node.style.setProperty("--bar", `#${attachment.color.replace("#", "")}`);
    }
    if (attachment.blocks?.length) node.append(...drawBlocks(attachment.blocks, surface));
    else {
        if (attachment.title) node.append(el("b", {}, attachment.title));
        node.append(
            el("div", { class: "text" }, mrkdwn(attachment.text ?? attachment.fallback ?? "", people)),
        );
    }
    return node;
}

// ---- Reactions and replies -------------------------------------------------------------------

function drawReactions(message, { people, react }) {
    if (!message.reactions?.length) return null;
    const chips = message.reactions.map(({ name, users = [], count = users.length }) => {
        const mine = users.includes(people.me);
        const who = users.map((id) => people.userName(id) ?? id).join(", ");
        return el(
            "button",
            {
                type: "button",
                class: "reaction",
                "aria-pressed": String(mine),
                "aria-label": `${name}, ${count}`,
                title: `${who} reacted with :${name}:`,
                "data-focus": `${message.ts}/${name}`,
                onclick: () => react(message.ts, name, mine),
            },
            emoji(name),
            el("span", {}, String(count)),
        );
    });
    return el("div", { class: "reactions" }, chips);
}

function drawReplies(message, { openThread, hasNewReply }) {
    if (!message.reply_count) return null;
    const words = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
    const last = message.latest_reply && `latest ${clockOf(message.latest_reply)}`;
    return el(
        "button",
        {
            type: "button",
            class: "replies",
            "data-focus": `${message.ts}/replies`,
            onclick: () => openThread(message.ts),
        },
        el("b", {}, words),
        hasNewReply(message) && el("span", { class: "badge badge-new" }, "NEW"),
        last && el("small", {}, last),
    );
}

// ---- Toolbar and keys ------------------------------------------------------------------------

/**
 * One toolbar for a whole list, moved to the message under the pointer or the focus; and arrow
 * keys that move between the messages. actionsOf(ts) answers [{label, title, run(button)}].
 */
export function attachToolbar(list, actionsOf) {
    const bar = el("div", { class: "toolbar", role: "group", "aria-label": "Actions for this message" });

    const showAt = (message) => {
        if (!message || bar.parentElement === message) return;
        const buttons = actionsOf(message.dataset.ts).map(({ label, title, run }) => {
            const button = el(
                "button",
                { type: "button", class: "tool", title, "aria-label": title, onclick: () => run(button) },
                label,
            );
            return button;
        });
        bar.replaceChildren(...buttons);
        if (buttons.length) message.append(bar);
        else bar.remove();
    };
    const messageOf = (node) => node.closest?.(".message[data-ts]");

    list.addEventListener("pointerover", (event) => {
        if (!bar.contains(document.activeElement) && !list.querySelector(".message:focus-within"))
            showAt(messageOf(event.target));
    });
    list.addEventListener("focusin", (event) => {
        const message = messageOf(event.target);
        makeCurrent(list);
        showAt(message);
    });
    list.addEventListener("keydown", (event) => {
        if (!event.target.matches(".message")) return;
        const all = [...list.querySelectorAll(".message[data-ts]")];
        const at = all.indexOf(event.target);
        const next = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
        if (next === undefined) return;
        event.preventDefault();
        all[Math.min(all.length - 1, Math.max(0, next))].focus();
    });
}

/** Exactly one message can be reached with Tab: the one with the focus, else the newest. */
export function makeCurrent(list) {
    const all = [...list.querySelectorAll(".message[data-ts]")];
    const current = all.find((one) => one.contains(document.activeElement)) ?? all.at(-1);
    for (const one of all) one.tabIndex = one === current ? 0 : -1;
}

/** The picker for a reaction: common ones, and a field for any name. */
export function pickReaction(anchor, choose) {
    const names = freshId("emoji");
    const field = el("input", {
        class: "field",
        name: "emoji",
        list: names,
        placeholder: "or type a name, like eyes",
        "aria-label": "Name of an emoji",
        autocomplete: "off",
    });
    const offers = el("datalist", { id: names });
    field.addEventListener("input", () =>
        offers.replaceChildren(
            ...namesLike(field.value.toLowerCase(), 12).map((value) => el("option", { value })),
        ),
    );
    let close = () => {};
    const search = el(
        "form",
        {
            class: "menu-search",
            onsubmit: (event) => {
                event.preventDefault();
                const name = field.value.trim().toLowerCase().replaceAll(":", "");
                close();
                if (name) choose(name);
            },
        },
        field,
        offers,
    );
    const items = COMMON.map((name) => ({
        label: glyphOf(name) ?? name,
        title: name,
        choose: () => choose(name),
    }));
    const pictures = glyphOf(COMMON[0]) !== null;
    close = openMenu(anchor, { label: "Add a reaction", items, grid: pictures ? 8 : 2, extra: search });
}
