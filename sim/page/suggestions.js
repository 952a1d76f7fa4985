// What is offered above a field while a /command, an @person or a #channel is typed: arrow keys
// choose, Tab and Enter take, Escape closes.

import { el, fill, freshId } from "./dom.js";

const MAX_SUGGESTIONS = 8;
const KEYS = ["ArrowDown", "ArrowUp", "Tab", "Enter", "Escape"];

export class Suggestions {
    offered = [];
    chosen = 0;
    from = 0; // where in the field the word begins that is completed

    /** suggest(trigger, typed) answers [{insert, label, hint}]; onTaken() hears that one was taken. */
    constructor(field, list, suggest, onTaken) {
        Object.assign(this, { field, list, suggest, onTaken });
    }

    /** Offers what fits before the caret. */
    offer() {
        const before = this.field.value.slice(0, this.field.selectionStart);
        const match = /^(\/)([\w-]*)$/.exec(before) ?? /(?:^|\s)([@#])([\w.-]*)$/.exec(before);
        this.offered = match ? this.suggest(match[1], match[2].toLowerCase()).slice(0, MAX_SUGGESTIONS) : [];
        this.from = match ? before.length - match[2].length - 1 : 0;
        this.chosen = Math.max(
            0,
            this.offered.findIndex((one) => one.insert === before.slice(this.from)),
        );
        this.draw();
    }

    close() {
        this.offered = [];
        this.draw();
    }

    /** Whether the key was for the suggestions. A word that is complete leaves Enter to the field. */
    takesKey(event) {
        if (this.offered.length === 0 || event.shiftKey || !KEYS.includes(event.key)) return false;
        if (event.key === "Enter" && this.isComplete()) return false;
        event.preventDefault();
        event.stopPropagation();
        this.steer(event.key);
        return true;
    }

    isComplete() {
        const typed = this.field.value.slice(this.from, this.field.selectionStart);
        return this.offered[this.chosen]?.insert === typed;
    }

    steer(key) {
        const step = { ArrowDown: 1, ArrowUp: -1 }[key];
        const { length } = this.offered;
        if (step) this.chosen = (this.chosen + step + length) % length;
        else if (key === "Escape") this.offered = [];
        else return this.take(this.offered[this.chosen]);
        this.draw();
    }

    take(item) {
        this.field.setRangeText(`${item.insert} `, this.from, this.field.selectionStart, "end");
        this.close();
        this.onTaken();
        this.field.focus();
    }

    draw() {
        const { field, list, offered } = this;
        list.hidden = offered.length === 0;
        field.setAttribute("aria-expanded", String(!list.hidden));
        fill(
            list,
            offered.map((item, index) => this.drawOne(item, index === this.chosen)),
        );
        const active = list.children[this.chosen];
        if (active) field.setAttribute("aria-activedescendant", active.id);
        else field.removeAttribute("aria-activedescendant");
        active?.scrollIntoView({ block: "nearest" });
    }

    drawOne(item, isChosen) {
        return el(
            "div",
            {
                id: freshId("suggestion"),
                role: "option",
                "aria-selected": String(isChosen),
                onmousedown: (event) => event.preventDefault(), // the field keeps the focus
                onclick: () => this.take(item),
            },
            el("b", {}, item.label),
            item.hint && el("small", {}, item.hint),
        );
    }
}
