/* The public API. A server that is gone is asked again until it is back, and the reader is told. */
import { el } from "./dom.js";

const FIRST_WAIT = 500, LONGEST_WAIT = 8000; /* milliseconds */

/* What the server says is wrong with a request. */
export class Problem extends Error {
    constructor(status, detail) {
        super(detail);
        this.status = status;
    }
}

let banner = null;

/* Words over the page, until it is told that all is well: tell(null). */
export function tell(...words) {
    banner?.remove();
    banner = null;
    if (words[0] === null) return;
    banner = el("p", { class: "banner", role: "alert" }, ...words);
    document.body.append(banner);
}

/* Of requests for which there is no answer yet: all are told in one banner, over any other. */
let unanswered = 0;
const gone = el("p", { class: "banner", role: "alert" },
    "The server does not answer. What you read stays; it is asked again by itself.");

function tellGone(change) {
    unanswered += change;
    if (!unanswered) gone.remove();
    else if (!gone.isConnected) document.body.append(gone);
}

function wait(milliseconds, signal) {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, milliseconds);
        signal?.addEventListener("abort", () => {
            clearTimeout(timer);
            reject(signal.reason);
        });
    });
}

/* The answer, or null where there is none for now. */
async function ask(path, signal) {
    try {
        const answer = await fetch(path, { signal, headers: { Accept: "application/json" } });
        return answer.status === 503 ? null : answer;
    } catch (error) {
        if (signal?.aborted) throw error;
        return null;
    }
}

/* The JSON at path. Throws a Problem, or an AbortError once the signal (may be left out) is given. */
export async function get(path, signal) {
    let waits = false;
    try {
        for (let pause = FIRST_WAIT; ; pause = Math.min(2 * pause, LONGEST_WAIT)) {
            const answer = await ask(path, signal);
            if (answer) {
                const body = await answer.json();
                if (!answer.ok) throw new Problem(answer.status, body.detail);
                return body;
            }
            if (!waits) tellGone(1);
            waits = true;
            await wait(pause, signal);
        }
    } finally {
        if (waits) tellGone(-1);
    }
}

/* path with parameters; those that are empty are left out. */
export function url(path, parameters) {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) if (value) query.set(name, value);
    const text = query.toString();
    return text ? `${path}?${text}` : path;
}

/* The address of an episode to read. */
export const readUrl = (id) => `/read/${encodeURIComponent(id)}`;
