// The field for typing: suggestions for /commands, @people and #channels, Enter sends, Shift+Enter
// breaks the line, arrow up brings back what was typed before. Typed text is never lost: it is
// kept per conversation, and comes back when sending fails.

import { byId, el, fill, freshId } from "./dom.js";

const MAX_HISTORY = 50;
const MAX_SUGGESTIONS = 8;

/**
 * Wires a form holding a textarea. suggest(trigger, typed) answers [{insert, label, hint}] for
 * "/", "@" and "#"; usageOf(text) a line of help or ""; submit(text) resolves to true when the
 * text has arrived.
 */
export function createComposer(form, { suggest, usageOf = () => "", submit }) {
    const field = form.querySelector("textarea");
    const list = form.querySelector("[role=listbox]");
    const drafts = new Map();
    const histories = new Map();
    let key = null;
    let recalled = 0; // how many steps back in the history; 0 is what is being typed

    const history = () => histories.get(key) ?? [];
    const set = (text) => {
        field.value = text;
        fit();
        closeSuggestions();
    };

    function fit() {
        field.style.height = "auto";
        field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
        const usage = usageOf(field.value);
        const line = form.querySelector(".usage");
        if (line) Object.assign(line, { textContent: usage, hidden: !usage });
    }

    async function sendTyped() {
        const text = field.value;
        if (!text.trim()) return;
        const sentFrom = key;
        histories.set(key, [...history().filter((one) => one !== text), text].slice(-MAX_HISTORY));
        recalled = 0;
        set("");
        if (await submit(text)) return;
        if (key !== sentFrom) drafts.set(sentFrom, drafts.get(sentFrom) || text);
        else if (!field.value) set(text);
    }

    function recall(step) {
        const past = history();
        const next = Math.min(past.length, Math.max(0, recalled + step));
        if (next === recalled) return false;
        recalled = next;
        set(recalled === 0 ? "" : past[past.length - recalled]);
        return true;
    }

    // Arrow up means the line above, except where there is nothing of one's own to move in.
    function mayRecall() {
        return field.value === "" || (recalled > 0 && field.value === history()[history().length - recalled]);
    }

    // ---- Suggestions ----

    let offered = [];
    let chosen = 0;
    let from = 0;

    function offer() {
        const before = field.value.slice(0, field.selectionStart);
        const match = /^(\/)([\w-]*)$/.exec(before) ?? /(?:^|\s)([@#])([\w.-]*)$/.exec(before);
        offered = match ? suggest(match[1], match[2].toLowerCase()).slice(0, MAX_SUGGESTIONS) : [];
        from = match ? before.length - match[2].length - 1 : 0;
        chosen = Math.max(
            0,
            offered.findIndex((one) => one.insert === before.slice(from)),
        );
        drawSuggestions();
    }

    function drawSuggestions() {
        list.hidden = offered.length === 0;
        field.setAttribute("aria-expanded", String(!list.hidden));
        fill(list, offered.map(suggestion));
        const active = list.children[chosen];
        if (active) field.setAttribute("aria-activedescendant", active.id);
        else field.removeAttribute("aria-activedescendant");
        active?.scrollIntoView({ block: "nearest" });
    }

    function suggestion(item, index) {
        return el(
            "div",
            {
                id: freshId("suggestion"),
                role: "option",
                "aria-selected": String(index === chosen),
                onmousedown: (event) => event.preventDefault(),
                onclick: () => accept(item),
            },
            el("b", {}, item.label),
            item.hint && el("small", {}, item.hint),
        );
    }

    function closeSuggestions() {
        offered = [];
        drawSuggestions();
    }

    function accept(item) {
        field.setRangeText(`${item.insert} `, from, field.selectionStart, "end");
        fit();
        closeSuggestions();
        field.focus();
    }

    function steerSuggestions(event) {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step) chosen = (chosen + step + offered.length) % offered.length;
        else if (event.key === "Tab" || event.key === "Enter") return accept(offered[chosen]);
        else if (event.key === "Escape") offered = [];
        drawSuggestions();
    }

    // A word that is already complete needs no choosing: Enter sends it.
    function isComplete() {
        return offered[chosen]?.insert === field.value.slice(from, field.selectionStart);
    }

    field.addEventListener("input", () => {
        recalled = 0;
        fit();
        offer();
    });
    field.addEventListener("blur", closeSuggestions);
    field.addEventListener("keydown", (event) => {
        if (event.isComposing) return;
        const steers =
            ["ArrowDown", "ArrowUp", "Tab", "Enter", "Escape"].includes(event.key) && !event.shiftKey;
        if (offered.length > 0 && steers && !(event.key === "Enter" && isComplete())) {
            event.preventDefault();
            event.stopPropagation();
            return steerSuggestions(event);
        }
        if (event.key === "Enter" && !event.shiftKey) {
            event.preventDefault();
            return void sendTyped();
        }
        const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        if (step && mayRecall() && recall(step)) event.preventDefault();
    });
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        sendTyped();
        field.focus();
    });

    return {
        /** Shows the draft of a conversation, keeping that of the one before. */
        show(conversation, label) {
            field.setAttribute("aria-label", label);
            field.placeholder = label;
            if (conversation === key) return;
            if (key !== null) drafts.set(key, field.value);
            key = conversation;
            recalled = 0;
            set(drafts.get(key) ?? "");
        },
        /** Puts text into the field and the caret behind it. */
        put(text) {
            set(text);
            field.focus();
            field.setSelectionRange(text.length, text.length);
        },
        focus: () => field.focus(),
    };
}

/** Says something once to screen readers. */
export function announce(text) {
    byId("announcer").append(el("p", {}, text));
    while (byId("announcer").children.length > 5) byId("announcer").firstChild.remove();
}
