// What was typed in each conversation: the draft that is left there, and the lines that were sent,
// which arrow up brings back.

const MAX_LINES = 50;

export class Recall {
    key = null; // of the open conversation
    drafts = new Map();
    sent = new Map(); // key → lines, the newest last
    steps = 0; // how many lines back the field is; 0 is what is being typed

    lines() {
        return this.sent.get(this.key) ?? [];
    }

    /** Goes to another conversation, leaving a draft in this one; what was left there. */
    goTo(key, draft) {
        if (this.key !== null) this.drafts.set(this.key, draft);
        this.key = key;
        this.steps = 0;
        return this.drafts.get(key) ?? "";
    }

    /** A line is sent: it is the newest. */
    remember(line) {
        const others = this.lines().filter((one) => one !== line);
        this.sent.set(this.key, [...others, line].slice(-MAX_LINES));
        this.steps = 0;
    }

    /** A line that did not arrive waits in its conversation, unless another draft is there. */
    leave(key, line) {
        if (!this.drafts.get(key)) this.drafts.set(key, line);
    }

    /** Arrow up means the line above, except where there is nothing of one's own to move in. */
    mayMove(typed) {
        return typed === "" || (this.steps > 0 && typed === this.lines().at(-this.steps));
    }

    /** The line so many steps further back, "" at what is being typed; null at either end. */
    move(step) {
        const next = Math.min(this.lines().length, Math.max(0, this.steps + step));
        if (next === this.steps) return null;
        this.steps = next;
        return next === 0 ? "" : this.lines().at(-next);
    }
}
