// One message as a list item: bubble, files, keyboard, and the line below it.
import { cardOf } from "./card.js";
import { h } from "./dom.js";
import { opened } from "./links.js";
import { formatted } from "./safe.js";
import { clockTime } from "./time.js";
import { t } from "./words.js";

const STYLES = new Set(["primary", "success", "danger"]);

/** Draw `message` of `phone`; `acts` = {tap, late, past, copy, json, reply, forward, targets, submit, open, menu, named}. */
export function drawn(message, phone, acts) {
  if (message.from === "system") {
    return h("li", { class: "system", "data-id": message.id, tabindex: "-1" }, h("p", {}, message.text));
  }
  const mine = message.from === phone.id;
  const whose = mine ? "mine" : "theirs";
  return h("li", { class: `message ${whose}`, "data-id": message.id, tabindex: "-1" },
    h("div", { class: "bubble" },
      mine ? h("span", { class: "unseen" }, t("me")) : name(message, phone),
      message.forwarded && h("p", { class: "forwarded" }, t("forwarded", { name: message.forwarded })),
      quoted(message, phone),
      message.files.map(fileOf),
      message.card ? cardOf(message, acts) : [heading(message), text(message, phone), spread(message, acts)]),
    message.card ? null : keyboard(message, phone, acts),
    below(message, phone, acts));
}

function name(message, phone) {
  const shown = message.name || t("bot-name");
  const always = phone.kind === "group";
  return h("p", { class: always ? "name" : "name unseen" }, shown);
}

function quoted(message, phone) {
  if (message.reply_to === null || message.reply_to === undefined) return null;
  const first = phone.messages.find((other) => other.id === message.reply_to);
  const words = first ? gist(first) : `#${message.reply_to}`;
  return h("p", { class: "quoted" }, h("span", { class: "unseen" }, t("reply-to")), words);
}

function text(message, phone) {
  if (!message.html && !message.text) return null;
  const body = h("div", { class: "text", lang: /\p{Script=Han}/u.test(message.text) ? "zh-CN" : "en" });
  if (message.html) body.append(formatted(message.html, phone));
  else body.textContent = message.text;
  return body;
}

const heading = (message) => message.title && h("p", { class: "title" }, h("strong", {}, message.title));

/** What a WeCom message bears beside its text: articles, links, and whom it calls by name. */
function spread(message, acts) {
  const open = (words, url) => h("button", {
    class: "jump", type: "button", "data-key": `open ${url}`, onclick: () => acts.open(message, url),
  }, h("span", {}, words), h("span", { "aria-hidden": "true" }, "→"), h("span", { class: "unseen" }, t("opens")));
  const called = (message.mentioned ?? []).map((one) => (one === "@all" ? t("everybody") : acts.named(one)));
  return [
    (message.articles ?? []).map((one) => h("div", { class: "article" },
      h("p", { class: "title" }, h("strong", {}, one.title)), one.text && h("p", {}, one.text), one.url && open(t("details"), one.url))),
    message.links?.length > 0 && h("div", { class: "linklist" }, message.links.map((one) => open(one.text, one.url))),
    called.length > 0 && h("p", { class: "mentioned" }, t("mentions", { names: called.join(t("comma")) })),
  ];
}

function fileOf(file) {
  const size = weight(file.size);
  if (file.type?.startsWith("image/") && file.href) {
    const label = t("picture", { name: file.name });
    return h("a", { class: "picture", href: file.href, target: "_blank", rel: "noopener", "aria-label": label },
      h("img", { src: file.href, alt: label }));
  }
  const inside = [
    h("span", { class: "kind", "aria-hidden": "true" }, suffix(file.name)),
    h("span", { class: "about" }, h("span", { class: "title" }, file.name), h("span", { class: "size" }, size)),
  ];
  if (!file.href) return h("p", { class: "file" }, inside);
  const label = t("file-of", { name: file.name, size });
  return h("a", { class: "file", href: file.href, download: file.name, "aria-label": label }, inside);
}

const suffix = (name) => (name.includes(".") ? name.split(".").pop() : "?").slice(0, 4).toUpperCase();

function weight(bytes) {
  if (bytes === null || bytes === undefined) return "";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function keyboard(message, phone, acts) {
  if (!message.buttons?.length) return null;
  let flat = -1;
  const rows = message.buttons.map((row) => h("div", { class: "keys" }, row.map((button) => {
    flat += 1;
    return key(button, flat, message, phone, acts);
  })));
  return h("div", { class: "keyboard" }, rows);
}

function key(button, index, message, phone, acts) {
  const style = STYLES.has(button.style) ? ` ${button.style}` : "";
  const attributes = { class: `key${style}`, "data-key": index };
  if (button.kind === "url" && phone.platform === "wecom") {
    return h("button", { ...attributes, class: "key", type: "button", onclick: () => acts.open(message, button.url) },
      h("span", {}, button.text), h("span", { class: "unseen" }, t("opens")));
  }
  if (button.kind === "url" || button.kind === "web_app") {
    const link = opened(button.url ?? "", phone);
    if (link && !button.disabled) return keyLink(link, button, attributes);
  }
  const copies = button.kind === "copy_text";
  const note = button.disabled ? t("button-off") : copies ? t("copies") : "";
  const press = copies
    ? () => acts.copy(message, index, button)
    : () => acts.tap(message, index);
  return h("button", { ...attributes, type: "button", disabled: Boolean(button.disabled), onclick: press },
    h("span", {}, button.text), note && h("span", { class: copies ? "unseen" : "off" }, note));
}

function keyLink(link, button, attributes) {
  link.className = attributes.class;
  link.dataset.key = attributes["data-key"];
  link.append(button.text);
  if (link.tagName === "A") {
    link.append(h("span", { class: "away", "aria-hidden": "true" }, "↗"), h("span", { class: "unseen" }, t("opens")));
  }
  return link;
}

function below(message, phone, acts) {
  const folded = h("div", { class: "folded", hidden: true }, tools(message, phone, acts));
  const unfold = folded.childNodes.length > 0 && h("button", {
    class: "quiet", type: "button", "aria-expanded": "false", "aria-label": `${t("more")}: ${gist(message)}`,
    onclick: () => {
      folded.hidden = !folded.hidden;
      unfold.setAttribute("aria-expanded", String(!folded.hidden));
    },
  }, t("more"));
  return h("div", { class: "below" },
    h("p", { class: "when" },
      h("time", { datetime: message.at }, clockTime(message.at)),
      message.edited && h("span", {}, t("edited")),
      message.silent && h("span", {}, t("silent")),
      message.seen === false && h("span", {}, t("unseen")),
      message.lost && h("span", {}, t("not-delivered"))),
    h("button", {
      class: "quiet", type: "button", "aria-label": `${t("see-json")}: ${gist(message)}`,
      onclick: () => acts.json(message),
    }, t("see-json")),
    unfold,
    folded);
}

function tools(message, phone, acts) {
  if (phone.platform === "wecom") return late(message, acts);
  const to = h("select", { "aria-label": t("forward") }, acts.targets().map(([id, name]) => h("option", { value: id }, name)));
  return [
    h("button", { class: "btn small", type: "button", onclick: () => acts.reply(message) }, t("reply")),
    h("span", { class: "forward" }, to,
      h("button", { class: "btn small", type: "button", onclick: () => acts.forward(message, to.value) }, t("forward-do"))),
    late(message, acts),
  ];
}

/** The buttons that are gone, for a phone that has not heard of it. */
function late(message, acts) {
  const now = new Set(message.buttons.flat().map((button) => button.text));
  const gone = [...acts.past(message)].filter((label) => !now.has(label));
  return gone.map((label) => h("button", { class: "btn small late", type: "button", onclick: () => acts.late(message, label) },
    t("late", { label })));
}

/** The first words of a message, for labels and lists. */
export function gist(message, most = 18) {
  const words = (message.card?.title || message.title || message.text || message.files?.[0]?.name || "").split("\n")[0].trim();
  return words.length > most ? `${words.slice(0, most)}…` : words;
}
