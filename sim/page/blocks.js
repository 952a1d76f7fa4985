// Block Kit blocks as DOM nodes, for messages, dialogs and the Home tab alike.
// https://docs.slack.dev/reference/block-kit/blocks

import { el, freshId } from "./dom.js";
import { drawElement } from "./elements.js";
import { mrkdwn, plain } from "./mrkdwn.js";
import { richText } from "./richtext.js";

/** Draws blocks on a surface (see elements.js). A block of an unknown type says so. */
export function drawBlocks(blocks, surface) {
    return blocks.map((block) => {
        const draw = DRAWERS[block.type];
        const content = draw ? draw(block, surface) : unknown(block);
        return el("div", { class: `block block-${draw ? block.type : "unknown"}` }, content);
    });
}

const DRAWERS = {
    section: drawSection,
    header: (block) => el("h3", { class: "header" }, plain(block.text.text)),
    context: (block, surface) =>
        el(
            "div",
            { class: "context" },
            (block.elements ?? []).map((item) => contextItem(item, surface)),
        ),
    divider: () => el("hr"),
    actions: drawActions,
    input: drawInputBlock,
    image: (block) => drawImage(block, block.title && plain(block.title.text)),
    rich_text: (block, surface) => el("div", { class: "text" }, richText(block, surface.people)),
    markdown: (block) => el("div", { class: "text" }, block.text),
};

/** A text object, mrkdwn or plain_text, as nodes. */
export function drawText(text, people) {
    return text.type === "mrkdwn" ? mrkdwn(text.text, people) : plain(text.text, text.emoji !== false);
}

function drawSection(block, surface) {
    const { people } = surface;
    const text = block.text && el("div", { class: "text" }, drawText(block.text, people));
    const fields =
        block.fields &&
        el(
            "div",
            { class: "fields" },
            block.fields.map((field) => el("div", { class: "text" }, drawText(field, people))),
        );
    const accessory =
        block.accessory &&
        el("div", { class: "accessory" }, drawPiece(block.accessory, { surface, block, acts: true }));
    return el("div", { class: "section" }, el("div", { class: "section-text" }, text, fields), accessory);
}

function drawActions(block, surface) {
    const pieces = (block.elements ?? []).map((element) =>
        drawPiece(element, { surface, block, acts: true }),
    );
    return el("div", { class: "actions" }, pieces);
}

function drawPiece(element, control) {
    if (element.type === "image") return drawImage(element, null);
    return drawElement(element, control) ?? unknown(element);
}

function contextItem(item, { people }) {
    if (item.type === "image") return drawImage(item, null);
    return el("span", { class: "text" }, drawText(item, people));
}

// The page loads nothing from elsewhere, so an image is shown by its description.
function drawImage(image, title) {
    return el(
        "figure",
        { class: "picture", role: "img", "aria-label": image.alt_text ?? "image" },
        el("span", { class: "picture-mark", "aria-hidden": "true" }),
        el("figcaption", {}, title || image.alt_text || "image"),
    );
}

// Label, control, hint and the error that the app answered to the submission.
function drawInputBlock(block, surface) {
    const id = freshId("input");
    const parts = { label: `${id}-label`, hint: `${id}-hint`, error: `${id}-error` };
    const error = surface.error?.(block.block_id);
    const control = drawElement(block.element, {
        surface,
        block,
        acts: block.dispatch_action === true,
        id,
        labelledBy: parts.label,
        describedBy: [error && parts.error, block.hint && parts.hint].filter(Boolean).join(" ") || null,
    });
    const focusable = control?.matches("input,select,textarea") ? control : control?.querySelector("input");
    if (error) focusable?.setAttribute("aria-invalid", "true");
    return el(
        "div",
        { class: error ? "input input-bad" : "input", "data-block": block.block_id },
        el(
            "label",
            { id: parts.label, for: id },
            plain(block.label.text),
            block.optional && el("span", { class: "optional" }, " (optional)"),
        ),
        control ?? unknown(block.element),
        error && el("p", { class: "failure", id: parts.error, role: "alert" }, error),
        block.hint && el("p", { class: "hint", id: parts.hint }, plain(block.hint.text)),
    );
}

function unknown(piece) {
    return el("p", { class: "hint" }, `This page does not draw “${piece.type}”.`);
}
