// The page's side of the control API (/_control/…): requests, and the stream of changes.

/** GET; the parsed answer. Throws Error with a sentence for a person when the server is away. */
export async function read(path) {
    return answerOf(await reach(path, { headers: { accept: "application/json" } }));
}

/** POST of JSON; the parsed answer. An {"ok":false} answer is returned, not thrown. */
export async function send(path, body) {
    const headers = { "content-type": "application/json; charset=utf-8" };
    return answerOf(await reach(path, { method: "POST", headers, body: JSON.stringify(body) }));
}

async function reach(path, options) {
    try {
        return await fetch(path, options);
    } catch {
        throw new Error("The local Slack does not answer. Is it still running?");
    }
}

async function answerOf(response) {
    try {
        return await response.json();
    } catch {
        throw new Error(`The local Slack answered with status ${response.status} and no JSON.`);
    }
}

const RETRY_MS = 1000;

/**
 * Follows the stream of changes and keeps following it when the server restarts.
 * on.up() at every (re)connection, on.down() when it is lost, on.change(event) per change.
 *
 * A window that nobody sees lets go of the stream: a browser keeps six connections to one server
 * for all its windows together, and every open stream holds one of them.
 */
export function follow(on) {
    let source = null;
    const open = () => {
        if (source || document.hidden) return;
        source = new EventSource("/_control/stream");
        source.addEventListener("open", on.up);
        source.addEventListener("message", (event) => on.change(JSON.parse(event.data)));
        source.addEventListener("error", () => {
            // The browser retries by itself after a lost connection, but never after a refused one.
            close();
            on.down();
            setTimeout(open, RETRY_MS);
        });
    };
    const close = () => {
        source?.close();
        source = null;
    };
    document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
    open();
}
