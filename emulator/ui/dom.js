// Elements made and relabelled. Text is always set as text, never as markup.
import { t } from "./words.js";

const FIXED = [
  ["data-t", (node, words) => { node.textContent = words; }],
  ["data-t-label", (node, words) => node.setAttribute("aria-label", words)],
  ["data-t-hint", (node, words) => node.setAttribute("placeholder", words)],
];

/** One element. `t`, `t-label`, `t-hint` name words that follow the page's language; `on…` are listeners. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "disabled") node[name] = value;
    else if (name === "t" || name.startsWith("t-")) node.setAttribute(`data-${name}`, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  relabelOne(node);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function relabelOne(node) {
  for (const [name, set] of FIXED) {
    if (node.hasAttribute(name)) set(node, t(node.getAttribute(name)));
  }
}

/** Say every fixed label below `root` in the page's language. */
export function relabel(root) {
  root.querySelectorAll("[data-t], [data-t-label], [data-t-hint]").forEach(relabelOne);
}

/** Put `children` in place of what `node` held, leaving it alone when nothing differs. */
export function fill(node, ...children) {
  const fresh = document.createElement(node.tagName);
  fresh.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  if (fresh.innerHTML === node.innerHTML) return;
  node.replaceChildren(...fresh.childNodes);
}

let serial = 0;
/** An id that no other element has. */
export const fresh = (prefix) => `${prefix}-${(serial += 1)}`;
