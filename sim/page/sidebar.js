// The list at the side: who to be, channels, the conversation with the app.

import { byId, el, patchList } from "./dom.js";
import * as ws from "./workspace.js";
import { avatar } from "./messages.js";
import { go } from "./where.js";

const { workspace } = ws;

/** Draws people, channels and the app. */
export function drawSidebar() {
    patchList(
        byId("users"),
        ws
            .readers()
            .map((one) => ({
                key: one.id,
                signature: `${one.name} ${one.id === workspace.me}`,
                draw: () => drawUser(one),
            })),
    );
    const all = ws.channels();
    drawPlaces(
        byId("channels"),
        all.filter((one) => !one.is_archived),
    );
    drawPlaces(
        byId("archived-channels"),
        all.filter((one) => one.is_archived),
    );
    byId("archived").hidden = !all.some((one) => one.is_archived);
    patchList(byId("apps"), [ws.app()].filter(Boolean).map(appItem));
    makeOneReachable(byId("apps"));
    markOpener(ws.hasUnread());
}

// Where the list lies behind a button, the button says that there is something new in it.
function markOpener(isUnread) {
    byId("open-sidebar").setAttribute("aria-label", `People and channels${isUnread ? ", new messages" : ""}`);
    byId("open-sidebar").classList.toggle("has-unread", isUnread);
}

function drawUser(one) {
    const isMe = one.id === workspace.me;
    return el(
        "button",
        {
            type: "button",
            role: "radio",
            class: "user",
            "aria-checked": String(isMe),
            tabindex: isMe ? "0" : "-1",
            "data-focus": one.id,
            // An arrow key chooses on its way (see moveWithArrows), and the list stays open for it.
            onclick: (event) => (event.isTrusted ? leaveFor : go)({ me: one.id }),
        },
        avatar({ id: one.id, name: one.name, isApp: false }),
        el("span", {}, one.name),
    );
}

function drawPlaces(list, channels) {
    patchList(
        list,
        channels.map((one) =>
            placeItem(one.id, one.name, one.is_private ? "private" : "#", () => leaveFor({ place: one.id })),
        ),
    );
    makeOneReachable(list);
}

function placeItem(id, name, mark, open, note = null) {
    const isOpen = id === workspace.place;
    const isUnread = ws.isUnread(id);
    const isMine = ws.isMine(id);
    const draw = () =>
        el(
            "li",
            {},
            el(
                "button",
                {
                    type: "button",
                    class: ["place", isUnread && "place-unread", !isMine && "place-foreign"]
                        .filter(Boolean)
                        .join(" "),
                    "aria-current": isOpen ? "page" : null,
                    "data-focus": id,
                    tabindex: "-1",
                    onclick: open,
                },
                el(
                    "span",
                    {
                        class: `place-mark place-mark-${mark === "#" ? "public" : mark}`,
                        "aria-hidden": "true",
                    },
                    mark === "#" ? "#" : "",
                ),
                el("span", { class: "place-name" }, name),
                isUnread &&
                    el("span", { class: "unread" }, el("span", { class: "visually-hidden" }, "new messages")),
                note,
            ),
        );
    return { key: id, signature: [name, mark, isOpen, isUnread, isMine, note?.textContent].join(), draw };
}

function appItem(one) {
    const isConnected = one.sockets > 0;
    const note = el(
        "small",
        { class: isConnected ? "online" : "offline" },
        isConnected ? "connected" : "not connected",
    );
    return placeItem(workspace.me, one.name, "app", () => leaveFor({ place: workspace.me }), note);
}

// One stop for Tab in each list; the arrow keys move inside of it.
function makeOneReachable(list) {
    const places = [...list.querySelectorAll(".place")];
    const current = places.find((one) => one.hasAttribute("aria-current")) ?? places[0];
    for (const one of places) one.tabIndex = one === current || one === document.activeElement ? 0 : -1;
}

function moveWithArrows(container, selector, activates) {
    container.addEventListener("keydown", (event) => {
        const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
        const all = [...container.querySelectorAll(selector)].filter((one) => one.offsetParent !== null);
        const at = all.indexOf(document.activeElement);
        if (!step || at < 0) return;
        event.preventDefault();
        const next = all[(at + step + all.length) % all.length];
        next.focus();
        if (activates) next.click();
    });
}
moveWithArrows(byId("users"), "[role=radio]", true);
moveWithArrows(byId("tabs"), "[role=tab]", true);
for (const id of ["channels", "archived-channels", "apps"]) moveWithArrows(byId(id), ".place", false);

// On small screens the list of places lies over the conversation.
function openSidebar() {
    document.body.classList.add("sidebar-open");
    byId("open-sidebar").setAttribute("aria-expanded", "true");
    byId("conversation").inert = true;
    byId("close-sidebar").focus();
}

function leaveFor(where) {
    closeSidebar();
    go(where);
}

function closeSidebar() {
    if (!document.body.classList.contains("sidebar-open")) return;
    document.body.classList.remove("sidebar-open");
    byId("open-sidebar").setAttribute("aria-expanded", "false");
    byId("conversation").inert = false;
    byId("open-sidebar").focus();
}
byId("open-sidebar").addEventListener("click", openSidebar);
byId("close-sidebar").addEventListener("click", closeSidebar);
byId("sidebar").addEventListener("keydown", (event) => event.key === "Escape" && closeSidebar());
byId("app").addEventListener("click", (event) => event.target === byId("app") && closeSidebar());
