// Going somewhere: who reads, which conversation, which thread, and the window's address for it.

import * as ws from "./workspace.js";

const { workspace } = ws;

// The address says who reads what, as #alice/incidents, so that two windows can be two people.

/** Goes where the address says, or to the usual place. */
export async function arrive() {
    const [name, place] = location.hash.slice(1).split("/").map(decoded);
    const users = ws.readers();
    const me = users.find((one) => one.name === name) ?? ws.user(workspace.me) ?? users[0];
    const channels = workspace.state.channels;
    // A conversation between two has no name, and an address without a place does not mean it.
    const wanted = place && channels.find((one) => one.name === place || one.id === place);
    const known = workspace.place && (ws.channel(workspace.place) || ws.user(workspace.place));
    const usual = known
        ? workspace.place
        : (channels.find((one) => one.name === "incidents") ?? channels[0])?.id;
    const isApp = place === ws.app()?.name;
    await ws.goTo({
        me: me?.id,
        place: isApp ? me.id : (wanted?.id ?? usual),
        tab: workspace.tab,
        thread: workspace.thread,
    });
}

// A mangled address leads to the usual place, not to an error.
function decoded(part) {
    try {
        return decodeURIComponent(part);
    } catch {
        return "";
    }
}

/** Goes to another person, place, tab or thread; what is not said stays. */
export function go(where) {
    const next = { me: workspace.me, place: workspace.place, ...where };
    if (workspace.place === workspace.me && where.me && !where.place) next.place = where.me;
    ws.goTo(next).then(rememberInAddress);
}

function rememberInAddress() {
    const place = ws.isWithApp() ? ws.app()?.name : ws.channel(workspace.place)?.name;
    history.replaceState(
        null,
        "",
        `#${[ws.user(workspace.me)?.name, place].map(encodeURIComponent).join("/")}`,
    );
}

/** Opens a channel by its id. */
export const openChannel = (id) => go({ place: id });

/** Names for the drawing modules, with channels that lead there. */
export const here = () => ws.people(openChannel);

/** Opens the thread of a message. */
export function openThread(ts) {
    ws.goTo({ tab: workspace.tab, thread: ts });
}
