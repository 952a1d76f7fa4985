// The panel of a thread: its first message, the replies, and a field for one more.

import { byId, patchList } from "./dom.js";
import * as ws from "./workspace.js";
import { Composer } from "./composer.js";
import { actionsOf, listContext } from "./lists.js";
import { attachToolbar, makeCurrent, messageItems } from "./messages.js";
import { stickToEnd } from "./scroll.js";
import { commandIn, suggest, tell } from "./typing.js";

const { workspace } = ws;

const composer = new Composer(byId("thread-composer"), { suggest, submit });

function closeThread() {
    const { thread } = workspace;
    if (thread === null) return;
    ws.goTo({ tab: workspace.tab, thread: null });
    setTimeout(() =>
        byId("messages")
            .querySelector(`[data-ts="${CSS.escape(thread)}"]`)
            ?.focus(),
    );
}

/** Draws the open thread, or hides the panel. */
export function drawThread() {
    const messages = ws.threadMessages();
    const isOpen = messages.length > 0;
    const isNew = isOpen && byId("thread").hidden;
    byId("thread").hidden = !isOpen;
    byId("app").classList.toggle("with-thread", isOpen);
    if (!isOpen) return;
    byId("thread-about").textContent = ws.isWithApp()
        ? ws.app()?.name
        : `# ${ws.channel(workspace.place)?.name}`;
    patchList(byId("thread-messages"), messageItems(messages, listContext(true)));
    makeCurrent(byId("thread-messages"));
    ws.seeThread(messages.at(-1));
    composer.show(`${workspace.me}/${workspace.place}/${workspace.thread}`, "Reply in the thread");
    if (isNew) composer.focus();
}

// Slack has no slash commands in threads; a mention of the app works there.
async function submit(text) {
    const command = commandIn(text);
    const failure = command
        ? `Slack does not run ${command.word} in threads. Mention @${ws.app()?.name} instead, or use the channel.`
        : await ws.sendMessage(text.trim(), workspace.thread);
    if (failure) tell(byId("thread-composer"), failure);
    return failure === null;
}

attachToolbar(byId("thread-messages"), actionsOf(true));
stickToEnd(byId("thread-scroller"));
byId("close-thread").addEventListener("click", closeThread);
document.addEventListener("keydown", (event) => {
    const isTaken = event.defaultPrevented || document.querySelector("dialog[open], :popover-open");
    if (event.key === "Escape" && !isTaken) closeThread();
});
