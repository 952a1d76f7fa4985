// The confirmation dialog of Block Kit: asked before an element acts.
// https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object

import { el, freshId } from "./dom.js";
import { mrkdwn, plain } from "./mrkdwn.js";

/** Resolves to true when the person confirms, false on deny and Esc. */
export function confirmed(confirm, people) {
    const title = freshId("confirm");
    const text =
        confirm.text?.type === "mrkdwn" ? mrkdwn(confirm.text.text, people) : plain(confirm.text?.text ?? "");
    const dialog = el(
        "dialog",
        { class: "dialog dialog-small", "aria-labelledby": title },
        el(
            "form",
            { method: "dialog" },
            el("h2", { id: title }, plain(confirm.title?.text ?? "Are you sure?")),
            el("div", { class: "dialog-body text" }, text),
            el(
                "footer",
                { class: "dialog-foot" },
                el("button", { class: "button", value: "no" }, plain(confirm.deny?.text ?? "Cancel")),
                el(
                    "button",
                    {
                        class: `button button-${confirm.style === "danger" ? "danger" : "primary"}`,
                        value: "yes",
                        autofocus: true,
                    },
                    plain(confirm.confirm?.text ?? "Yes"),
                ),
            ),
        ),
    );
    document.body.append(dialog);
    dialog.showModal();
    return new Promise((resolve) => {
        dialog.addEventListener("close", () => {
            dialog.remove();
            resolve(dialog.returnValue === "yes");
        });
    });
}
