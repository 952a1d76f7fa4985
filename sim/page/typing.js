// What typed text means here: what is offered while typing, which text is a command, and how a
// failure is told.

import * as ws from "./workspace.js";

const { workspace } = ws;

/** Offers for the composer: commands, people and channels. */
export function suggest(trigger, typed) {
    if (trigger === "/") {
        return ws
            .commands()
            .filter((one) => one.command.startsWith(`/${typed}`))
            .map((one) => ({ insert: one.command, label: one.command, hint: one.hint }));
    }
    const names =
        trigger === "#"
            ? ws.channels().map((one) => one.name)
            : [...ws.readers(), ...workspace.state.apps].map((one) => one.name);
    return names
        .filter((name) => name.startsWith(typed))
        .map((name) => ({ insert: trigger + name, label: trigger + name }));
}

/**
 * The slash command that a text is: {word, rest, isKnown}, or null for a message. As in Slack, a
 * space before the slash makes it a message; so does a path such as /var/log.
 */
export function commandIn(text) {
    const match = /^(\/[a-z][\w-]*)(?:\s+([\s\S]*))?$/i.exec(text.trimEnd());
    if (!match) return null;
    const word = match[1].toLowerCase();
    return { word, rest: match[2] ?? "", isKnown: ws.commands().some((one) => one.command === word) };
}

/** How the command that text starts with is used, or "". */
export function usageOf(text) {
    const word = commandIn(text)?.word;
    const command = text.includes(" ") && ws.commands().find((one) => one.command === word);
    return command && command.hint ? `${command.command} ${command.hint}` : "";
}

/** Writes below a composer why nothing was sent, until the next keystroke. */
export function tell(form, failure) {
    const line = form.querySelector(".notice");
    line.textContent = ws.explain(failure);
    line.hidden = false;
    form.addEventListener("input", () => (line.hidden = true), { once: true });
}
