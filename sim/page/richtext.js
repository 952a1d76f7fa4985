// rich_text blocks: sections, lists, quotes and code.
// https://docs.slack.dev/reference/block-kit/blocks/rich-text-block

import { el } from "./dom.js";
import { channelMention, emoji, groupMention, link, userMention } from "./mrkdwn.js";
import { formatDate } from "./dates.js";

/** A rich_text block as nodes. */
export function richText(block, people) {
    return (block.elements ?? []).map((part) => drawPart(part, people));
}

function drawPart(part, people) {
    const inside = () => (part.elements ?? []).map((element) => drawInline(element, people));
    if (part.type === "rich_text_preformatted") return el("pre", {}, el("code", {}, inside()));
    if (part.type === "rich_text_quote") return el("blockquote", {}, inside());
    if (part.type !== "rich_text_list") return el("div", {}, inside());
    const items = (part.elements ?? []).map((item) => el("li", {}, drawPart(item, people)));
    const level = Math.min(part.indent ?? 0, 5);
    return el(
        part.style === "ordered" ? "ol" : "ul",
        { class: `indent-${level}`, start: (part.offset ?? 0) + 1 },
        items,
    );
}

const INLINE = {
    text: (element) => element.text,
    link: (element) => link(element.url, [element.text || element.url]),
    user: (element, people) => userMention(element.user_id, people),
    channel: (element, people) => channelMention(element.channel_id, people),
    usergroup: (element, people) => groupMention(element.usergroup_id, people),
    broadcast: (element) => el("span", { class: "mention mention-me" }, `@${element.range}`),
    emoji: (element) => emoji(element.name),
    color: (element) => el("code", {}, element.value),
    date: (element) =>
        formatDate(String(element.timestamp), element.format ?? "{date}") ?? element.fallback ?? "",
};

function drawInline(element, people) {
    const draw = INLINE[element.type];
    return draw ? styled(draw(element, people), element.style ?? {}) : "";
}

function styled(node, style) {
    const tags = { bold: "strong", italic: "em", strike: "s", code: "code" };
    return Object.entries(tags).reduce(
        (inner, [key, tag]) => (style[key] ? el(tag, {}, inner) : inner),
        node,
    );
}
