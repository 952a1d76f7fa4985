// Builds DOM nodes. Foreign text only ever becomes a text node or an attribute value, never
// markup: nothing in this page assigns innerHTML.

/**
 * Makes an element. Attributes: a function becomes an event listener (`onclick`), true an empty
 * attribute, false/null/undefined nothing. Children: strings become text nodes, null is skipped,
 * arrays are flattened.
 */
export function el(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (typeof value === "function") node.addEventListener(name.slice(2), value);
        else if (value === true) node.setAttribute(name, "");
        else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
    }
    node.append(...present(children));
    return node;
}

/** The same children rules for a node that exists: its old children go. */
export function fill(node, ...children) {
    node.replaceChildren(...present(children));
    return node;
}

function present(children) {
    return children
        .flat(Infinity)
        .filter((child) => child !== null && child !== undefined && child !== false && child !== "");
}

/** The element of index.html with this id. */
export function byId(id) {
    return document.getElementById(id);
}

let lastId = 0;

/** A fresh id, for aria-describedby and label pairs. */
export function freshId(prefix) {
    lastId += 1;
    return `${prefix}-${lastId}`;
}

/**
 * Makes the children of a list patch to `items`, keeping every node whose signature is unchanged,
 * so that an open menu or half-typed input survives news elsewhere.
 * items: [{key, signature, draw()}] with unique keys.
 */
export function patchList(list, items) {
    const held = new Map([...list.children].map((node) => [node.dataset.key, node]));
    let at = list.firstElementChild;
    for (const item of items) {
        const old = held.get(item.key);
        held.delete(item.key);
        const node = old && old.signature === item.signature ? old : drawItem(item);
        if (old && node !== old) {
            if (at === old) at = node;
            replaceKeepingFocus(old, node);
        }
        if (node === at) at = at.nextElementSibling;
        else list.insertBefore(node, at);
    }
    for (const gone of held.values()) gone.remove();
}

function drawItem(item) {
    const node = item.draw();
    node.dataset.key = item.key;
    node.signature = item.signature;
    return node;
}

/** Replaces a node; a focused control inside gives its focus to the one with the same data-focus. */
export function replaceKeepingFocus(old, node) {
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const wanted = focused?.dataset.focus;
    old.replaceWith(node);
    if (!focused) return;
    const heir = wanted && [...node.querySelectorAll("[data-focus]")].find((n) => n.dataset.focus === wanted);
    (heir ?? node).focus({ preventScroll: true });
}
