/* Elements out of words. Text goes in as text, so no word of an episode turns into markup. */

/* el("p", {class: "soft", onclick: f}, "text", node): an element. Attributes that are null or false,
 * and such children, are left out. */
export function el(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
        else if (value === true) node.setAttribute(name, "");
        else if (value !== false && value != null) node.setAttribute(name, value);
    }
    node.append(...children.flat().filter((child) => child != null && child !== false));
    return node;
}

/* "1 word", "1,234 words". */
export function count(n, thing) {
    return `${n.toLocaleString("en")} ${thing}${n === 1 ? "" : "s"}`;
}

/* Calls f once, so many milliseconds after the last call. */
export function later(f, milliseconds) {
    let timer = 0;
    return (...args) => {
        clearTimeout(timer);
        timer = setTimeout(() => f(...args), milliseconds);
    };
}
