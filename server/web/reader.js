/* What scripts add to an episode, which is all there without them: where one is in the contents,
 * quotes to take along, and word of an episode that was replaced while it is read. */
import { get, Problem, tell } from "./api.js";
import { el } from "./dom.js";
import { mount as mountSeek } from "./seek.js";
import { light, mount as mountTalk } from "./talk.js";

const { episode, revision } = document.body.dataset;
const api = `/v1/episodes/${encodeURIComponent(episode)}`;
const title = document.querySelector("h1").textContent;
const WIDE = matchMedia("(min-width: 72rem)");
const ASK_AGAIN = 60000; /* milliseconds */

/* ---- contents ---- */

const contents = document.querySelector(".contents details");
const entries = new Map([...contents.querySelectorAll("a")].map((a) => [a.hash.slice(1), a]));

function followWidth() {
    contents.open = WIDE.matches;
}

/* The entry of the last heading that was passed is the current one. */
function followReading() {
    const places = [...entries.keys()].map((id) => document.getElementById(id)).filter(Boolean);
    let current = null;
    let waiting = false;
    const mark = () => {
        waiting = false;
        const passed = places.filter((p) => p.getBoundingClientRect().top < innerHeight / 3);
        const now = entries.get(passed.at(-1)?.id);
        if (now === current) return;
        current?.removeAttribute("aria-current");
        now?.setAttribute("aria-current", "true");
        current = now;
    };
    addEventListener("scroll", () => {
        if (!waiting) requestAnimationFrame(mark);
        waiting = true;
    }, { passive: true });
    mark();
}

/* ---- places ---- */

/* What the address names may stand in an advertisement that is folded. */
function showTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = target?.closest("details");
    if (!fold || fold.open) return;
    fold.open = true;
    target.scrollIntoView();
}

const addressOf = (id) => `${location.origin}${location.pathname}#${id}`;

/* ---- quotes to take along ---- */

const said = el("p", { class: "hidden", role: "status" });

/* Where the server is not on this machine and has no certificate, there is no navigator.clipboard. */
function copyBySelecting(text) {
    const area = el("textarea", { class: "hidden" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
}

async function copy(text, button) {
    const before = button.textContent;
    const done = await (navigator.clipboard?.writeText(text).then(() => true, () => false)
        ?? copyBySelecting(text));
    button.textContent = done ? "Copied" : "The browser does not let it be copied";
    said.textContent = button.textContent;
    setTimeout(() => { button.textContent = before; }, 2000);
}

/* Text, speaker, episode and link, as they are pasted elsewhere. */
function citation(words, speaker, note, id) {
    const by = [speaker, title].filter(Boolean).join(", ");
    return `“${words.trim()}”\n— ${by}${note ? ` (${note})` : ""}\n${addressOf(id)}`;
}

/* Who is heard to say the quote; where nobody is, whom the page gives it to. */
async function copyQuote(figure, button) {
    const n = figure.id.replace("quote-", "");
    const quote = await get(`${api}/quotes/${n}`);
    const speaker = quote.places[0]?.speaker ?? quote.attributed_to;
    const note = quote.verdict === "exact" ? ""
        : figure.querySelector(".verdict").textContent.toLowerCase();
    await copy(citation(quote.text, speaker?.name, note, figure.id), button);
}

function addQuoteButtons() {
    for (const figure of document.querySelectorAll("figure.quote")) {
        const button = el("button", { type: "button", class: "small" }, "Copy quote");
        button.addEventListener("click", () => copyQuote(figure, button));
        figure.querySelector("figcaption").append(el("p", { class: "actions" }, button,
            el("a", { href: `#${figure.id}` }, "Link")));
    }
}

/* ---- passages to take along: the words that are selected, else the paragraph of the address ---- */

const tools = el("div", { class: "tools", role: "group", "aria-label": "Passage", hidden: true });

/* {paragraph, words} of a passage of the transcript, or null. */
function passage() {
    const selection = getSelection();
    const words = selection.toString();
    const node = selection.anchorNode;
    const from = (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.(".turn p[id]");
    if (words.trim() && from) return { paragraph: from, words };
    const target = document.querySelector(".turn p:target");
    return target && { paragraph: target, words: target.textContent };
}

function showTools() {
    const found = passage();
    tools.hidden = !found;
    if (!found) return;
    const name = getSelection().isCollapsed ? `Copy ${found.paragraph.id.replace("p", "paragraph ")}`
        : "Copy quote";
    if (tools.dataset.name !== name) tools.querySelector("button").textContent = name;
    tools.dataset.name = name;
}

function addTools() {
    const button = el("button", { type: "button", onmousedown: (e) => e.preventDefault() }, "Copy quote");
    button.addEventListener("click", () => {
        const { paragraph, words } = passage();
        const speaker = paragraph.closest(".turn").querySelector("cite")?.textContent;
        copy(citation(words, speaker, "", paragraph.id), button);
    });
    tools.append(button);
    document.querySelector("main").append(tools, said);
    document.addEventListener("selectionchange", showTools);
    showTools();
}

/* A mouse finds the address of each paragraph beside it. */
function addPilcrow() {
    const link = el("a", { class: "pilcrow", tabindex: "-1", "aria-hidden": "true" }, "¶");
    document.getElementById("transcript")?.addEventListener("pointerover", (event) => {
        const paragraph = event.pointerType === "mouse" && event.target.closest?.(".turn p[id]");
        if (!paragraph || link.hash === `#${paragraph.id}`) return;
        link.href = `#${paragraph.id}`;
        paragraph.before(link);
    });
}

/* ---- what a search found, in its place ---- */

/* Ranges of the words in element. */
function rangesOf(element, words) {
    const ranges = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode;
        for (const word of words)
            for (let at = node.data.indexOf(word); at >= 0; at = node.data.indexOf(word, at + word.length)) {
                const range = new Range();
                range.setStart(node, at);
                range.setEnd(node, at + word.length);
                ranges.push(range);
            }
    }
    return ranges;
}

let lit = []; /* paragraphs */

function showHits(hits) {
    const spoken = hits.filter((hit) => hit.paragraph);
    lit = spoken.flatMap((hit) => (hit.through ? [hit.paragraph, hit.through] : [hit.paragraph]));
    light(lit);
    if (!CSS.highlights) return;
    CSS.highlights.set("found", new Highlight(...spoken.flatMap((hit) => {
        const words = new Set(hit.snippet.filter((run) => run.mark).map((run) => run.text));
        return [hit.paragraph, hit.through ?? []].flat()
            .flatMap((n) => rangesOf(document.getElementById(`p${n}`) ?? document.createElement("p"), words));
    })));
}

function addSearch() {
    const panel = el("aside", { id: "found", class: "found", "aria-label": "Search results", hidden: true });
    document.querySelector(".bar").after(panel);
    mountSeek(document.getElementById("seek"), { api, panel, onhits: showHits });
    /* What covers the transcript gives way to the passage that is chosen from it. */
    panel.addEventListener("click", (event) => {
        if (event.target.closest("a.hit") && !matchMedia("(min-width: 80rem)").matches) panel.hidden = true;
    });
}

/* ---- the episode may be replaced, or removed, while it is read ---- */

async function look() {
    try {
        const now = await get(api);
        if (now.revision === revision) return;
        tell("This episode was replaced since you opened it. ",
            el("button", { type: "button", onclick: () => location.reload() }, "Show the new one"));
    } catch (error) {
        if (!(error instanceof Problem)) throw error;
        tell(error.status === 404 ? "This episode was removed from the server. What you read stays "
            + "until you leave." : error.message);
    }
}

addSearch();
mountTalk(document.getElementById("talk"), api).then(() => light(lit));
followWidth();
WIDE.addEventListener("change", followWidth);
followReading();
for (const event of ["hashchange", "load"])
    addEventListener(event, () => { showTarget(); showTools(); });
showTarget();
addQuoteButtons();
addTools();
addPilcrow();
document.addEventListener("visibilitychange", () => document.hidden || look());
addEventListener("pageshow", (event) => event.persisted && look());
setInterval(() => document.hidden || look(), ASK_AGAIN);
