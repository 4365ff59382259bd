/* A field that completes what is typed, as the ARIA combobox pattern has it: arrows choose, Enter
 * takes, Escape closes. */
import { get, url } from "./api.js";
import { el } from "./dom.js";

const SHOWN = 6;
const KINDS = { speaker: "speaker", person: "person", company: "company", book: "book", title: "episode",
    topic: "episode", chapter: "chapter", phrase: "", word: "" };

/* Completes input, which stands in an element of its own, out of the library or episode at the address api. take(suggestion) is called with
 * what was chosen. Gives {show, close}: show(q) asks and opens. */
export function complete(input, api, take) {
    const list = el("ul", { id: "suggestions", role: "listbox", class: "suggestions",
        "aria-label": "Suggestions", hidden: true });
    let items = [], active = -1, asking = null;

    for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false",
        "aria-controls": list.id, "aria-autocomplete": "list", autocomplete: "off" }))
        input.setAttribute(name, value);

    function close() {
        asking?.abort();
        list.hidden = true;
        active = -1;
        input.setAttribute("aria-expanded", "false");
        input.removeAttribute("aria-activedescendant");
    }

    function choose(n) {
        list.children[active]?.removeAttribute("aria-selected");
        active = n;
        const option = list.children[active];
        option?.setAttribute("aria-selected", "true");
        option?.scrollIntoView({ block: "nearest" });
        if (option) input.setAttribute("aria-activedescendant", option.id);
        else input.removeAttribute("aria-activedescendant");
    }

    function option(item, n) {
        return el("li", { id: `suggestion-${n}`, role: "option",
            onmousedown: (event) => event.preventDefault(), /* the field keeps the focus */
            onclick: () => { close(); take(item); } },
        el("span", { dir: "auto" }, item.runs.map((run) => (run.mark ? el("b", {}, run.text) : run.text))),
        KINDS[item.kind] && el("span", { class: "soft" }, KINDS[item.kind]));
    }

    async function show(q) {
        asking?.abort();
        asking = new AbortController();
        const { signal } = asking;
        const answer = q ? await get(url(`${api}/suggest`, { q, limit: SHOWN }), signal) : { items: [] };
        if (signal.aborted) return;
        items = answer.items.filter((item) => item.text.toLowerCase() !== q.toLowerCase() || item.url);
        list.replaceChildren(...items.map(option));
        active = -1;
        list.hidden = !items.length || document.activeElement !== input;
        input.setAttribute("aria-expanded", String(!list.hidden));
        input.removeAttribute("aria-activedescendant");
    }

    input.addEventListener("keydown", (event) => {
        if (list.hidden || event.isComposing) return;
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step) choose((active + 1 + step + items.length + 1) % (items.length + 1) - 1);
        else if (event.key === "Escape") close();
        else if (event.key === "Enter" && active >= 0) {
            const item = items[active];
            close();
            take(item);
        } else return;
        event.preventDefault();
        event.stopImmediatePropagation();
    });
    input.addEventListener("blur", close);
    input.after(list);
    return { show, close };
}
