// What the lists of messages, in the conversation and in a thread, have in common: what can be done
// with a message and where its controls lead.

import * as ws from "./workspace.js";
import { pickReaction } from "./messages.js";
import { deleteMessage, editMessage } from "./edit.js";
import { openMenu } from "./menu.js";
import { here, openThread } from "./where.js";

const { workspace } = ws;

/** What messageItems needs to know, for the conversation or for the thread. */
export function listContext(inThread) {
    return {
        people: here(),
        authorOf: ws.authorOf,
        surfaceOf: messageSurface,
        openThread,
        react: ws.react,
        hasNewReply: ws.hasNewReply,
        inThread,
        namesVersion: workspace.namesVersion,
        newFrom: inThread ? null : workspace.newFrom,
        shown: workspace.shown,
        showMore: ws.showMore,
    };
}

const keptInMessages = new Map(); // "ts/block/action" → value

function messageSurface(message) {
    const keyOf = (block, element) => `${message.ts}/${block.block_id}/${element.action_id}`;
    return {
        people: here(),
        value: (block, element) => keptInMessages.get(keyOf(block, element)),
        keep: (block, element, value) => keptInMessages.set(keyOf(block, element), value),
        act: async (block, element, value) => {
            const answer = await ws.interact({
                channel: workspace.place,
                message_ts: message.ts,
                block_id: block.block_id,
                action_id: element.action_id,
                value,
            });
            return answer.error ? ws.explain(answer.error) : null;
        },
    };
}

/** The toolbar's actions for a message (see attachToolbar). */
export function actionsOf(inThread) {
    return (ts) => {
        const message = workspace.messages.find((one) => one.ts === ts);
        if (!message || message.ephemeral_to || ws.isTombstone(message)) return [];
        const react = {
            label: "☺+",
            title: "Add a reaction",
            run: (button) => pickReaction(button, (name) => ws.react(ts, name, false)),
        };
        const reply = {
            label: "↩",
            title: "Reply in thread",
            run: () => openThread(message.thread_ts ?? ts),
        };
        const items = menuOf(message);
        const more = {
            label: "⋯",
            title: "Message shortcuts",
            run: (button) => openMenu(button, { label: "Message shortcuts", items }),
        };
        return [react, !inThread && reply, items.length > 0 && more].filter(Boolean);
    };
}

// What the apps offer for a message, and what its author can do with it.
function menuOf(message) {
    const items = ws.shortcuts("message").map((one) => ({
        label: one.name,
        choose: () =>
            ws.interact({
                type: "message_action",
                callback_id: one.callback_id,
                channel: workspace.place,
                message_ts: message.ts,
            }),
    }));
    if (message.user !== workspace.me || ws.isNotice(message)) return items;
    return [
        ...items,
        { label: "Edit message", choose: () => editMessage(message, here()) },
        { label: "Delete message", danger: true, choose: () => deleteMessage(message, here()) },
    ];
}
