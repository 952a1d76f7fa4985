// Slack's mark-up for message text ("mrkdwn") as DOM nodes.
// https://docs.slack.dev/messaging/formatting-message-text
//
// Blocks of code are cut out first, then quotes by line, then marks within a line. The entities
// &amp; &lt; &gt; are undone last, so escaped text can never become mark-up.

import { el } from "./dom.js";
import { formatDate } from "./dates.js";
import { glyphOf } from "./emoji.js";

/** Undoes the three escapes of message text, and only those. */
export function unescape(text) {
    return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

/**
 * Text with mark-up as nodes. `people` answers names: userName(id), channelName(id), group(id)
 * with its handle and users, me, and openChannel(id) for a click on a channel.
 */
export function mrkdwn(text, people) {
    const parts = text.split("```");
    const isCode = (i) => i % 2 === 1 && i < parts.length - 1; // an unclosed mark is text
    return parts.flatMap((part, i) => {
        if (isCode(i)) return codeBlock(part);
        const rest = i > 0 && isCode(i - 1) ? part.replace(/^\n/, "") : part;
        return quotes(i % 2 === 1 ? "```" + rest : rest, people);
    });
}

function codeBlock(text) {
    return el("pre", {}, el("code", {}, unescape(withoutAngles(text.replace(/^\n|\n$/g, "")))));
}

/** Text without formatting: only :emoji: and the entities of Slack's plain_text objects. */
export function plain(text, withEmoji = true) {
    if (!withEmoji) return [unescape(text)];
    return text
        .split(/(:[a-z0-9_+-]+(?:::[a-z0-9-]+)?:)/g)
        .map((part, i) => (i % 2 ? emoji(part.slice(1, -1)) : unescape(part)));
}

/** One emoji by name; :name: where there is no picture of it. */
export function emoji(name) {
    const glyph = glyphOf(name);
    if (!glyph) return el("span", { class: "emoji-name" }, `:${name}:`);
    return el(
        "span",
        { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` },
        glyph,
    );
}

// In code, links are shown as the address that they stand for.
function withoutAngles(text) {
    return text.replace(/<((?:https?|mailto):[^<>|\n]+)(?:\|([^<>\n]*))?>/g, (_, url, label) => label ?? url);
}

function quotes(text, people) {
    const nodes = [];
    let quoted = [];
    const flush = () => {
        if (quoted.length) nodes.push(el("blockquote", {}, inline(quoted.join("\n"), people)));
        quoted = [];
    };
    const lines = text.split("\n");
    for (const [i, line] of lines.entries()) {
        const match = /^(?:>|&gt;)\s?(.*)$/.exec(line);
        if (match) {
            quoted.push(match[1]);
            continue;
        }
        const afterQuote = quoted.length > 0;
        flush();
        if (afterQuote && line === "" && i === lines.length - 1) continue;
        nodes.push(...inline(i > 0 && !afterQuote ? `\n${line}` : line, people));
    }
    flush();
    return nodes;
}

// A span of *bold* may hold links and code whole, is at most 3000 characters long (a hostile text
// must not make the search quadratic) and stands between non-word characters.
const MARKS = new RegExp(
    [
        "`(?<code>[^`\\n]+)`",
        "<(?<angle>[^<>\\n]+)>",
        ":(?<emoji>[a-z0-9_+-]+(?:::[a-z0-9-]+)?):",
        "(?<url>https?://[^\\s<>|]*[^\\s<>|.,;:!?)'\"*_~`])",
        "(?<![\\p{L}\\p{N}])(?<mark>[*_~])(?=\\S)(?<inner>(?:<[^<>\\n]*>|[^\\n<]){1,3000}?)(?<=\\S)\\k<mark>(?![\\p{L}\\p{N}])",
    ].join("|"),
    "gu",
);
const TAGS = { "*": "strong", _: "em", "~": "s" };
const MAX_DEPTH = 4;

function inline(text, people, depth = 0) {
    const nodes = [];
    let at = 0;
    for (const match of text.matchAll(MARKS)) {
        if (match.index > at) nodes.push(unescape(text.slice(at, match.index)));
        nodes.push(...marked(match, people, depth));
        at = match.index + match[0].length;
    }
    if (at < text.length) nodes.push(unescape(text.slice(at)));
    return nodes;
}

function marked(match, people, depth) {
    const { code, angle, emoji: name, url, mark, inner } = match.groups;
    if (code !== undefined) return [el("code", {}, unescape(withoutAngles(code)))];
    if (angle !== undefined) return [reference(angle, people)];
    if (name !== undefined) return [glyphOf(name) || /[a-z]/.test(name) ? emoji(name) : match[0]];
    if (url !== undefined) return [link(unescape(url), [unescape(url)])];
    if (depth >= MAX_DEPTH) return [unescape(match[0])];
    return [el(TAGS[mark], {}, inline(inner, people, depth + 1))];
}

/** What stands between < and >: a person, a channel, a group, a date or a link. */
function reference(body, people) {
    const bar = body.indexOf("|");
    const target = bar < 0 ? body : body.slice(0, bar);
    const label = bar < 0 ? "" : body.slice(bar + 1);
    if (target.startsWith("@")) return userMention(target.slice(1), people, unescape(label));
    if (target.startsWith("#")) return channelMention(target.slice(1), people, unescape(label));
    if (target.startsWith("!date^")) return dateMention(target, unescape(label));
    if (target.startsWith("!subteam^"))
        return groupMention(target.slice("!subteam^".length), people, unescape(label));
    if (target.startsWith("!")) return mention(`@${target.slice(1)}`, true);
    if (!isAddress(target)) return document.createTextNode(unescape(`<${body}>`));
    return link(unescape(target), [unescape(label || target.replace(/^mailto:/, ""))]);
}

function mention(text, toMe) {
    return el("span", { class: toMe ? "mention mention-me" : "mention" }, text);
}

/** @name; marked when it is the reader. */
export function userMention(id, people, label = "") {
    return mention(`@${(people.userName(id) ?? label.replace(/^@/, "")) || id}`, id === people.me);
}

/** #name; a button, because it leads into that channel. */
export function channelMention(id, people, label = "") {
    const name = people.channelName(id) ?? label.replace(/^#/, "");
    if (!people.channelName(id)) return mention(`#${name || id}`, false);
    return el(
        "button",
        { type: "button", class: "mention", onclick: () => people.openChannel(id) },
        `#${name}`,
    );
}

/** @handle of a group of users; marked when the reader belongs to it. */
export function groupMention(id, people, label = "") {
    const group = people.group(id);
    return mention(
        group ? `@${group.handle}` : label || "@group",
        group?.users?.includes(people.me) ?? false,
    );
}

function dateMention(target, fallback) {
    const [, unix, format = "", href] = target.split("^");
    const text = formatDate(unix, unescape(format));
    if (text === null) return document.createTextNode(fallback);
    const datetime = new Date(Number(unix) * 1000).toISOString();
    const node = el(
        "time",
        { datetime, title: fallback, class: "date", "data-unix": unix, "data-format": unescape(format) },
        text,
    );
    return href ? link(unescape(href), [node]) : node;
}

/** Writes all shown dates again: "5 minutes ago" and "today" age while they are looked at. */
export function refreshDates() {
    for (const node of document.querySelectorAll("time[data-format]")) {
        node.textContent = formatDate(node.dataset.unix, node.dataset.format);
    }
}

function isAddress(text) {
    return /^(https?:\/\/|mailto:)/i.test(text);
}

/** A link that opens elsewhere; an address that is not http(s) or mailto stays text. */
export function link(href, children) {
    if (!isAddress(href)) return el("span", {}, children);
    return el("a", { href, target: "_blank", rel: "noopener noreferrer" }, children);
}
