// A small menu at a button: arrow keys move, Enter chooses, Esc and a click elsewhere close it.

import { el } from "./dom.js";

/**
 * Opens a menu at `anchor`. items: [{label (text or nodes), title?, danger?, choose()}].
 * `grid` is the number of columns. `extra` is a node below the items (a search field).
 */
export function openMenu(anchor, { label, items, grid = 1, extra = null }) {
    // The focus goes back before anything is chosen: what is chosen may draw the anchor's place anew.
    const close = () => {
        menu.hidePopover();
        anchor.focus();
    };
    const entries = items.map((item) => drawEntry(item, close));
    const list = el(
        "div",
        { role: "menu", "aria-label": label, class: grid > 1 ? "menu-grid" : "menu-list" },
        entries,
    );
    const menu = el("div", { class: "menu", popover: "auto" }, list, extra);
    menu.addEventListener("keydown", (event) => moveFocus(entries, grid, event));
    menu.addEventListener("toggle", (event) => event.newState === "closed" && remove(menu, anchor));

    // Inside an open dialog everything outside of it is inert, so the menu has to live there.
    (anchor.closest("dialog") ?? document.body).append(menu);
    menu.showPopover();
    place(menu, anchor);
    anchor.setAttribute("aria-expanded", "true");
    entries[0]?.focus();
    return close;
}

function drawEntry(item, close) {
    return el(
        "button",
        {
            type: "button",
            role: "menuitem",
            tabindex: "-1",
            class: item.danger ? "menu-item menu-danger" : "menu-item",
            title: item.title,
            "aria-label": item.title,
            onclick: () => {
                close();
                item.choose();
            },
        },
        item.label,
    );
}

function moveFocus(entries, grid, event) {
    const step = {
        ArrowDown: grid,
        ArrowUp: -grid,
        ArrowRight: 1,
        ArrowLeft: -1,
        Home: -Infinity,
        End: Infinity,
    }[event.key];
    const at = entries.indexOf(document.activeElement);
    if (step === undefined || at < 0) return;
    event.preventDefault();
    entries[Math.min(entries.length - 1, Math.max(0, at + step))].focus();
}

function remove(menu, anchor) {
    if (menu.contains(document.activeElement) || document.activeElement === document.body) anchor.focus();
    anchor.setAttribute("aria-expanded", "false");
    menu.remove();
}

const GAP = 4;

function place(menu, anchor) {
    const at = anchor.getBoundingClientRect();
    const below = at.bottom + GAP + menu.offsetHeight <= innerHeight;
    const top = below ? at.bottom + GAP : at.top - GAP - menu.offsetHeight;
    const left = Math.min(at.left, innerWidth - menu.offsetWidth - 2 * GAP);
    menu.style.top = `${Math.max(GAP, top)}px`;
    menu.style.left = `${Math.max(GAP, left)}px`;
}
