// Times in the reader's zone. The words are English like the page; 12 or 24 hours as the
// reader's computer has it.

const hourCycle = new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions().hourCycle;

function write(date, options) {
    return new Intl.DateTimeFormat("en", { hourCycle, ...options }).format(date);
}

/** "14:05" of a message's ts ("1700000000.000100"). */
export function clockOf(ts) {
    return write(dateOf(ts), { hour: "2-digit", minute: "2-digit" });
}

/** "Thursday, 21 November" kind of line between two days of messages; "Today", "Yesterday". */
export function dayOf(ts) {
    const date = dateOf(ts);
    return nearDay(date) ?? write(date, { weekday: "long", month: "long", day: "numeric" });
}

/** Full date, time and zone, for tooltips. */
export function longTime(ts) {
    return write(dateOf(ts), { dateStyle: "full", timeStyle: "long" });
}

export function dateOf(ts) {
    return new Date(Number.parseFloat(ts) * 1000);
}

function nearDay(date) {
    const midnight = (d) => new Date(d.getFullYear(), d.getMonth(), d.getDate());
    const days = Math.round((midnight(date) - midnight(new Date())) / 86_400_000);
    return { 0: "Today", "-1": "Yesterday", 1: "Tomorrow" }[days] ?? null;
}

const SHORT = { year: "numeric", month: "short", day: "numeric" };
const PLAIN = { year: "numeric", month: "long", day: "numeric" };
const LONG = { ...PLAIN, weekday: "long" };

const TOKENS = {
    date_num: (d) =>
        [d.getFullYear(), d.getMonth() + 1, d.getDate()].map((n) => String(n).padStart(2, "0")).join("-"),
    date: (d) => write(d, PLAIN),
    date_short: (d) => write(d, SHORT),
    date_long: (d) => write(d, LONG),
    date_pretty: (d) => nearDay(d)?.toLowerCase() ?? write(d, PLAIN),
    date_short_pretty: (d) => nearDay(d)?.toLowerCase() ?? write(d, SHORT),
    date_long_pretty: (d) => nearDay(d)?.toLowerCase() ?? write(d, LONG),
    time: (d) => write(d, { hour: "2-digit", minute: "2-digit" }),
    time_secs: (d) => write(d, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    ago: (d) => distance(d),
};

/**
 * Fills the tokens of a date mark-up, {date_short} {time} …
 * https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 * null when the time is no number or a token is unknown: the caller shows the fallback.
 */
export function formatDate(unixSeconds, format) {
    const date = new Date(Number(unixSeconds) * 1000);
    if (!/^-?\d+$/.test(unixSeconds) || Number.isNaN(date.getTime())) return null;
    const names = [...format.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    if (names.length === 0 || names.some((name) => !Object.hasOwn(TOKENS, name))) return null;
    const filled = format.replace(/\{(\w+)\}/g, (_, name) => TOKENS[name](date));
    return filled.charAt(0).toUpperCase() + filled.slice(1);
}

const UNITS = [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
    ["second", 1],
];

function distance(date) {
    const seconds = Math.round((date - Date.now()) / 1000);
    const [unit, size] = UNITS.find(([, s]) => Math.abs(seconds) >= s) ?? UNITS.at(-1);
    return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(seconds / size), unit);
}
