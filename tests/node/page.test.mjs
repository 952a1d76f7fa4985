// The page of the local Slack in a browser, with an app of its own connected behind it.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { SocketModeClient } from "@slack/socket-mode";
import { WebClient } from "@slack/web-api";
import { chromium } from "playwright-core";
import { startSlacksim, until } from "./support/slacksim.mjs";

const CHROMIUM_ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];
const WINDOW = { viewport: { width: 1280, height: 800 }, locale: "en-GB", timezoneId: "Pacific/Chatham" };
const PATIENCE_MS = 8000;
const PHONE = { ...WINDOW, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

let slack;
let browser;
let app; // {web, socket, on(kind, handler)}
let contexts = [];

before(async () => {
    slack = await startSlacksim();
    browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
        args: CHROMIUM_ARGS,
    });
    app = await connectApp();
});

after(async () => {
    await app?.socket.disconnect();
    await browser?.close();
    await slack?.stop();
});

beforeEach(async () => {
    await slack.control("reset");
    app.handlers.clear();
    await app.web.conversations.join({ channel: "C0INCIDENTS" });
});

afterEach(async () => {
    const broken = contexts.flatMap((context) => context.pages()).flatMap((page) => page.broken);
    for (const context of contexts) await context.close();
    contexts = [];
    assert.deepEqual(broken, [], "errors in the page's script");
});

// An app that answers each kind of envelope by the handler set for it, or with an empty ack.
async function connectApp() {
    const slackApiUrl = `${slack.url}/api/`;
    const web = new WebClient("xoxb-test-token", { slackApiUrl });
    const socket = new SocketModeClient({ appToken: "xapp-test-token", clientOptions: { slackApiUrl } });
    const handlers = new Map();
    socket.on("slack_event", async ({ type, body, ack }) => {
        const handler = handlers.get(type);
        if (handler) await handler(body, ack);
        else await ack();
    });
    await socket.start();
    return { web, socket, handlers, on: (type, handler) => handlers.set(type, handler) };
}

/** A window of one person; what it asked of any server is in page.requested. */
async function openAs(person, place = "incidents", options = WINDOW, url = slack.url) {
    const context = await browser.newContext(options);
    contexts.push(context);
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    page.requested = [];
    page.broken = [];
    page.on("request", (request) => page.requested.push(request.url()));
    page.on("pageerror", (error) => page.broken.push(error.message));
    await page.goto(`${url}/#${person}/${place}`);
    await page
        .getByRole("radio", { name: person, checked: true, includeHidden: true })
        .waitFor({ state: "attached" });
    return page;
}

const composer = (page) => page.getByRole("combobox", { name: /^Message / });

async function type(page, text) {
    await composer(page).fill(text);
    await composer(page).press("Escape");
    await composer(page).press("Enter");
}

const messages = (page) => page.getByRole("list", { name: "Messages", exact: true });

function said(page, text) {
    return messages(page).locator(".message").filter({ hasText: text });
}

function post(blocks, text = "blocks", channel = "C0INCIDENTS") {
    return app.web.chat.postMessage({ channel, text, blocks });
}

const plainText = (text) => ({ type: "plain_text", text });
const option = (value, text) => ({ text: plainText(text), value });

function updateForm() {
    return {
        type: "modal",
        callback_id: "update",
        title: plainText("Post an update"),
        submit: plainText("Post"),
        close: plainText("Not now"),
        notify_on_close: true,
        blocks: [
            {
                type: "input",
                block_id: "what",
                label: plainText("What is known"),
                hint: plainText("One or two sentences."),
                element: { type: "plain_text_input", action_id: "a", multiline: true },
            },
            {
                type: "input",
                block_id: "level",
                label: plainText("Severity"),
                element: {
                    type: "static_select",
                    action_id: "a",
                    options: [option("sev1", "SEV1"), option("sev2", "SEV2")],
                },
            },
            {
                type: "input",
                block_id: "lead",
                label: plainText("Lead"),
                optional: true,
                element: { type: "users_select", action_id: "a" },
            },
            {
                type: "input",
                block_id: "room",
                label: plainText("Room"),
                optional: true,
                element: { type: "conversations_select", action_id: "a" },
            },
            {
                type: "input",
                block_id: "day",
                label: plainText("Day"),
                optional: true,
                element: { type: "datepicker", action_id: "a" },
            },
            {
                type: "input",
                block_id: "hour",
                label: plainText("Hour"),
                optional: true,
                element: { type: "timepicker", action_id: "a" },
            },
            {
                type: "input",
                block_id: "scope",
                label: plainText("Scope"),
                optional: true,
                element: {
                    type: "radio_buttons",
                    action_id: "a",
                    options: [option("all", "Everybody"), option("some", "Some")],
                },
            },
            {
                type: "input",
                block_id: "also",
                label: plainText("Also"),
                optional: true,
                element: {
                    type: "checkboxes",
                    action_id: "a",
                    options: [option("page", "Page"), option("mail", "Mail")],
                },
            },
        ],
    };
}

function openFormOnCommand() {
    app.on("slash_commands", async (body, ack) => {
        await ack();
        await app.web.views.open({ trigger_id: body.trigger_id, view: updateForm() });
    });
}

// ---- Typing ----------------------------------------------------------------------------------

test("a_slash_command_typed_on_the_page_reaches_the_app", async () => {
    let body = null;
    app.on("slash_commands", async (received, ack) => {
        body = received;
        await ack({ text: "Declared *INC-1*." });
    });
    const page = await openAs("bob");
    await type(page, "/incident declare sev1 checkout is down");
    const answer = said(page, "Declared INC-1.");
    await answer.waitFor();
    assert.equal(await answer.locator("strong").innerText(), "INC-1");
    assert.equal(body.command, "/incident");
    assert.equal(body.text, "declare sev1 checkout is down");
    assert.equal(body.user_id, "U0BOB");
    assert.equal(body.channel_id, "C0INCIDENTS");
    assert.equal(await composer(page).inputValue(), "");
});

test("an_empty_channel_of_incidents_says_what_to_type_first", async () => {
    await slack.control("reset");
    const page = await openAs("alice");
    await page.getByRole("button", { name: /^\/incident declare sev1 checkout is down/ }).click();
    assert.equal(await composer(page).inputValue(), "/incident declare sev1 checkout is down");
    assert.ok(await composer(page).evaluate((field) => field === document.activeElement));
});

test("a_slash_offers_the_commands_of_the_app", async () => {
    const page = await openAs("alice");
    await composer(page).pressSequentially("/inci");
    await page.getByRole("option", { name: /^\/incident/ }).waitFor();
    await composer(page).press("Tab");
    assert.equal(await composer(page).inputValue(), "/incident ");
});

test("a_short_command_is_sent_although_a_longer_one_begins_alike", async () => {
    const commands = [];
    app.on("slash_commands", async (body, ack) => (await ack(), commands.push(body.command)));
    const page = await openAs("alice");
    await composer(page).pressSequentially("/inc");
    await composer(page).press("Enter");
    await until(() => commands.length === 1);
    assert.deepEqual(commands, ["/inc"]);
});

test("an_unknown_command_is_refused_with_the_known_ones_and_kept", async () => {
    const page = await openAs("alice");
    await type(page, "/incidnet declare sev1");
    await page.getByRole("alert").filter({ hasText: "/incident" }).waitFor();
    assert.equal(await composer(page).inputValue(), "/incidnet declare sev1");
    await type(page, "/var/log is full");
    await said(page, "/var/log is full").waitFor();
});

test("text_of_a_command_that_nobody_answered_is_handed_back_and_can_be_recalled", async () => {
    app.on("slash_commands", () => {});
    await slack.control("config", { ack_deadline_ms: 200 });
    const page = await openAs("alice");
    await type(page, "/incident list everything");
    await page.getByRole("alert").filter({ hasText: "operation_timeout" }).waitFor();
    assert.equal(await composer(page).inputValue(), "/incident list everything");
    await composer(page).fill("");
    await composer(page).press("ArrowUp");
    assert.equal(await composer(page).inputValue(), "/incident list everything");
});

test("a_message_is_seen_by_everybody_at_once", async () => {
    const [alice, bob] = [await openAs("alice"), await openAs("bob")];
    await type(alice, "is anybody else seeing this?");
    await said(bob, "is anybody else seeing this?").waitFor();
    assert.match(await said(bob, "anybody else").innerText(), /^A?\s*alice/);
    await bob
        .locator("#announcer")
        .filter({ hasText: "alice: is anybody else seeing this?" })
        .waitFor({ state: "attached" });
});

test("a_reply_goes_into_the_thread_and_is_counted", async () => {
    const page = await openAs("alice");
    await type(page, "a question");
    await said(page, "a question").hover();
    await page.getByRole("button", { name: "Reply in thread" }).click();
    const reply = page.getByRole("combobox", { name: "Reply in the thread" });
    await reply.fill("an answer");
    await reply.press("Enter");
    await page.getByRole("list", { name: "Messages of the thread" }).getByText("an answer").waitFor();
    await messages(page)
        .getByRole("button", { name: /^1 reply/ })
        .waitFor();
    assert.equal(await said(page, "an answer").count(), 0);
});

test("a_slash_command_in_a_thread_is_refused_and_kept", async () => {
    const page = await openAs("alice");
    await type(page, "a question");
    await said(page, "a question").hover();
    await page.getByRole("button", { name: "Reply in thread" }).click();
    const reply = page.getByRole("combobox", { name: "Reply in the thread" });
    await reply.fill("/incident list");
    await reply.press("Enter");
    await page.getByRole("alert").filter({ hasText: "threads" }).waitFor();
    assert.equal(await reply.inputValue(), "/incident list");
});

// ---- Reading ---------------------------------------------------------------------------------

test("an_ephemeral_message_is_seen_by_its_user_only", async () => {
    const [alice, bob] = [await openAs("alice"), await openAs("bob")];
    await app.web.chat.postEphemeral({ channel: "C0INCIDENTS", user: "U0ALICE", text: "You lead now." });
    await app.web.chat.postMessage({ channel: "C0INCIDENTS", text: "This is for all." });
    await said(alice, "You lead now.").getByText("Only visible to you").waitFor();
    await said(bob, "This is for all.").waitFor();
    assert.equal(await bob.getByText("You lead now.").count(), 0);
});

test("markup_in_text_is_text", async () => {
    const page = await openAs("alice");
    const evil = "<script>document.title='owned'</script><img src=x onerror=alert(1)>";
    await type(page, evil);
    await post([{ type: "header", text: plainText(evil) }], evil);
    await said(page, evil).nth(1).waitFor();
    assert.equal(await page.locator("ol script, ol img").count(), 0);
    assert.match(await page.title(), /Local Slack$/);
});

test("message_markup_is_drawn", async () => {
    const page = await openAs("alice");
    const text =
        "*bold* _it_ ~gone~ `code *x*` <https://status.example.com/x|status page> <@U0ALICE> <#C0GENERAL> <!here>\n" +
        "&gt; quoted\nafter &lt;b&gt; 2*3*4 <javascript:alert(1)|click> <!date^1700000000^{date_num} {time}|Nov 14> :no_such_thing:\n```a < b\n*c*```";
    await app.web.chat.postMessage({ channel: "C0INCIDENTS", text });
    const message = messages(page).locator(".message .text").last();
    await message.locator("pre").waitFor();
    const textOf = (selector) => message.locator(selector).allInnerTexts();
    assert.deepEqual(await textOf("strong"), ["bold"]);
    assert.deepEqual(await textOf("em"), ["it"]);
    assert.deepEqual(await textOf("s"), ["gone"]);
    assert.deepEqual(await textOf(":scope > code"), ["code *x*"]);
    assert.deepEqual(await textOf("a"), ["status page"]);
    assert.deepEqual(await textOf(".mention"), ["@alice", "#general", "@here"]);
    assert.deepEqual(await textOf("blockquote"), ["quoted"]);
    assert.deepEqual(await textOf("pre"), ["a < b\n*c*"]);
    assert.deepEqual(await textOf("time"), ["2023-11-15 11:58"]);
    assert.equal(await message.locator("time").getAttribute("title"), "Nov 14");
    assert.match(await message.innerText(), /after <b> 2\*3\*4 <javascript:alert\(1\)\|click>/);
    assert.match(await message.innerText(), /:no_such_thing:/);
});

test("a_changed_message_says_so_and_a_deleted_one_goes", async () => {
    const page = await openAs("alice");
    const { ts } = await app.web.chat.postMessage({ channel: "C0INCIDENTS", text: "before" });
    await said(page, "before").waitFor();
    await app.web.chat.update({ channel: "C0INCIDENTS", ts, text: "afterwards" });
    await said(page, "afterwards").getByText("(edited)").waitFor();
    await app.web.chat.delete({ channel: "C0INCIDENTS", ts });
    await said(page, "afterwards").waitFor({ state: "detached" });
});

test("a_deleted_message_with_replies_stays_as_a_line_of_nobody_until_the_thread_is_gone", async () => {
    const page = await openAs("alice");
    const channel = "C0INCIDENTS";
    const { ts } = await app.web.chat.postMessage({ channel, text: "said too early" });
    const reply = await app.web.chat.postMessage({ channel, text: "below", thread_ts: ts });
    await app.web.chat.delete({ channel, ts });
    const stone = said(page, "This message was deleted.");
    await stone.getByRole("button", { name: /^1 reply/ }).click();
    await page.getByRole("list", { name: "Messages of the thread" }).getByText("below").waitFor();
    assert.equal(await page.getByText("USLACKBOT").count(), 0);
    await stone.hover();
    assert.equal(await stone.getByRole("button", { name: "Add a reaction" }).count(), 0);
    await app.web.chat.delete({ channel, ts: reply.ts });
    await stone.waitFor({ state: "detached" });
});

test("half_typed_text_and_open_menus_survive_news", async () => {
    const page = await openAs("alice");
    await post([
        actionsBlock({
            type: "overflow",
            action_id: "more",
            options: [option("a", "First"), option("b", "Second")],
        }),
    ]);
    await composer(page).fill("half a sen");
    await page.getByRole("button", { name: "More actions" }).click();
    await app.web.chat.postMessage({ channel: "C0INCIDENTS", text: "something else" });
    await said(page, "something else").waitFor();
    assert.ok(await page.getByRole("menuitem", { name: "Second" }).isVisible());
    assert.equal(await composer(page).inputValue(), "half a sen");
});

test("a_new_channel_appears_and_its_news_are_marked", async () => {
    const page = await openAs("alice");
    const { channel } = await app.web.conversations.create({ name: "inc-1-checkout" });
    await app.web.conversations.invite({ channel: channel.id, users: "U0ALICE" });
    await app.web.chat.postMessage({ channel: channel.id, text: "Welcome to the incident." });
    const place = page.getByRole("button", { name: /inc-1-checkout/ });
    await place.filter({ hasText: "new messages" }).waitFor();
    await place.click();
    await said(page, "Welcome to the incident.").waitFor();
    assert.equal(await place.filter({ hasText: "new messages" }).count(), 0);
});

test("a_private_message_of_the_app_is_marked_and_then_shown_as_it_comes", async () => {
    const [bob, alice] = [await openAs("bob"), await openAs("alice")];
    await app.web.chat.postMessage({ channel: "U0BOB", text: "You are on call." });
    const place = bob.getByRole("button", { name: /^incidentd/ });
    await place.filter({ hasText: "new messages" }).waitFor();
    await place.click();
    await said(bob, "You are on call.").waitFor();
    await app.web.chat.postMessage({ channel: "U0BOB", text: "Your update is due." });
    await said(bob, "Your update is due.").waitFor();
    await type(bob, "on it");
    await said(bob, "on it").waitFor();
    assert.equal(
        await alice
            .getByRole("button", { name: /^incidentd/ })
            .filter({ hasText: "new messages" })
            .count(),
        0,
    );
});

test("the_home_tab_is_asked_for_and_shown", async () => {
    app.on("events_api", async (body, ack) => {
        await ack();
        if (body.event.type !== "app_home_opened") return;
        const blocks = [
            { type: "section", text: { type: "mrkdwn", text: `Good day <@${body.event.user}>` } },
        ];
        await app.web.views.publish({ user_id: body.event.user, view: { type: "home", blocks } });
    });
    const page = await openAs("carol");
    await page.getByRole("button", { name: /^incidentd/ }).click();
    await page.getByRole("tab", { name: "Home" }).click();
    await page.getByRole("tabpanel").getByText("Good day @carol").waitFor();
});

test("a_restarted_server_is_found_again_and_typed_text_survives", async () => {
    const own = await startSlacksim();
    const port = new URL(own.url).port;
    const page = await openAs("alice", "incidents", WINDOW, own.url);
    await composer(page).fill("half a sentence");
    await own.stop();
    await page.getByText("The local Slack does not answer.").waitFor();
    const again = await startSlacksim("--listen", `127.0.0.1:${port}`);
    await page.getByText("The local Slack does not answer.").waitFor({ state: "hidden" });
    assert.equal(await composer(page).inputValue(), "half a sentence");
    await composer(page).press("Enter");
    await said(page, "half a sentence").waitFor();
    await again.stop();
});

const workspaceWithShortcut = {
    users: [{ id: "U0EVE", name: "eve" }],
    channels: [{ id: "C0OPS", name: "ops", members: ["eve"] }],
    apps: [
        {
            id: "A0INCIDENTD",
            name: "incidentd",
            app_token: "xapp-test-token",
            bot_token: "xoxb-test-token",
            bot_id: "B0INCIDENTD",
            bot_user: { id: "U0INCIDENTD", name: "incidentd" },
            shortcuts: [{ name: "Declare from this", callback_id: "declare_from" }],
        },
    ],
};

// ---- Acting ----------------------------------------------------------------------------------

const actionsBlock = (...elements) => ({ type: "actions", block_id: "row", elements });
const button = (action_id, text, more = {}) => ({
    type: "button",
    action_id,
    text: plainText(text),
    value: `value of ${action_id}`,
    ...more,
});

test("a_button_press_is_delivered", async () => {
    const pressed = new Promise((resolve) =>
        app.on("interactive", async (body, ack) => (await ack(), resolve(body))),
    );
    const page = await openAs("dave");
    await post([actionsBlock(button("take", "Take the lead", { style: "primary" }))]);
    await page.getByRole("button", { name: "Take the lead" }).click();
    const body = await pressed;
    assert.equal(body.type, "block_actions");
    assert.equal(body.user.id, "U0DAVE");
    assert.equal(body.actions[0].action_id, "take");
    assert.equal(body.actions[0].block_id, "row");
    assert.equal(body.actions[0].value, "value of take");
});

test("a_button_with_a_question_acts_only_on_yes", async () => {
    const pressed = [];
    app.on("interactive", async (body, ack) => (await ack(), pressed.push(body.actions[0].action_id)));
    const page = await openAs("alice");
    const confirm = {
        title: plainText("Resolve it?"),
        text: plainText("Everybody will be told."),
        confirm: plainText("Resolve"),
        deny: plainText("Keep it open"),
    };
    await post([
        actionsBlock(
            button("resolve", "Resolve now", { style: "danger", confirm }),
            button("after", "Something else"),
        ),
    ]);
    await page.getByRole("button", { name: "Resolve now" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Keep it open" }).click();
    await page.getByRole("button", { name: "Something else" }).click();
    await page.getByRole("button", { name: "Resolve now" }).click();
    await page.getByRole("dialog").getByText("Everybody will be told.").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Resolve", exact: true }).click();
    await until(() => pressed.length === 2);
    assert.deepEqual(pressed, ["after", "resolve"]);
});

test("choices_in_a_message_are_delivered", async () => {
    const actions = [];
    app.on("interactive", async (body, ack) => (await ack(), actions.push(body.actions[0])));
    const page = await openAs("alice");
    await post([
        actionsBlock(
            {
                type: "static_select",
                action_id: "level",
                placeholder: plainText("Severity"),
                options: [option("1", "SEV1"), option("2", "SEV2")],
            },
            { type: "users_select", action_id: "lead", placeholder: plainText("Lead") },
            {
                type: "overflow",
                action_id: "more",
                options: [option("rename", "Rename"), option("archive", "Archive")],
            },
            { type: "datepicker", action_id: "day" },
        ),
    ]);
    await page.getByRole("combobox", { name: "Severity" }).selectOption("2");
    await page.getByRole("combobox", { name: "Lead" }).selectOption("U0CAROL");
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Archive" }).click();
    await page.getByLabel("Choose a date").fill("2030-01-31");
    await until(() => actions.length === 4);
    const byId = Object.fromEntries(actions.map((action) => [action.action_id, action]));
    assert.equal(byId.level.selected_option.value, "2");
    assert.equal(byId.lead.selected_user, "U0CAROL");
    assert.equal(byId.more.selected_option.value, "archive");
    assert.equal(byId.day.selected_date, "2030-01-31");
});

test("a_message_shortcut_of_the_workspace_is_offered_and_delivered", async () => {
    const folder = await mkdtemp(join(tmpdir(), "slacksim-page-"));
    const file = join(folder, "workspace.json");
    await writeFile(file, JSON.stringify(workspaceWithShortcut));
    const own = await startSlacksim("--workspace", file);
    const slackApiUrl = `${own.url}/api/`;
    const socket = new SocketModeClient({ appToken: "xapp-test-token", clientOptions: { slackApiUrl } });
    const chosen = new Promise((resolve) =>
        socket.on("interactive", async ({ body, ack }) => (await ack(), resolve(body))),
    );
    await socket.start();
    const { ts } = await own.control("message", { channel: "ops", user: "eve", text: "the disk is full" });
    const page = await openAs("eve", "ops", WINDOW, own.url);
    await said(page, "the disk is full").hover();
    await page.getByRole("button", { name: "Message shortcuts" }).click();
    await page.getByRole("menuitem", { name: "Declare from this" }).click();
    const body = await chosen;
    assert.equal(body.type, "message_action");
    assert.equal(body.callback_id, "declare_from");
    assert.equal(body.message.ts, ts);
    assert.equal(body.channel.id, "C0OPS");
    await socket.disconnect();
    await own.stop();
    await rm(folder, { recursive: true });
});

test("a_press_in_a_modal_carries_all_that_was_filled_in", async () => {
    const look = { type: "actions", block_id: "row", elements: [button("look", "Look it up")] };
    const form = { ...updateForm(), blocks: [...updateForm().blocks, look] };
    app.on("slash_commands", async (body, ack) => {
        await ack();
        await app.web.views.open({ trigger_id: body.trigger_id, view: form });
    });
    const pressed = new Promise((resolve) =>
        app.on("interactive", async (body, ack) => (await ack(), resolve(body))),
    );
    const page = await openAs("alice");
    await type(page, "/incident update");
    const dialog = page.getByRole("dialog", { name: "Post an update" });
    await dialog.getByLabel("What is known").fill("Cards are refused.");
    await dialog.getByLabel("Severity").selectOption("sev2");
    await dialog.getByRole("button", { name: "Look it up" }).click();
    const { values } = (await pressed).view.state;
    assert.equal(values.what.a.value, "Cards are refused.");
    assert.equal(values.level.a.selected_option.value, "sev2");
});

test("a_press_that_nobody_answered_says_so_at_the_button", async () => {
    app.on("interactive", () => {});
    await slack.control("config", { ack_deadline_ms: 200 });
    const page = await openAs("alice");
    await post([actionsBlock(button("take", "Take the lead"))]);
    await page.getByRole("button", { name: "Take the lead" }).click();
    await messages(page).getByRole("alert").filter({ hasText: "operation_timeout" }).waitFor();
});

test("a_modal_is_filled_and_its_errors_are_shown", async () => {
    openFormOnCommand();
    const submitted = [];
    app.on("interactive", async (body, ack) => {
        submitted.push(body);
        const { what } = body.view.state.values;
        if (what.a.value.length < 10)
            await ack({ response_action: "errors", errors: { what: "Say a little more." } });
        else await ack();
    });
    const page = await openAs("alice");
    await type(page, "/incident update");
    const dialog = page.getByRole("dialog", { name: "Post an update" });
    await dialog.waitFor();

    await dialog.getByRole("button", { name: "Post" }).click();
    await dialog.getByText("Please fill this in.").first().waitFor();
    assert.equal(submitted.length, 0);

    await dialog.getByLabel("What is known").fill("short");
    await dialog.getByLabel("Severity").selectOption("sev2");
    await dialog.getByLabel("Lead").selectOption("U0BOB");
    await dialog.getByLabel("Room").selectOption("C0GENERAL");
    await dialog.getByLabel("Day").fill("2030-02-01");
    await dialog.getByLabel("Hour").fill("14:05");
    await dialog.getByRole("radio", { name: "Some" }).check();
    await dialog.getByRole("checkbox", { name: "Page" }).check();
    await dialog.getByRole("checkbox", { name: "Mail" }).check();
    await dialog.getByRole("button", { name: "Post" }).click();
    await dialog.getByText("Say a little more.").waitFor();
    const field = dialog.getByLabel("What is known");
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    assert.equal(await field.inputValue(), "short");

    await field.fill("Customers cannot pay by card.");
    await dialog.getByRole("button", { name: "Post" }).click();
    await dialog.waitFor({ state: "hidden" });
    const { values } = submitted.at(-1).view.state;
    assert.equal(values.what.a.value, "Customers cannot pay by card.");
    assert.equal(values.level.a.selected_option.value, "sev2");
    assert.equal(values.lead.a.selected_user, "U0BOB");
    assert.equal(values.room.a.selected_conversation, "C0GENERAL");
    assert.equal(values.day.a.selected_date, "2030-02-01");
    assert.equal(values.hour.a.selected_time, "14:05");
    assert.equal(values.scope.a.selected_option.value, "some");
    assert.deepEqual(
        values.also.a.selected_options.map((one) => one.value),
        ["page", "mail"],
    );
});

test("a_modal_closed_with_escape_is_told_to_the_app", async () => {
    openFormOnCommand();
    const closed = new Promise((resolve) =>
        app.on("interactive", async (body, ack) => (await ack(), resolve(body.type))),
    );
    const page = await openAs("alice");
    await type(page, "/incident update");
    const dialog = page.getByRole("dialog", { name: "Post an update" });
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.equal(await closed, "view_closed");
});

test("a_pushed_view_gives_the_one_below_back_as_it_was_filled", async () => {
    openFormOnCommand();
    const second = {
        type: "modal",
        title: plainText("Are you certain"),
        close: plainText("Back"),
        blocks: [{ type: "section", text: plainText("This is the second.") }],
    };
    app.on("interactive", (body, ack) =>
        ack(body.type === "view_submission" ? { response_action: "push", view: second } : undefined),
    );
    const page = await openAs("alice");
    await type(page, "/incident update");
    const first = page.getByRole("dialog", { name: "Post an update" });
    await first.getByLabel("What is known").fill("Customers cannot pay.");
    await first.getByLabel("Severity").selectOption("sev1");
    await first.getByRole("button", { name: "Post" }).click();
    await page.getByRole("dialog", { name: "Are you certain" }).getByText("This is the second.").waitFor();
    await page.getByRole("button", { name: "Back" }).click();
    await first.waitFor();
    assert.equal(await first.getByLabel("What is known").inputValue(), "Customers cannot pay.");
    assert.equal(await first.getByLabel("Severity").inputValue(), "sev1");
});

test("a_modal_is_shown_to_the_person_who_asked_only", async () => {
    openFormOnCommand();
    const [alice, bob] = [await openAs("alice"), await openAs("bob")];
    await type(alice, "/incident update");
    await alice.getByRole("dialog", { name: "Post an update" }).waitFor();
    await type(bob, "still here");
    await said(bob, "still here").waitFor();
    assert.equal(await bob.getByRole("dialog").count(), 0);
});

test("a_reaction_is_added_and_taken_back", async () => {
    const [alice, bob] = [await openAs("alice"), await openAs("bob")];
    await type(alice, "shipped");
    await said(alice, "shipped").hover();
    await alice.getByRole("button", { name: "Add a reaction" }).click();
    await alice.getByRole("menuitem", { name: "eyes" }).click();
    const chip = (page) => said(page, "shipped").getByRole("button", { name: /^eyes/ });
    await chip(bob).click();
    await alice.getByRole("button", { name: "eyes, 2", pressed: true }).click();
    await bob.getByRole("button", { name: "eyes, 1", pressed: true }).waitFor();
});

// ---- For everybody ---------------------------------------------------------------------------

test("everything_works_with_the_keyboard", async () => {
    openFormOnCommand();
    const page = await openAs("alice");
    const focused = () =>
        page.evaluate(
            () =>
                document.activeElement.getAttribute("aria-label") ??
                document.activeElement.textContent.trim(),
        );
    const press = async (...keys) => {
        for (const key of keys) await page.keyboard.press(key);
    };
    const tabTo = async (wanted) => {
        for (let i = 0; i < 40 && !wanted.test(await focused()); i += 1) await press("Tab");
        assert.match(await focused(), wanted);
    };

    await tabTo(/^A?alice$/);
    await press("ArrowRight");
    await page.getByRole("radio", { name: "bob", checked: true }).waitFor();
    await tabTo(/incidents/);
    await press("ArrowUp", "Enter");
    await page.getByRole("heading", { name: "# general", level: 2 }).waitFor();
    await tabTo(/incidents|general/);
    await press("ArrowDown", "Enter");
    await page.getByRole("heading", { name: "# incidents", level: 2 }).waitFor();

    await tabTo(/^Message #incidents$/);
    await page.keyboard.type("first line");
    await press("Shift+Enter");
    await page.keyboard.type("second line");
    await press("Enter");
    await said(page, "first line\nsecond line").waitFor();

    await page.keyboard.type("/incident update");
    await press("Enter");
    await page.getByRole("dialog").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "TEXTAREA");
    await press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });

    await page.locator(".skip").focus();
    await tabTo(/first line/);
    await tabTo(/Add a reaction/);
    await press("Enter", "ArrowRight", "ArrowLeft", "Enter");
    await said(page, "first line").locator(".reaction").waitFor();
    await tabTo(/Reply in thread/);
    await press("Enter");
    await until(async () => (await focused()) === "Reply in the thread");
    await press("Escape");
    await page.getByRole("complementary").waitFor({ state: "hidden" });
    await until(async () => /first line/.test(await focused()));
});

test("the_focus_is_visible", async () => {
    const page = await openAs("alice");
    await type(page, "something to reach");
    await said(page, "something to reach").waitFor();
    await page.locator(".skip").focus();
    const stops = [];
    for (;;) {
        const { outline, name } = await page.evaluate(() => ({
            outline:
                document.activeElement === document.body
                    ? null
                    : getComputedStyle(document.activeElement).outlineStyle,
            name: document.activeElement.outerHTML.slice(0, 120),
        }));
        if (outline === null) break;
        assert.equal(outline, "solid", name);
        stops.push(name);
        await page.keyboard.press("Tab");
    }
    assert.ok(stops.length >= 9, stops.join("\n"));
});

test("the_page_loads_nothing_from_elsewhere", async () => {
    const page = await openAs("alice");
    await post([
        {
            type: "image",
            image_url: "https://images.example.com/graph.png",
            alt_text: "graph of failed payments",
        },
        {
            type: "section",
            text: { type: "mrkdwn", text: "<https://status.example.com>" },
            accessory: {
                type: "image",
                image_url: "https://images.example.com/b.png",
                alt_text: "a second graph",
            },
        },
    ]);
    await page.getByRole("img", { name: "graph of failed payments" }).waitFor();
    await page.getByRole("img", { name: "a second graph" }).waitFor();
    const elsewhere = page.requested.filter(
        (url) => !url.startsWith(`${slack.url}/`) && !url.startsWith("data:"),
    );
    assert.deepEqual(elsewhere, []);
    assert.ok(page.requested.length > 5);
});

// Contrast of every visible text against the colour behind it, by WCAG 2's formula.
function faintTexts() {
    const rgb = (color) => color.match(/[\d.]+/g).map(Number);
    const luminance = (color) => {
        const [r, g, b] = rgb(color)
            .map((c) => c / 255)
            .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (node) => {
        const color = getComputedStyle(node).backgroundColor;
        return rgb(color)[3] === 0 && node.parentElement ? behind(node.parentElement) : color;
    };
    return [...document.querySelectorAll("body *")]
        .filter((node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
        .filter((node) =>
            [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim()),
        )
        .map((node) => {
            const [light, dark] = [luminance(getComputedStyle(node).color), luminance(behind(node))].sort(
                (a, b) => b - a,
            );
            return { text: node.textContent.slice(0, 40), ratio: (light + 0.05) / (dark + 0.05) };
        })
        .filter(({ ratio }) => ratio < 4.5);
}

test("texts_have_enough_contrast_in_light_and_dark", async () => {
    openFormOnCommand();
    await post([
        { type: "header", text: plainText("Checkout is down") },
        {
            type: "section",
            text: { type: "mrkdwn", text: "<@U0ALICE> <@U0BOB> <https://example.com|link> `code`" },
            fields: [plainText("one")],
        },
        actionsBlock(
            button("a", "Plain"),
            button("b", "Primary", { style: "primary" }),
            button("c", "Danger", { style: "danger" }),
        ),
        { type: "context", elements: [plainText("small print")] },
    ]);
    await app.web.chat.postEphemeral({
        channel: "C0INCIDENTS",
        user: "U0ALICE",
        text: "Only *you*, `code`, <@U0BOB>",
    });
    for (const colorScheme of ["light", "dark"]) {
        const page = await openAs("alice", "incidents", { ...WINDOW, colorScheme });
        await page.getByRole("button", { name: "Danger" }).waitFor();
        assert.deepEqual(await page.evaluate(faintTexts), [], colorScheme);
        await type(page, "/incident update");
        await page.getByRole("dialog").getByRole("button", { name: "Post" }).click();
        await page.getByText("Please fill this in.").first().waitFor();
        await page.waitForTimeout(300); // the dialog fades in
        assert.deepEqual(await page.evaluate(faintTexts), [], colorScheme);
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "hidden" });
    }
});

test("a_phone_shows_it_without_sideways_scrolling", async () => {
    openFormOnCommand();
    const page = await openAs("alice", "incidents", PHONE);
    const fits = async () =>
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await type(page, `a long word ${"x".repeat(300)} and https://example.com/${"y".repeat(300)}`);
    await post([
        {
            type: "section",
            text: { type: "mrkdwn", text: "`" + "z".repeat(200) + "`\n```" + "w".repeat(200) + "```" },
            fields: [plainText("one"), plainText("two"), plainText("v".repeat(200))],
        },
        actionsBlock(button("a", "A fairly long label on this button"), button("b", "Another label"), {
            type: "users_select",
            action_id: "c",
        }),
    ]);
    await page.getByRole("button", { name: "Another label" }).waitFor();
    await fits();
    const wide = await page.evaluate(
        () =>
            [...document.querySelectorAll("#scroller *")].filter(
                (node) => !node.closest("pre") && node.getBoundingClientRect().right > innerWidth + 1,
            ).length,
    );
    assert.equal(wide, 0);
    await page.getByRole("button", { name: "People and channels" }).click();
    await page.getByRole("radio", { name: "bob" }).click();
    await page.getByRole("heading", { name: "# incidents", level: 2 }).waitFor();
    await type(page, "/incident update");
    await page.getByRole("dialog").waitFor();
    await fits();
});
