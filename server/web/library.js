/* The library: all episodes, found as one types, fetched a page at a time as one scrolls. */
import { get, readUrl, url } from "./api.js";
import { count, el, later } from "./dom.js";

const PAGE = 50, PAUSE = 120; /* episodes; milliseconds behind the last key */

const list = document.getElementById("episodes");
const status = document.getElementById("status");
const more = document.getElementById("more");
let asking = null; /* the AbortController of what is shown */
let next = null; /* the address of the page behind it */

function entry(episode) {
    const title = episode.title ?? episode.primary_topic ?? episode.id;
    const about = [episode.show, episode.published, count(episode.counts.words, "word")];
    return el("li", {},
        el("a", { href: readUrl(episode.id), dir: "auto", lang: episode.language }, title),
        episode.title && episode.primary_topic &&
            el("p", { class: "topic", dir: "auto", lang: episode.language }, episode.primary_topic),
        el("p", { class: "soft" }, about.filter(Boolean).join(" · ")));
}

function say(total, q) {
    if (total > 0 && q) status.textContent = `${count(total, "episode")} with “${q}”`;
    else if (total > 0) status.textContent = count(total, "episode");
    else if (q) status.textContent = `No episode has “${q}” in its title, show or topic.`;
    else status.replaceChildren("There is no episode here yet. Give the server a page: ",
        el("code", {}, "episoded load page.txt"), ".");
}

async function add(address, q, signal) {
    const page = await get(address, signal);
    if (!address.includes("after=")) {
        list.replaceChildren();
        say(page.total, q);
    }
    list.append(...page.items.map(entry));
    next = page.next;
    more.hidden = !next;
}

/* Shows the episodes that have all words of q. */
async function show(q) {
    asking?.abort();
    asking = new AbortController();
    try {
        await add(url("/v1/episodes", { q, limit: PAGE }), q, asking.signal);
    } catch (error) {
        if (error.name !== "AbortError") status.textContent = error.message;
    }
}

async function addNext() {
    if (!next || more.disabled) return;
    more.disabled = true;
    try {
        await add(next, "", asking.signal);
    } catch (error) {
        if (error.name !== "AbortError") status.textContent = error.message;
    }
    more.disabled = false;
}

const find = el("input", { id: "find", type: "search", autocomplete: "off", spellcheck: "false",
    "aria-controls": "episodes" });
status.before(el("form", { role: "search", class: "find", onsubmit: (e) => e.preventDefault() },
    el("label", { for: "find" }, "Find an episode"), find));
find.addEventListener("input", later(() => show(find.value.trim()), PAUSE));
more.addEventListener("click", addNext);
new IntersectionObserver((seen) => seen[0].isIntersecting && addNext(), { rootMargin: "600px" })
    .observe(more);
show("");
