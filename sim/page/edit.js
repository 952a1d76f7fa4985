// Changing a message of one's own: a dialog with its words as they were typed, and one that asks
// before they are gone.

import { el, freshId } from "./dom.js";
import { confirmed } from "./confirm.js";
import * as ws from "./workspace.js";

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

/** What a person typed, from what Slack made of it: "@bob" for "<@U0BOB>". */
function typedOf(text, people) {
    return text
        .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (whole, id) => `@${people.userName(id) ?? id}`)
        .replace(/<#([A-Z0-9]+)(?:\|[^>]*)?>/g, (whole, id) => `#${people.channelName(id) ?? id}`)
        .replace(/<!(here|channel|everyone)>/g, "@$1")
        .replace(/<((?:https?|mailto):[^|>]+)(?:\|[^>]*)?>/g, "$1")
        .replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]);
}

/** Resolves to the new words, or to null when nothing is to change. */
function askForWords(words) {
    const title = freshId("edit");
    const field = el("textarea", { class: "field", rows: "4", "aria-label": "The message", required: true });
    field.value = words;
    const dialog = el(
        "dialog",
        { class: "dialog dialog-small", "aria-labelledby": title },
        el(
            "form",
            { method: "dialog" },
            el("h2", { id: title }, "Edit message"),
            el("div", { class: "dialog-body" }, field),
            el(
                "footer",
                { class: "dialog-foot" },
                el("button", { class: "button", value: "no", formnovalidate: true }, "Cancel"),
                el("button", { class: "button button-primary", value: "yes" }, "Save"),
            ),
        ),
    );
    document.body.append(dialog);
    dialog.showModal();
    field.focus();
    return new Promise((resolve) => {
        dialog.addEventListener("close", () => {
            dialog.remove();
            const changed = dialog.returnValue === "yes" && field.value.trim() !== words;
            resolve(changed ? field.value.trim() : null);
        });
    });
}

/** Lets the reader edit a message of theirs. */
export async function editMessage(message, people) {
    const words = await askForWords(typedOf(message.text, people));
    if (words !== null) await ws.editMessage(message.ts, words);
}

/** Deletes a message of the reader's, after asking. */
export async function deleteMessage(message, people) {
    const question = {
        title: { text: "Delete this message?" },
        text: { text: "It is gone for everybody. A thread that hangs on it stays." },
        confirm: { text: "Delete" },
        style: "danger",
    };
    if (await confirmed(question, people)) await ws.deleteMessage(message.ts);
}
