/* Search as one types, over the library or an episode: a field with completions, filters, and the
 * passages that were found. The address of the page holds all of it. */
import { get, readUrl, url } from "./api.js";
import { count, el, later } from "./dom.js";
import { complete } from "./suggest.js";

const COUNTED = 10000; /* partial matches at most */
const PAUSE = 120; /* milliseconds behind the last key */
const FILTERS = ["speaker", "kind", "in", "exact"];
const PAGE_PARTS = "chapters,takeaways,quotes,about";
const PLACES = { chapters: "Chapter", takeaways: "Takeaway", quotes: "Quote", about: "On the page" };
const ANCHORS = { chapters: "chapter", takeaways: "takeaway", quotes: "quote" };
const WORDS = /^[\p{L}\p{M}\p{N}' -]*[\p{L}\p{N}]{2}$/u; /* nothing but words, the last one begun */
const KINDS = { ad: "in an advertisement", promo: "in a promotion" };

/* {q, speaker, kind, in, exact} as the address of the page has them; "" where it has not. */
function asked() {
    const query = new URLSearchParams(location.search);
    return Object.fromEntries(["q", ...FILTERS].map((name) => [name, query.get(name) ?? ""]));
}

function remember(state, step) {
    const address = url(location.pathname, state) + location.hash;
    if (address !== location.pathname + location.search + location.hash)
        history[step ? "pushState" : "replaceState"](null, "", address);
}

function select(name, label, change) {
    const node = el("select", { id: `by-${name}`, name, onchange: () => change(name, node.value) });
    return { node, field: el("label", { class: "filter", for: node.id }, el("span", { class: "soft" }, label), node) };
}

const options = (node, pairs, value) => {
    node.replaceChildren(...pairs.map(([v, text]) => el("option", { value: v }, text)));
    node.value = value;
};

/* Where a hit leads: to its passage, with the search kept. */
function addressOf(hit, state) {
    const anchor = hit.paragraph ? `p${hit.paragraph}` : hit.n ? `${ANCHORS[hit.in]}-${hit.n}` : "episode";
    return `${url(readUrl(hit.episode.id), state)}#${anchor}`;
}

function snippet(hit) {
    return hit.snippet.map((run) => (run.mark ? el("mark", {}, run.text) : run.text.replaceAll("\n", " ")));
}

function entry(hit, state, library) {
    const about = [hit.speaker?.name, KINDS[hit.kind], hit.paragraph ? `paragraph ${hit.paragraph}` : PLACES[hit.in],
        library && (hit.episode.title ?? hit.episode.id)];
    return el("li", {}, el("a", { href: addressOf(hit, state), class: "hit" },
        el("span", { class: "snippet", dir: "auto" }, snippet(hit)),
        el("span", { class: "soft", dir: "auto" }, about.filter(Boolean).join(" · "))));
}

const isPartial = (hit) => hit.match === "partial";

/* Puts a search into where. api is the address of the library or the episode; whole tells that it
 * is the library's. Called as they change: onquery(q, speaker), and onhits(hits), with what is shown. */
export function mount(where, { api, whole = false, panel, onquery = () => {}, onhits = () => {} }) {
    const name = whole ? "Search all episodes" : "Search this episode";
    const input = el("input", { id: "q", type: "search", name: "q", spellcheck: "false", enterkeyhint: "search",
        maxlength: 500, "aria-keyshortcuts": "/", placeholder: name });
    const field = el("div", { class: "field" }, input, el("kbd", { "aria-hidden": "true" }, "/"));
    const status = el("p", { class: "found-status", role: "status", tabindex: "-1" });
    const corrected = el("p", { class: "corrected", hidden: true });
    const list = el("ol", { class: "hits", "aria-label": "Passages" });
    const more = el("button", { type: "button", class: "more", hidden: true }, "More passages");
    const close = el("button", { type: "button", class: "small", onclick: () => dismiss() }, "Close");
    const speaker = select("speaker", "Said by", filter);
    const kind = select("kind", "In", filter);
    const part = select("in", "Where", filter);
    let state = asked();
    let asking = null, next = null;

    options(kind.node, [["", "talk and ads"], ["content", "the talk alone"], ["ad", "ads"], ["promo", "promotions"]], "");
    options(part.node, [["", "the transcript"], [PAGE_PARTS, "the page above it"]], "");

    /* Asked for by a button that the answer takes away: the focus goes to what tells of the answer. */
    function goOn(wanted) {
        status.focus();
        go(wanted, true);
    }

    function filter(key, value) {
        go({ ...state, [key]: value }, true);
    }

    function dismiss() {
        go({ q: "" }, true);
        input.focus();
    }

    /* Who says how many of them, while all are shown. */
    function offerSpeakers(answer) {
        const sums = new Map();
        for (const s of answer?.counts?.speakers ?? []) {
            const sum = sums.get(s.id) ?? { name: s.name, n: 0 };
            sums.set(s.id, { name: sum.name, n: sum.n + s.count });
        }
        if (state.speaker && speaker.node.querySelector(`[value="${CSS.escape(state.speaker)}"]`)) {
            speaker.node.value = state.speaker;
            return;
        }
        const other = sums.has(state.speaker) ? "" : state.speaker; /* a name, or of nobody who is found */
        options(speaker.node, [["", "anybody"], ...(other ? [[other, other]] : []),
            ...[...sums].map(([id, { name: n, n: c }]) => [id, `${n} (${c})`])], state.speaker);
    }

    function tellCorrections(query) {
        corrected.hidden = !(query.corrections.length || state.exact);
        if (state.exact) {
            corrected.replaceChildren("Searched exactly as written. ", el("button", { type: "button", class: "small",
                onclick: () => goOn({ ...state, exact: "" }) }, "Search with help"));
            return;
        }
        corrected.replaceChildren(...query.corrections.flatMap((c, i) => [i ? ", and " : "Showing results for ",
            el("b", { dir: "auto" }, c.to), " instead of ", el("q", { dir: "auto" }, c.from)]), ". ",
        el("button", { type: "button", class: "small", onclick: () => goOn({ ...state, exact: "1" }) },
            `Search as written (${count(query.total_as_written ?? 0, "passage")})`));
    }

    function tellNothing() {
        const filters = FILTERS.some((f) => f !== "exact" && state[f]);
        status.replaceChildren(`Nothing found for “${state.q}”${filters ? " with these filters" : ""}. `, filters
            ? el("button", { type: "button", class: "small", onclick: () => goOn({ q: state.q }) }, "Search without filters")
            : "Try fewer words, or another word for the same thing.");
    }

    function tell(answer) {
        if (!answer.total) return tellNothing();
        const n = `${answer.total_is === "at_least" ? "More than " : ""}${count(answer.total, "passage")}`;
        const some = answer.total_partial;
        const others = some ? `, and ${some.toLocaleString("en")}${some === COUNTED ? " or more" : ""} with some of the words` : "";
        return status.replaceChildren(answer.match === "partial" ? `No passage has all of these words. ${n} with some of them:` : n + others);
    }

    function add(answer) {
        const shown = list.querySelector(".hit");
        answer.items.forEach((hit, i) => {
            if (isPartial(hit) && !list.querySelector(".divider") && (i > 0 || shown) )
                list.append(el("li", { class: "divider soft" }, "With some of the words"));
            list.append(entry(hit, state, whole));
        });
        next = answer.next;
        more.hidden = !next;
    }

    /* The answer to state, where its q is this. */
    const answerTo = (q, signal) => get(url(`${api}/search`, { ...state, q, counts: "speakers",
        limit: whole ? 20 : 50 }), signal);

    /* A last word that the library does not have may be half of one. */
    async function found(signal) {
        const answer = await answerTo(state.q, signal);
        const unknown = !answer.total || answer.query.corrections.length;
        if (!unknown || state.exact || !WORDS.test(state.q)) return answer;
        const longer = await answerTo(`${state.q}*`, signal);
        return longer.total && longer.match === "all" ? longer : answer;
    }

    let hits = [];
    async function ask(signal) {
        const answer = await found(signal);
        if (signal.aborted) return;
        list.replaceChildren();
        hits = answer.items;
        tell(answer);
        tellCorrections(answer.query);
        offerSpeakers(answer);
        add(answer);
        panel.scrollTop = 0;
        onhits(hits);
    }

    async function show() {
        asking?.abort();
        asking = new AbortController();
        next = null; /* what came before goes on no more */
        const { signal } = asking;
        panel.hidden = !state.q;
        kind.node.value = state.kind;
        part.node.value = state.in;
        onquery(state.q, state.speaker);
        if (!state.q) return onhits([]);
        if (!list.children.length) status.textContent = "Searching…";
        try {
            await ask(signal);
        } catch (error) {
            if (error.name === "AbortError") return;
            list.replaceChildren();
            more.hidden = corrected.hidden = true;
            status.textContent = error.message;
        }
    }

    /* Searches for what wanted says; step: as a step that the browser goes back from. */
    function go(wanted, step) {
        state = { q: "", speaker: "", kind: "", in: "", exact: "", ...wanted };
        if (input.value.trim() !== state.q) input.value = state.q;
        remember(state, step);
        show();
    }

    /* Of the library, a speaker is where he is heard: the words that he is to say may be typed next. */
    function take(suggestion) {
        const episode = suggestion.url?.match(/^\/v1\/episodes\/([^/]+)(?:\/chapters\/(\d+))?$/);
        if (whole && suggestion.kind === "speaker") go({ speaker: suggestion.text }, true);
        else if (episode) location.assign(`/read/${episode[1]}${episode[2] ? `#chapter-${episode[2]}` : ""}`);
        else go({ q: suggestion.query }, true);
    }

    more.addEventListener("click", async () => {
        if (!next) return;
        more.disabled = true;
        try {
            const answer = await get(next, asking.signal);
            const from = links().length;
            add(answer);
            hits = [...hits, ...answer.items];
            links()[from]?.focus();
            onhits(hits);
        } catch (error) {
            if (error.name !== "AbortError") status.textContent = error.message;
        }
        more.disabled = false;
    });

    const suggestions = complete(input, api, take);
    const typed = later(() => {
        const q = input.value.trim();
        if (q === state.q) return;
        suggestions.show(q).catch((error) => { if (error.name !== "AbortError") throw error; });
        go({ ...state, exact: "", q }, !state.q);
    }, PAUSE);
    input.addEventListener("input", typed);

    /* Arrows walk through the passages, from the field and back. */
    const links = () => [...list.querySelectorAll("a.hit")];
    input.addEventListener("keydown", (event) => {
        if (event.isComposing) return;
        if (event.key === "ArrowDown") links()[0]?.focus();
        else if (event.key === "Escape" && state.q) go({ q: "" }, true);
        else return;
        event.preventDefault();
    });
    panel.addEventListener("keydown", (event) => {
        const all = links();
        const at = all.indexOf(document.activeElement);
        if (event.key === "Escape") input.focus();
        else if (at >= 0 && event.key === "ArrowDown") (all[at + 1] ?? more).focus();
        else if (at >= 0 && event.key === "ArrowUp") (all[at - 1] ?? input).focus();
        else return;
        event.preventDefault();
    });
    document.addEventListener("keydown", (event) => {
        const busy = event.target.closest?.("input, select, textarea, [contenteditable]");
        if (event.key !== "/" || busy || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        input.focus();
        input.select();
    });
    addEventListener("popstate", () => {
        const was = state;
        state = asked();
        input.value = state.q;
        if (JSON.stringify(was) !== JSON.stringify(state)) show();
    });

    where.append(el("form", { role: "search", class: "seek-form", onsubmit: (event) => {
        event.preventDefault();
        suggestions.close();
        go({ ...state, q: input.value.trim() }, true);
    } }, el("label", { for: "q", class: whole ? "soft" : "hidden" }, name), field));
    panel.append(el("div", { class: "filters" }, speaker.field, kind.field, part.field, close), status, corrected, list, more);
    input.value = state.q;
    if (state.q) show();
}
