// Views: the stack of dialogs that an app opens for a person, and the Home tab.
// https://docs.slack.dev/surfaces/modals

import { byId, el, fill, replaceKeepingFocus } from "./dom.js";
import { drawBlocks } from "./blocks.js";
import { initialValue } from "./elements.js";
import { plain } from "./mrkdwn.js";

const REQUIRED = "Please fill this in.";
const CLOSE_BUTTON = { type: "button", class: "button button-icon", "aria-label": "Close", title: "Close" };

/**
 * What a person has put into a view, kept by block and action across redraws and updates.
 * interact(body) and explain(error) are those of workspace.js; people as in mrkdwn.js.
 */
class Surface {
    values = new Map();
    errors = {};

    constructor(view, { people, interact, explain }) {
        Object.assign(this, { view, people, interact, explain });
    }

    value(block, element) {
        return this.values.get(`${block.block_id}/${element.action_id}`);
    }

    current(block, element) {
        const kept = this.value(block, element);
        return kept === undefined ? initialValue(element) : kept;
    }

    keep(block, element, value) {
        this.values.set(`${block.block_id}/${element.action_id}`, value);
    }

    error(blockId) {
        return this.errors[blockId];
    }

    async act(block, element, value) {
        const answer = await this.interact({
            view_id: this.view.id,
            block_id: block.block_id,
            action_id: element.action_id,
            value,
            values: this.collect(),
        });
        return answer.error ? this.explain(answer.error) : null;
    }

    /** {block: {action: value}} as the submission wants it; "" is an input that was emptied. */
    collect() {
        const values = {};
        for (const [block, element] of this.elements()) {
            if (element.type === "button" || element.type === "overflow") continue;
            values[block.block_id] ??= {};
            values[block.block_id][element.action_id] = this.current(block, element) ?? "";
        }
        return values;
    }

    /** Marks the inputs that must not be empty but are; true when there is none. */
    isComplete() {
        this.errors = {};
        for (const block of this.view.blocks) {
            if (block.type !== "input" || block.optional) continue;
            const value = this.current(block, block.element);
            if (value === null || value.length === 0) this.errors[block.block_id] = REQUIRED;
        }
        return Object.keys(this.errors).length === 0;
    }

    elements() {
        return this.view.blocks.flatMap((block) =>
            [block.element, block.accessory, ...(block.type === "actions" ? block.elements : [])]
                .filter((element) => element?.action_id)
                .map((element) => [block, element]),
        );
    }
}

// ---- Dialogs ---------------------------------------------------------------------------------

const surfaces = new Map(); // view id → Surface
let drawn = { id: null, version: null };

/** Shows the top of a stack of views in the dialog, or closes it when there is none. */
export function showModals(stack, tools) {
    const dialog = byId("modal");
    const view = stack.at(-1);
    for (const id of surfaces.keys()) if (!stack.some((one) => one.id === id)) surfaces.delete(id);
    if (!view) {
        drawn = { id: null, version: null };
        if (dialog.open) dialog.close();
        return;
    }
    const version = `${view.hash ?? ""} ${JSON.stringify(view.blocks)}`;
    if (drawn.id === view.id && drawn.version === version) return;
    const surface = surfaces.get(view.id) ?? new Surface(view, tools);
    Object.assign(surface, { view, people: tools.people, errors: {} });
    surfaces.set(view.id, surface);
    const isUpdate = drawn.id === view.id;
    drawn = { id: view.id, version };
    drawModal(dialog, surface, isUpdate);
}

function drawModal(dialog, surface, isUpdate) {
    const form = drawForm(dialog, surface);
    dialog.oncancel = (event) => {
        event.preventDefault();
        closeView(surface);
    };
    const old = dialog.querySelector("form");
    if (isUpdate && old) replaceKeepingFocus(old, form);
    else fill(dialog, form);
    if (!dialog.open) dialog.showModal();
    if (!isUpdate) focusFirst(form);
}

function drawForm(dialog, surface) {
    const { view } = surface;
    const close = () => closeView(surface);
    return el(
        "form",
        {
            novalidate: true,
            onsubmit: (event) => {
                event.preventDefault();
                submit(dialog, surface);
            },
            // In a field of several lines Enter alone begins a new one.
            onkeydown: (event) => {
                if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && view.submit)
                    event.currentTarget.requestSubmit();
            },
        },
        el(
            "header",
            { class: "dialog-head" },
            el("h2", { id: "modal-title" }, plain(view.title.text)),
            el("button", { ...CLOSE_BUTTON, onclick: close }, "×"),
        ),
        el("div", { class: "dialog-body" }, drawBlocks(view.blocks, surface)),
        el("p", { class: "failure dialog-failure", role: "alert", hidden: true }),
        el(
            "footer",
            { class: "dialog-foot" },
            el("button", { type: "button", class: "button", onclick: close }, plain(view.close?.text ?? "Cancel")),
            view.submit &&
                el("button", { type: "submit", class: "button button-primary" }, plain(view.submit.text)),
        ),
    );
}

function focusFirst(form) {
    const wanted =
        form.querySelector("[autofocus]") ??
        form.querySelector(".dialog-body :is(input,select,textarea,button)") ??
        form.querySelector(".dialog-foot .button:last-child");
    wanted?.focus();
}

async function submit(dialog, surface) {
    const { view } = surface;
    if (!surface.isComplete()) return showErrors(dialog, surface);
    const button = dialog.querySelector("button[type=submit]");
    button?.setAttribute("aria-busy", "true");
    const answer = await surface.interact({
        view_id: view.id,
        type: "view_submission",
        values: surface.collect(),
    });
    button?.removeAttribute("aria-busy");
    const errors = answer.response?.response_action === "errors" ? answer.response.errors : answer.errors;
    if (errors) {
        surface.errors = errors;
        showErrors(dialog, surface);
    } else if (answer.error) {
        showFailure(dialog, answer.error);
    }
}

function showErrors(dialog, surface) {
    drawModal(dialog, surface, true);
    dialog.querySelector("[aria-invalid]")?.focus();
    const known = surface.view.blocks.map((block) => block.block_id);
    const stray = Object.entries(surface.errors).filter(([id]) => !known.includes(id));
    if (stray.length)
        showFailure(
            dialog,
            `The app answered errors for unknown blocks: ${stray.map((one) => one.join(": ")).join("; ")}`,
        );
}

function showFailure(dialog, error) {
    const line = dialog.querySelector(".dialog-failure");
    line.textContent = `The app had trouble with this (${error}). What you filled in is still here; try again.`;
    line.hidden = false;
}

function closeView(surface) {
    surface.interact({ view_id: surface.view.id, type: "view_closed" });
}

/** A view as it would stand in its dialog or on its Home tab, but by itself: tools as above. */
export function drawView(view, tools) {
    const surface = new Surface(view, tools);
    if (view.type === "modal") return drawForm(el("dialog"), surface);
    return el("div", {}, drawBlocks(view.blocks, surface));
}

// ---- Home ------------------------------------------------------------------------------------

let home = null;

/** The Home tab's blocks, or a sentence when the app has published none. */
export function drawHome(place, view, tools) {
    if (!view) {
        fill(place, el("p", { class: "hint" }, `${tools.appName} has not published a Home tab for you.`));
        return;
    }
    const version = JSON.stringify(view.blocks);
    if (home?.version === version && home.me === tools.people.me && place.firstChild === home.node) return;
    const node = drawView(view, tools);
    home = { version, me: tools.people.me, node };
    fill(place, node);
}
