/* The library: all episodes, fetched a page at a time as one scrolls; and, as one types, those with
 * such a title and the passages where it was said. */
import { get, readUrl, url } from "./api.js";
import { count, el } from "./dom.js";
import { mount } from "./seek.js";

const PAGE = 50, FOUND = 5; /* episodes at a time; while passages stand behind them */

const list = document.getElementById("episodes");
const status = document.getElementById("status");
const more = document.getElementById("more");
const end = new IntersectionObserver((seen) => seen.at(-1).isIntersecting && !searching && addNext(false),
    { rootMargin: "600px" }); /* whether the list's end is near */
let asking = null; /* the AbortController of what is shown */
let next = null; /* the address of the page behind it */
let searching = false; /* more episodes come only when asked for: passages stand behind them */

function entry(episode) {
    const title = episode.title ?? episode.primary_topic ?? episode.id;
    const about = [episode.show, episode.published, count(episode.counts.words, "word")];
    return el("li", {},
        el("a", { href: readUrl(episode.id), dir: "auto", lang: episode.language }, title),
        episode.title && episode.primary_topic &&
            el("p", { class: "topic", dir: "auto", lang: episode.language }, episode.primary_topic),
        el("p", { class: "soft" }, about.filter(Boolean).join(" · ")));
}

function say(total, q, speaker) {
    if (speaker) {
        status.replaceChildren(`${count(total, "episode")} where ${speaker} is heard`,
            q ? `, with “${q}” in title, show or topic. ` : ". ", el("a", { href: "/" }, "All episodes"));
    } else if (total > 0 && q) status.textContent = `${count(total, "episode")} with “${q}” in title, show or topic`;
    else if (total > 0) status.textContent = count(total, "episode");
    else if (q) status.textContent = `No episode has “${q}” in its title, show or topic.`;
    else status.replaceChildren("There is no episode here yet. Give the server a page: ",
        el("code", {}, "episoded load page.txt"), ".");
}

async function add(address, q, speaker, signal) {
    const page = await get(address, signal);
    if (!address.includes("after=")) {
        list.replaceChildren();
        say(page.total, q, speaker);
    }
    list.append(...page.items.map(entry));
    next = page.next;
    more.hidden = !next;
    end.unobserve(more); /* an observer tells of changes alone; begun anew, it tells where the end is now */
    end.observe(more);
}

/* Shows the episodes that have all words of q, and where the speaker is heard; "": all. */
async function show(q, speaker) {
    asking?.abort();
    asking = new AbortController();
    next = null; /* what came before goes on no more */
    try {
        searching = Boolean(q);
        await add(url("/v1/episodes", { q, speaker, limit: q ? FOUND : PAGE }), q, speaker, asking.signal);
    } catch (error) {
        if (error.name !== "AbortError") status.textContent = error.message;
    }
}

/* asked: by the reader, who is led to what is new. */
async function addNext(asked) {
    if (!next || more.disabled) return;
    const from = list.children.length;
    more.disabled = true;
    try {
        await add(next, "", "", asking.signal);
        if (asked) list.children[from]?.querySelector("a").focus();
    } catch (error) {
        if (error.name !== "AbortError") status.textContent = error.message;
    }
    more.disabled = false;
}

more.addEventListener("click", () => addNext(true));
mount(document.getElementById("seek"), { api: "/v1", whole: true, panel: document.getElementById("found"),
    onquery: show });
const query = new URLSearchParams(location.search);
if (!query.get("q")) show("", query.get("speaker") ?? "");
