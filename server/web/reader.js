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

const idOf = (place) => (place.dataset.chapter ? `chapter-${place.dataset.chapter}` : place.id);

function followWidth() {
    contents.open = WIDE.matches;
}

/* The last of places above a third of the window, if any. They stand in the order of the page, and few
 * are asked: a browser lays out a turn that it has not shown yet to answer for a place in it. */
function lastPassed(places) {
    let low = 0, high = places.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (places[middle].getBoundingClientRect().top < innerHeight / 3) low = middle + 1;
        else high = middle;
    }
    return places[low - 1];
}

/* The entry of the last place that was passed is the current one: a heading, or in the transcript
 * where a chapter begins. */
function followReading() {
    const places = [...document.querySelectorAll("main section[id], [data-chapter]")]
        .filter((place) => entries.has(idOf(place)));
    const nav = document.getElementById("contents");
    let current = null;
    let waiting = false;
    const mark = () => {
        waiting = false;
        const passed = lastPassed(places);
        const now = passed ? entries.get(idOf(passed)) : null;
        if (now === current) return;
        current?.removeAttribute("aria-current");
        now?.setAttribute("aria-current", "true");
        if (now && WIDE.matches) nav.scrollTop = now.offsetTop - nav.clientHeight / 2;
        current = now;
    };
    addEventListener("scroll", () => {
        if (!waiting) requestAnimationFrame(mark);
        waiting = true;
    }, { passive: true });
    mark();
}

/* ---- places ---- */

function targetOfAddress() {
    try {
        return document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
        return null; /* a % that encodes nothing */
    }
}

/* What the address names may stand in an advertisement that is folded; the contents are, too. */
function showTarget() {
    const target = targetOfAddress();
    if (target?.id === "contents") contents.open = true;
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
    const focused = document.activeElement;
    const selection = getSelection();
    const selected = selection.rangeCount ? selection.getRangeAt(0) : null;
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    focused?.focus();
    selection.removeAllRanges();
    if (selected) selection.addRange(selected);
    return done;
}

/* Its name may change while the answer stands there: it is in data-name. */
async function copy(text, button) {
    button.dataset.name ??= button.textContent;
    const done = await (navigator.clipboard?.writeText(text).then(() => true, () => false)
        ?? copyBySelecting(text));
    button.textContent = done ? "Copied" : "The browser does not let it be copied";
    said.textContent = button.textContent;
    clearTimeout(button.timer);
    button.timer = setTimeout(() => {
        button.textContent = button.dataset.name;
        said.textContent = "";
    }, 2000);
}

/* Text, speaker, episode and link, as they are pasted elsewhere. */
function citation(words, speaker, note, id) {
    const by = [speaker, title].filter(Boolean).join(", ");
    return `“${words.trim()}”\n— ${by}${note ? ` (${note})` : ""}\n${addressOf(id)}`;
}

/* Who is heard to say the quote; where nobody is, whom the page gives it to. */
function copyQuote(figure, button) {
    const words = figure.querySelector("blockquote").textContent;
    const verdict = figure.querySelector(".verdict").textContent;
    const speaker = (figure.querySelector(".heard") ?? figure.querySelector(".given"))?.textContent;
    const note = figure.classList.contains("exact") ? "" : verdict.toLowerCase();
    copy(citation(words, speaker, note, figure.id), button);
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

/* The paragraph of the transcript that the selection begins in, or null. */
function selectedParagraph() {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return null;
    const node = selection.getRangeAt(0).startContainer;
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    return element?.closest(".turn p[id]") ?? element?.closest(".turn")?.querySelector("p[id]");
}

const targetParagraph = () => document.querySelector(".turn p:target");

function showTools() {
    const selected = selectedParagraph();
    const paragraph = selected ?? targetParagraph();
    const button = tools.firstChild;
    tools.hidden = !paragraph;
    if (!paragraph) return;
    const name = selected ? "Copy quote" : `Copy paragraph ${paragraph.id.slice(1)}`;
    if (button.dataset.name === name) return;
    button.dataset.name = name;
    button.textContent = name;
}

/* What is said in an advertisement is nobody's word. */
function copyPassage(button) {
    const selected = selectedParagraph();
    const paragraph = selected ?? targetParagraph();
    const words = selected ? getSelection().toString() : paragraph.textContent;
    const ad = paragraph.closest(".ad");
    const speaker = ad ? null : paragraph.closest(".turn").querySelector("cite")?.textContent;
    copy(citation(words, speaker, ad ? "advertisement" : "", paragraph.id), button);
}

function addTools() {
    const button = el("button", { type: "button", onmousedown: (e) => e.preventDefault() });
    button.addEventListener("click", () => copyPassage(button));
    tools.append(button);
    document.querySelector("main").append(tools, said);
    document.addEventListener("selectionchange", showTools);
    showTools();
}

/* A mouse finds the address of each paragraph beside it. */
function addPilcrow() {
    const link = el("a", { class: "pilcrow", tabindex: "-1", "aria-hidden": "true" });
    document.getElementById("transcript")?.addEventListener("pointerover", (event) => {
        const paragraph = event.pointerType === "mouse" && event.target.closest?.(".turn p[id]");
        if (!paragraph || link.hash === `#${paragraph.id}`) return;
        link.href = `#${paragraph.id}`;
        link.textContent = paragraph.id.slice(1);
        paragraph.before(link);
    });
}

/* ---- what a search found, in its place ---- */

const LETTER = /[\p{L}\p{M}\p{N}]/u;
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}]/u;

/* Whether what stands there is a part of another word. */
const isInside = (text, at, word) => !UNSPACED.test(word) &&
    (LETTER.test(text[at - 1] ?? "") || LETTER.test(text[at + word.length] ?? ""));

/* Ranges of the words in element. */
function rangesOf(element, words) {
    const ranges = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode;
        for (const word of words)
            for (let at = node.data.indexOf(word); at >= 0; at = node.data.indexOf(word, at + word.length)) {
                if (isInside(node.data, at, word)) continue;
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
    /* What covers the transcript gives way to the passage that is chosen, from it or the library. */
    const covers = () => !matchMedia("(min-width: 80rem)").matches;
    if (location.hash && covers()) panel.hidden = true;
    panel.addEventListener("click", (event) => {
        if (event.target.closest("a.hit") && covers()) panel.hidden = true;
    });
}

/* ---- the episode may be replaced, or removed, while it is read ---- */

/* The new one opens at the paragraph that is read now. */
function reload() {
    const read = [...document.querySelectorAll(".turn")]
        .find((turn) => turn.getBoundingClientRect().bottom > innerHeight / 4)?.querySelector("p[id]");
    if (read && scrollY > 0 && document.getElementById("transcript").getBoundingClientRect().top < 0)
        history.replaceState(null, "", `#${read.id}`);
    history.scrollRestoration = "manual";
    location.reload();
}

let looking = false, told = false;

async function look() {
    if (looking || told) return;
    looking = true;
    try {
        const now = await get(api);
        told = now.revision !== revision;
        if (told) tell("This episode was replaced since you opened it. ",
            el("button", { type: "button", onclick: reload }, "Show the new one"));
        else tell(null);
    } catch (error) {
        if (!(error instanceof Problem)) throw error;
        told = error.status === 404;
        tell(told ? "This episode was removed from the server. What you read stays until you leave."
            : error.message);
    } finally {
        looking = false;
    }
}

addEventListener("load", () => { history.scrollRestoration = "auto"; });
addSearch();
const talk = document.getElementById("talk"); /* not there where it would show nothing */
if (talk) mountTalk(talk, api).then(() => light(lit));
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
