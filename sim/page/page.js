// The page of the local Slack: draws the workspace and sends what the reader does.
//
// Everything is drawn from workspace.js after each change; lists keep the nodes that did not
// change, so that news never takes away the focus or half-typed text.

import { byId } from "./dom.js";
import { follow } from "./server.js";
import * as ws from "./workspace.js";
import { drawConversation, drawHead } from "./conversation.js";
import { refreshDates } from "./mrkdwn.js";
import { drawSidebar } from "./sidebar.js";
import { drawThread } from "./thread.js";
import { showModals } from "./views.js";
import { arrive, here } from "./where.js";

const { workspace } = ws;
const DATES_EVERY_MS = 15_000;

ws.onChange(draw);
follow({
    up: () => {
        ws.setConnected(true);
        ws.readAll().then(arrive);
    },
    down: () => ws.setConnected(false),
    change: ws.take,
});
addEventListener("hashchange", arrive);
setInterval(refreshDates, DATES_EVERY_MS);

function draw() {
    byId("lost").hidden = workspace.connected || !workspace.loaded;
    if (!workspace.loaded || !workspace.me) return;
    drawSidebar();
    drawHead();
    drawConversation();
    drawThread();
    showModals(ws.modals(), { people: here(), interact: ws.interact, explain: ws.explain });
    const news = ws.hasUnread() ? "* " : "";
    document.title = `${news}${ws.isWithApp() ? ws.app()?.name : `#${ws.channel(workspace.place)?.name}`} – Local Slack`;
}
