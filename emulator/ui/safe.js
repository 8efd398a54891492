// Formatting of a message, let through by a list: the server already escapes, the page does not trust it.
import { opened } from "./links.js";

const KEPT = {
  B: "strong", STRONG: "strong", I: "em", EM: "em", U: "u", INS: "u", S: "s", DEL: "s", STRIKE: "s",
  CODE: "code", PRE: "pre", BLOCKQUOTE: "blockquote", BR: "br", A: "a", SPAN: "span", "TG-SPOILER": "span",
};

/** The nodes of a message's HTML with every element and attribute outside the list dropped. */
export function formatted(html, phone) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const out = document.createDocumentFragment();
  for (const node of parsed.body.childNodes) copy(node, out, phone);
  return out;
}

function copy(node, into, phone) {
  if (node.nodeType === Node.TEXT_NODE) {
    into.append(besideBlocks(node));
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE || ["SCRIPT", "STYLE", "TEMPLATE"].includes(node.tagName)) return;
  const tag = KEPT[node.tagName];
  let target = into;
  if (tag === "a") target = opened(node.getAttribute("href") ?? "", phone) ?? document.createElement("span");
  else if (tag) target = document.createElement(tag);
  if (tag === "blockquote" && node.hasAttribute("expandable")) target.className = "long";
  if (target !== into) into.append(target);
  for (const child of node.childNodes) copy(child, target, phone);
}

const BLOCKS = new Set(["BLOCKQUOTE", "PRE"]);

/** The text without the line break that a block before or after it makes by itself. */
function besideBlocks(node) {
  let { data } = node;
  if (BLOCKS.has(node.previousSibling?.nodeName)) data = data.replace(/^\n/, "");
  if (BLOCKS.has(node.nextSibling?.nodeName)) data = data.replace(/\n$/, "");
  return data;
}
