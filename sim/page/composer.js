// The field for typing: Enter sends, Shift+Enter breaks the line, arrow up brings back what was
// typed before. Typed text is never lost: it is kept per conversation, and comes back when sending
// fails.

import { byId, el } from "./dom.js";
import { Recall } from "./recall.js";
import { Suggestions } from "./suggestions.js";

export class Composer {
    recall = new Recall();

    /**
     * Wires a form holding a textarea. suggest(trigger, typed) answers [{insert, label, hint}] for
     * "/", "@" and "#"; usageOf(text) a line of help or ""; submit(text) resolves to true when the
     * text has arrived.
     */
    constructor(form, { suggest, usageOf = () => "", submit }) {
        Object.assign(this, { form, usageOf, submit, field: form.querySelector("textarea") });
        const list = form.querySelector("[role=listbox]");
        this.suggestions = new Suggestions(this.field, list, suggest, () => this.fit());
        this.field.addEventListener("input", () => {
            this.recall.steps = 0;
            this.fit();
            this.suggestions.offer();
        });
        this.field.addEventListener("blur", () => this.suggestions.close());
        this.field.addEventListener("keydown", (event) => this.press(event));
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            this.send();
            this.field.focus();
        });
    }

    /** Shows the draft of a conversation, keeping that of the one before. */
    show(conversation, label) {
        this.field.setAttribute("aria-label", label);
        this.field.placeholder = label;
        if (conversation !== this.recall.key) this.set(this.recall.goTo(conversation, this.field.value));
    }

    /** Puts text into the field and the caret behind it. */
    put(text) {
        this.set(text);
        this.field.focus();
        this.field.setSelectionRange(text.length, text.length);
    }

    focus() {
        this.field.focus();
    }

    set(text) {
        this.field.value = text;
        this.fit();
        this.suggestions.close();
    }

    // As high as the text, with the help for it below.
    fit() {
        const { field } = this;
        field.style.height = "auto";
        field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
        const usage = this.usageOf(field.value);
        const line = this.form.querySelector(".usage");
        if (line) Object.assign(line, { textContent: usage, hidden: !usage });
    }

    press(event) {
        if (event.isComposing || this.suggestions.takesKey(event)) return;
        if (event.key === "Enter" && !event.shiftKey) {
            event.preventDefault();
            return void this.send();
        }
        const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        if (!step || !this.recall.mayMove(this.field.value)) return;
        const line = this.recall.move(step);
        if (line === null) return;
        this.set(line);
        event.preventDefault();
    }

    async send() {
        const text = this.field.value;
        if (!text.trim()) return;
        const sentFrom = this.recall.key;
        this.recall.remember(text);
        this.set("");
        if (await this.submit(text)) return;
        if (this.recall.key !== sentFrom) this.recall.leave(sentFrom, text);
        else if (!this.field.value) this.set(text);
    }
}

/** Says something once to screen readers. */
export function announce(text) {
    byId("announcer").append(el("p", {}, text));
    while (byId("announcer").children.length > 5) byId("announcer").firstChild.remove();
}
