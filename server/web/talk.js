/* A picture of the talk: a lane a speaker, in each a mark a turn, as long as its words; under them
 * ads, chapters and quotes, where they stand. To a screen reader, a table of the same. */
import { get } from "./api.js";
import { count, el } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const COLOURS = 8, LANES = 6; /* speakers that have a lane of their own */
const LANE = 16, MARK = 12; /* pixels */
const ROWS = 8; /* of the table */
const SIDE = 24; /* pixels of what is clicked on */

let talk = null; /* what is shown */

const svg = (tag, attributes) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
};
const share = (x) => `${(100 * x).toFixed(x > 0 && x < 0.095 ? 1 : 0)} %`;
const percent = (words) => `${(100 * words / talk.words).toFixed(3)}%`;

/* Words that are said before each turn; those of a paragraph inside it are not known, so they count
 * as alike. */
function measured(turns) {
    let words = 0;
    for (const turn of turns) {
        turn.before = words;
        words += turn.words;
    }
    return words || 1;
}

/* The turn that is said at this number of words, or that has this paragraph. */
function turnWith(isBehind) {
    const turns = talk.turns;
    let low = 0, high = turns.length;
    while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (isBehind(turns[middle])) high = middle;
        else low = middle;
    }
    return turns[low];
}

function wordsBefore(paragraph) {
    const turn = turnWith((t) => t.first_paragraph > paragraph);
    return turn.before + turn.words * (paragraph - turn.first_paragraph) / turn.paragraphs;
}

function paragraphAt(words) {
    const turn = turnWith((t) => t.before > words);
    const into = Math.floor((words - turn.before) / (turn.words || 1) * turn.paragraphs);
    return { turn, n: turn.first_paragraph + Math.min(into, turn.paragraphs - 1) };
}

/* ---- lanes ---- */

/* Those who talk most, each with a lane, and one more for all others. */
function lanesOf(speakers) {
    const talkers = speakers.filter((s) => s.role !== "sponsor");
    talkers.forEach((s, i) => { s.colour = `s${i % COLOURS + 1}`; });
    const most = [...talkers].sort((a, b) => b.words - a.words).slice(0, LANES);
    const lanes = most.filter((s) => s.words > 0).map((s) => ({ name: s.name, share: s.share, colour: s.colour, ids: [s.id] }));
    const others = talkers.filter((s) => !most.includes(s) && s.words > 0);
    if (others.length)
        lanes.push({ name: count(others.length, "other"), share: others.reduce((sum, s) => sum + s.share, 0),
            colour: "s0", ids: others.map((s) => s.id) });
    return lanes;
}

function mark(turn, words, lane) {
    return svg("rect", { x: percent(turn.before), width: percent(words), y: lane * LANE + (LANE - MARK) / 2,
        height: MARK });
}

/* Marks narrower than a pixel are drawn one pixel wide: by a stroke. */
function strip(lanes, adLane) {
    const laneOf = new Map(lanes.flatMap((lane, i) => lane.ids.map((id) => [id, i])));
    const picture = svg("svg", { class: "strip", height: (lanes.length + adLane) * LANE, width: "100%",
        "aria-hidden": "true" });
    const hatch = svg("pattern", { id: "hatch", width: 5, height: 5, patternUnits: "userSpaceOnUse",
        patternTransform: "rotate(45)" });
    hatch.append(svg("rect", { width: 2.5, height: 5, class: "hatching" }));
    picture.append(hatch);
    /* The colour stands once a lane: thousands of marks need no style of their own. */
    const marks = [...lanes.map((lane) => `turn-marks ${lane.colour}`), "ad-marks"].map((name) => svg("g", { class: name }));
    for (const turn of talk.turns) {
        const { content, ad, promo } = turn.words_by_kind;
        const lane = laneOf.get(turn.speaker?.id);
        if (lane !== undefined && content + promo) marks[lane].append(mark(turn, content + promo, lane));
        if (ad) marks.at(-1).append(mark(turn, ad, lanes.length));
    }
    picture.append(...marks, svg("g", { class: "hits" }), svg("line", { class: "pointer", y1: 0, y2: "100%", x1: -9, x2: -9 }));
    return picture;
}

/* ---- what stands where ---- */

/* Puts links, in the order of the page, where they stand: beside each other where there is room, else
 * in a row below. */
function pack(where, marks) {
    const sorted = [...marks].sort((a, b) => a.words - b.words);
    const width = where.clientWidth;
    const ends = [];
    for (const { link, words } of sorted) {
        const x = Math.max(0, Math.min(words / talk.words * width - SIDE / 2, width - SIDE));
        const free = ends.findIndex((end) => end <= x);
        const row = free < 0 ? ends.length : free;
        ends[row] = x + SIDE;
        link.style.setProperty("inset-inline-start", `${x}px`);
        link.style.setProperty("top", `${row * SIDE}px`);
    }
    where.style.setProperty("height", `${ends.length * SIDE}px`);
}

function marksOf(marks) {
    const node = el("div", { class: "marks" }, marks.map((mark) => mark.link));
    new ResizeObserver(() => pack(node, marks)).observe(node);
    return node;
}

const link = (href, kind, name, sign) => el("a", { href, class: kind, title: name },
    el("span", { class: "hidden" }, name), el("span", { "aria-hidden": "true" }, sign));

function chapterMarks(chapters) {
    return chapters.filter((c) => c.places.length).map((c) => ({
        link: link(`#chapter-${c.n}`, "chapter-mark", `Chapter ${c.n}: ${c.title}`, c.n),
        words: wordsBefore(c.places[0].first_paragraph),
    }));
}

function quoteMarks(quotes) {
    const signs = { exact: "●", near: "◐", condensed: "○" };
    return quotes.filter((q) => q.places.length).map((q) => ({
        link: link(`#quote-${q.n}`, "quote-mark", `Quote ${q.n}: ${q.text}`, signs[q.verdict]),
        words: wordsBefore(q.places[0].paragraph),
    }));
}

/* ---- as a table ---- */

function table(lanes) {
    const rows = [];
    const part = Math.ceil(talk.turns.length / ROWS);
    for (let i = 0; i < talk.turns.length; i += part) {
        const turns = talk.turns.slice(i, i + part);
        const all = turns.reduce((sum, t) => sum + t.words, 0) || 1;
        const of = (words) => share(turns.reduce((sum, t) => sum + words(t), 0) / all);
        const first = turns[0].first_paragraph;
        rows.push(el("tr", {}, el("th", { scope: "row" }, el("a", { href: `#p${first}` }, `From paragraph ${first}`)),
            lanes.map((lane) => el("td", {}, of((t) => lane.ids.includes(t.speaker?.id) ? t.words_by_kind.content : 0))),
            el("td", {}, of((t) => t.words_by_kind.ad))));
    }
    return el("table", {}, el("caption", {}, "Who talks when: shares of the words in each part of the transcript"),
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Part"),
            lanes.map((lane) => el("th", { scope: "col" }, lane.name)), el("th", { scope: "col" }, "Advertisements"))),
        el("tbody", {}, rows));
}

/* ---- under a pointer ---- */

function followPointer(picture, told) {
    const line = picture.querySelector(".pointer");
    const at = (event) => {
        const box = picture.getBoundingClientRect();
        return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 0.99999);
    };
    picture.addEventListener("pointermove", (event) => {
        const x = at(event);
        const { turn, n } = paragraphAt(x * talk.words);
        line.setAttribute("x1", `${100 * x}%`);
        line.setAttribute("x2", `${100 * x}%`);
        told.textContent = `${(turn.speaker?.name ?? turn.label) || "Nobody named"}, paragraph ${n}`;
    });
    picture.addEventListener("pointerleave", () => {
        line.setAttribute("x1", -9);
        line.setAttribute("x2", -9);
        told.textContent = "";
    });
    picture.addEventListener("click", (event) => {
        location.hash = `#p${paragraphAt(at(event) * talk.words).n}`;
    });
}

function show(where, speakers, chapters, quotes) {
    const lanes = lanesOf(speakers);
    const ads = talk.turns.some((t) => t.words_by_kind.ad);
    const adShare = talk.turns.reduce((sum, t) => sum + t.words_by_kind.ad, 0) / talk.words;
    const picture = strip(lanes, ads ? 1 : 0);
    const told = el("p", { class: "told", "aria-hidden": "true" });
    const names = [...lanes, ...(ads ? [{ name: "Ads", share: adShare, colour: "s0" }] : [])];
    where.replaceChildren(
        el("h2", { class: "hidden" }, "The talk at a glance"),
        el("ul", { class: "lanes", "aria-hidden": "true" }, names.map((lane) => el("li", { class: `lane ${lane.colour}` },
            el("span", { class: "who", dir: "auto" }, lane.name), el("span", { class: "soft" }, share(lane.share))))),
        picture,
        marksOf(quoteMarks(quotes)), marksOf(chapterMarks(chapters)),
        told, el("div", { class: "hidden" }, table(lanes)));
    followPointer(picture, told);
}

/* Lights the paragraphs with these numbers; none: puts all out. */
export function light(paragraphs) {
    const picture = document.querySelector(".strip");
    picture?.classList.toggle("searched", paragraphs.length > 0);
    picture?.querySelector(".hits").replaceChildren(...paragraphs.map((n) => svg("line",
        { x1: percent(wordsBefore(n)), x2: percent(wordsBefore(n)), y1: 0, y2: "100%" })));
}

/* Draws the episode at the address api into where. */
export async function mount(where, api) {
    const [turns, speakers, chapters, quotes] = await Promise.all(
        ["turns", "speakers?limit=1000", "chapters?limit=1000", "quotes?limit=1000"].map((what) => get(`${api}/${what}`)));
    const said = turns.items.filter((turn) => turn.paragraphs); /* a document may have turns without */
    if (!said.length) return;
    talk = { turns: said, words: measured(said) };
    show(where, speakers.items, chapters.items, quotes.items);
}
