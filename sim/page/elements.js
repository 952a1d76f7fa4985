// The interactive elements of Block Kit as native form controls.
// https://docs.slack.dev/reference/block-kit/block-elements
//
// Every element has one plain value: a string (text, option value, user id, date, time), an array
// of strings (checkboxes, multi selects) or null. A surface (a message, a dialog, the Home tab)
// says what happens to it:
//   surface.value(block, element)            the value kept from before, undefined at first
//   surface.keep(block, element, value)      remembers it for the submission
//   surface.act(block, element, value)       tells the app; resolves to an error text or null
//   surface.people                           names, as in mrkdwn.js; also users and channels lists

import { el } from "./dom.js";
import { mrkdwn, plain } from "./mrkdwn.js";
import { confirmed } from "./confirm.js";
import { openMenu } from "./menu.js";

/**
 * Draws one element. control: {surface, block, acts, id?, labelledBy?, describedBy?, required?};
 * `acts` is whether a change is sent to the app at once.
 * null for a type that this page does not know.
 */
export function drawElement(element, control) {
    const draw = DRAWERS[element.type];
    return draw ? draw(element, control) : null;
}

/** The value an element has before anybody touches it. */
export function initialValue(element) {
    const single =
        element.initial_value ??
        element.initial_option?.value ??
        element.initial_user ??
        element.initial_conversation ??
        element.initial_channel ??
        element.initial_date ??
        element.initial_time;
    if (single !== undefined) return single;
    if (element.initial_date_time !== undefined) return String(element.initial_date_time);
    if (!isMany(element)) return null;
    const many = element.initial_options?.map((option) => option.value);
    return many ?? element.initial_users ?? element.initial_conversations ?? element.initial_channels ?? [];
}

function isMany(element) {
    return element.type === "checkboxes" || element.type.startsWith("multi_");
}

const DRAWERS = {
    button: drawButton,
    overflow: drawOverflow,
    plain_text_input: drawTextInput,
    email_text_input: (element, control) => drawInput(element, control, { type: "email" }),
    url_text_input: (element, control) => drawInput(element, control, { type: "url" }),
    number_input: (element, control) =>
        drawInput(element, control, {
            type: "number",
            min: element.min_value,
            max: element.max_value,
            step: element.is_decimal_allowed ? "any" : "1",
        }),
    datepicker: (element, control) => drawInput(element, control, { type: "date" }),
    timepicker: (element, control) => drawInput(element, control, { type: "time" }),
    datetimepicker: drawDateTime,
    static_select: drawSelect,
    users_select: drawSelect,
    conversations_select: drawSelect,
    channels_select: drawSelect,
    radio_buttons: (element, control) => drawChoices(element, control, "radio"),
    checkboxes: (element, control) => drawChoices(element, control, "checkbox"),
    multi_static_select: (element, control) => drawChoices(element, control, "checkbox"),
    multi_users_select: (element, control) => drawChoices(element, control, "checkbox"),
    multi_conversations_select: (element, control) => drawChoices(element, control, "checkbox"),
    multi_channels_select: (element, control) => drawChoices(element, control, "checkbox"),
};

// ---- Acting ----------------------------------------------------------------------------------

// Asks the element's own question first, tells the app, and shows below the block what went wrong.
async function act(node, element, value, { surface, block }) {
    if (element.confirm && !(await confirmed(element.confirm, surface.people))) return false;
    const place = node.closest(".block") ?? node;
    place.querySelector(":scope > .failure")?.remove();
    node.setAttribute("aria-busy", "true");
    const error = await surface.act(block, element, value ?? ""); // "" is: emptied
    node.removeAttribute("aria-busy");
    if (error) place.append(el("p", { class: "failure", role: "alert" }, error));
    return !error;
}

// Remembers a change and, where the app listens to it, sends it.
async function change(node, element, value, control) {
    const before = current(element, control);
    control.surface.keep(control.block, element, value);
    if (!control.acts || (await act(node, element, value, control))) return true;
    control.surface.keep(control.block, element, before);
    return false;
}

function current(element, { surface, block }) {
    const kept = surface.value(block, element);
    return kept === undefined ? initialValue(element) : kept;
}

function shared(element, control) {
    return {
        id: control.id,
        "aria-label": control.labelledBy ? null : placeholderOf(element),
        "aria-describedby": control.describedBy,
        "data-focus": `${control.block.block_id}/${element.action_id}`,
        autofocus: element.focus_on_load === true,
    };
}

function placeholderOf(element) {
    return element.placeholder?.text ?? DEFAULT_LABELS[element.type] ?? "Choose";
}

const DEFAULT_LABELS = {
    plain_text_input: "Write something",
    datepicker: "Choose a date",
    timepicker: "Choose a time",
    users_select: "Choose a person",
    conversations_select: "Choose a conversation",
    channels_select: "Choose a channel",
    overflow: "More actions",
};

// ---- Buttons and menus -----------------------------------------------------------------------

function drawButton(element, control) {
    const style = ["primary", "danger"].includes(element.style) ? ` button-${element.style}` : "";
    const attributes = {
        class: `button${style}`,
        "aria-label": element.accessibility_label,
        "data-focus": `${control.block.block_id}/${element.action_id}/${element.value ?? ""}`,
        onclick: () => act(node, element, element.value ?? null, control),
    };
    const isLink = /^https?:\/\//i.test(element.url ?? "");
    const node = isLink
        ? el(
              "a",
              { ...attributes, href: element.url, target: "_blank", rel: "noopener noreferrer" },
              plain(element.text.text),
          )
        : el("button", { ...attributes, type: "button" }, plain(element.text.text));
    return node;
}

function drawOverflow(element, control) {
    const node = el(
        "button",
        {
            ...shared(element, control),
            type: "button",
            class: "button button-icon",
            "aria-haspopup": "menu",
            "aria-expanded": "false",
            onclick: () =>
                openMenu(node, { label: placeholderOf(element), items: element.options.map(item) }),
        },
        el("span", { "aria-hidden": "true" }, "⋯"),
    );
    const item = (option) => ({
        label: plain(option.text.text),
        choose: () => act(node, element, option.value, control),
    });
    return node;
}

// ---- Text, dates, times ----------------------------------------------------------------------

function drawTextInput(element, control) {
    if (!element.multiline) return drawInput(element, control, { type: "text" });
    return textControl(el("textarea", { ...textAttributes(element, control), rows: "4" }), element, control);
}

function drawInput(element, control, attributes) {
    return textControl(el("input", { ...textAttributes(element, control), ...attributes }), element, control);
}

function textAttributes(element, control) {
    return {
        ...shared(element, control),
        class: "field",
        placeholder: element.placeholder?.text,
        maxlength: element.max_length,
        minlength: element.min_length,
        autocomplete: "off",
    };
}

function textControl(node, element, control) {
    node.value = current(element, control) ?? "";
    const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
    const isText = !["date", "time"].includes(node.type);
    // A text is kept whatever becomes of telling the app: its person goes on writing meanwhile.
    node.addEventListener("input", () => {
        if (!isText) return change(node, element, node.value || null, control);
        control.surface.keep(control.block, element, node.value || null);
        if (control.acts && triggers.includes("on_character_entered"))
            act(node, element, node.value || null, control);
    });
    node.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || !isText || node.tagName === "TEXTAREA") return;
        if (!control.acts || !triggers.includes("on_enter_pressed")) return;
        event.preventDefault();
        change(node, element, node.value || null, control);
    });
    return node;
}

// The value is seconds since 1970; the browser's own control speaks local date and time.
function drawDateTime(element, control) {
    const node = el("input", { ...shared(element, control), class: "field", type: "datetime-local" });
    const seconds = Number(current(element, control));
    if (seconds) node.value = localDateTime(new Date(seconds * 1000));
    node.addEventListener("change", () => {
        const value = node.value ? String(Math.floor(new Date(node.value) / 1000)) : null;
        change(node, element, value, control);
    });
    return node;
}

function localDateTime(date) {
    return new Date(date - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

// ---- Choices ---------------------------------------------------------------------------------

// One shape for all sources of options: [{value, text, description?, group?}].
function optionsOf(element, people) {
    if (element.type.includes("users"))
        return people.users.map((user) => ({ value: user.id, text: `@${user.name}` }));
    if (/conversations|channels/.test(element.type)) {
        return people.channels.map((channel) => ({ value: channel.id, text: `#${channel.name}` }));
    }
    const grouped = (element.option_groups ?? []).flatMap((group) =>
        group.options.map((option) => ({ ...flat(option), group: group.label.text })),
    );
    return [...(element.options ?? []).map(flat), ...grouped];
}

function flat(option) {
    return {
        value: option.value,
        text: option.text.text,
        mark: option.text,
        description: option.description,
    };
}

function drawSelect(element, control) {
    const options = optionsOf(element, control.surface.people);
    const chosen = current(element, control);
    const node = el(
        "select",
        { ...shared(element, control), class: "field" },
        el("option", { value: "" }, placeholderOf(element)),
    );
    for (const [group, members] of byGroup(options)) {
        const parent = group ? node.appendChild(el("optgroup", { label: group })) : node;
        for (const { value, text } of members)
            parent.append(el("option", { value, selected: value === chosen }, plain(text)));
    }
    node.addEventListener("change", async () => {
        const done = await change(node, element, node.value || null, control);
        if (!done) node.value = current(element, control) ?? "";
    });
    return node;
}

function byGroup(options) {
    const groups = new Map();
    for (const option of options) groups.set(option.group, [...(groups.get(option.group) ?? []), option]);
    return groups;
}

function drawChoices(element, control, type) {
    const options = optionsOf(element, control.surface.people);
    const chosen = [current(element, control)].flat();
    const name = `${control.block.block_id}/${element.action_id}`;
    const node = el("div", {
        class: "choices",
        role: type === "radio" ? "radiogroup" : "group",
        "aria-labelledby": control.labelledBy,
        "aria-label": control.labelledBy ? null : placeholderOf(element),
        "aria-describedby": control.describedBy,
    });
    for (const option of options) {
        const input = el("input", {
            type,
            name,
            value: option.value,
            "data-focus": `${name}/${option.value}`,
        });
        input.checked = chosen.includes(option.value);
        node.append(choice(input, option, control.surface.people));
    }
    node.addEventListener("change", async () => {
        const values = [...node.querySelectorAll(":checked")].map((input) => input.value);
        const done = await change(node, element, type === "radio" ? (values[0] ?? null) : values, control);
        if (done) return;
        const kept = [current(element, control)].flat();
        for (const input of node.querySelectorAll("input")) input.checked = kept.includes(input.value);
    });
    return node;
}

function choice(input, option, people) {
    const text = option.mark?.type === "mrkdwn" ? mrkdwn(option.text, people) : plain(option.text);
    const description = option.description && el("small", {}, plain(option.description.text));
    return el("label", { class: "choice" }, input, el("span", {}, text, description));
}
