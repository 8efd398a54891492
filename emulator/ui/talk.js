// A phone's conversation: one list item per message and day; what did not change keeps its node, place and focus.
import { fresh as freshId, h } from "./dom.js";
import { drawn } from "./message.js";
import { state } from "./store.js";
import { civil, shortDate } from "./time.js";
import { speaks, t } from "./words.js";

const NEAR_END = 48; // px

export class Talk {
  /** `acts` is what messages may do (see message.js), `start` opens the bot, `notes` holds the button to the end. */
  constructor({ acts, start, notes }) {
    this.acts = { ...acts, past: (message) => this.keys.get(message.id) ?? [] };
    this.start = start;
    this.notes = notes;
    this.signatures = new Map(); // what each message was drawn from
    this.keys = new Map(); // labels of every button a message ever bore here, to try a late tap
    this.known = null; // ids of the messages already shown
    this.pinned = true; // whether the end is to stay in sight
    this.element = h("ul", { class: "talk", id: freshId("talk"), "aria-live": "polite", tabindex: "0" });
    this.element.addEventListener("load", () => this.settle(), true); // a picture has got its height
    this.element.addEventListener("scroll", () => {
      this.pinned = this.atEnd();
      this.offerMore();
    });
    new ResizeObserver(() => this.settle()).observe(this.element);
  }

  /** Show the conversation of `phone`; returns the messages that were not there before. */
  draw(phone) {
    const { activeElement } = document;
    const focus = this.element.contains(activeElement) ? placeOf(activeElement) : null;
    const fresh = this.known === null ? [] : phone.messages.filter((one) => !this.known.has(one.id));
    this.arrange(phone);
    if (focus) this.refocus(focus);
    this.known = new Set(phone.messages.map((one) => one.id));
    return fresh;
  }

  /** Begin anew with another conversation. */
  forget() {
    this.signatures.clear();
    this.keys.clear();
    this.known = null;
    this.pinned = true;
    this.element.replaceChildren();
  }

  /** Bring what is `fresh` into sight, unless the reader is looking at something older. */
  follow(fresh, { own }) {
    if (this.pinned || own) this.toEnd(fresh[0]);
    this.pinned = this.atEnd();
    this.offerMore();
  }

  arrange(phone) {
    const nodes = new Map([...this.element.children].map((node) => [node.dataset.mark ?? node.dataset.id, node]));
    const keep = (key, make) => {
      const mark = `${key}-${speaks()}`;
      const node = nodes.get(mark) ?? make();
      node.dataset.mark = mark;
      return node;
    };
    const person = phone.kind === "person";
    const wanted = [];
    if (state.ended && person) wanted.push(keep(`ended ${state.ended}`, () => system(t("bot-ended", { why: state.ended }))));
    else if (!phone.connected && person) wanted.push(keep("connecting", () => system(t(phone.platform === "wecom" ? "connecting-wecom" : "connecting-says"))));
    if (!phone.messages.length) wanted.push(keep("empty", () => this.welcome(person, phone)));
    else if (person && phone.started === false) wanted.push(keep("closed", () => this.welcome(person, phone)));
    let day = "";
    for (const message of phone.messages) {
      if (civil(message.at) !== day) {
        day = civil(message.at);
        wanted.push(keep(`day-${day}`, () => h("li", { class: "day" }, h("p", {}, shortDate(message.at)))));
      }
      wanted.push(this.kept(message, phone, nodes));
    }
    place(this.element, wanted);
  }

  kept(message, phone, nodes) {
    const signature = speaks() + JSON.stringify(message);
    const node = nodes.get(String(message.id));
    if (node && this.signatures.get(message.id) === signature) return node;
    this.signatures.set(message.id, signature);
    const labels = message.buttons.flat().filter((one) => ["callback", "submit"].includes(one.kind)).map((one) => one.text);
    this.keys.set(message.id, new Set([...(this.keys.get(message.id) ?? []), ...labels]));
    return drawn(message, phone, this.acts);
  }

  welcome(person, phone) {
    if (!person) return system(t("empty-group"));
    if (phone.platform === "wecom") return system(t("empty-wecom"));
    const start = h("button", { class: "btn primary", type: "button", onclick: this.start }, t("start"));
    return h("li", { class: "system welcome" }, h("p", {}, t("empty")), start);
  }

  atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  toBottom() {
    this.element.scrollTop = this.element.scrollHeight;
  }

  /** Show the end; but when what is new (`first` and after) is taller than the phone, show its head. */
  toEnd(first) {
    const node = first && this.nodeOf(first.id);
    if (node) this.element.scrollTop = Math.min(this.element.scrollHeight, this.headOf(node));
    else this.toBottom();
  }

  headOf(node) {
    return node.offsetTop - this.element.offsetTop - 8;
  }

  /** Stay at the end when the room or what stands in it has changed its height. */
  settle() {
    if (this.pinned) this.toBottom();
    this.offerMore();
  }

  /** While the end is out of sight, a button says so. */
  offerMore() {
    const shown = this.notes.querySelector(".newest");
    if (this.atEnd()) {
      if (shown?.contains(document.activeElement)) this.element.focus();
      shown?.remove();
    } else if (!shown) {
      const attributes = { class: "btn newest", type: "button", "t-label": "newest", onclick: () => this.toBottom() };
      this.notes.append(h("button", attributes, "↓"));
    }
  }

  nodeOf(id) {
    return this.element.querySelector(`[data-id="${CSS.escape(String(id))}"]`);
  }

  /** Put the focus on the newest live button that `pattern` fits; false when there is none. */
  focusKey(pattern) {
    const keys = [...this.element.querySelectorAll(".key:not(:disabled)")].reverse();
    const key = pattern && keys.find((one) => pattern.test(one.textContent));
    if (!key) return false;
    this.element.scrollTop = this.headOf(key.closest("li"));
    key.focus();
    return true;
  }

  /** The focus back to where it was in a message that has been drawn anew, or as near as there is. */
  refocus({ id, key, label }) {
    if (this.element.contains(document.activeElement)) return;
    const node = this.nodeOf(id);
    const buttons = node ? [...node.querySelectorAll("button:not(:disabled), a")] : [];
    const again = buttons.find((one) => key && one.dataset.key === key)
      ?? buttons.find((one) => label && one.getAttribute("aria-label") === label)
      ?? buttons.find((one) => one.dataset.key) ?? node ?? this.element;
    again.focus({ preventScroll: true });
  }
}

const system = (words) => h("li", { class: "system" }, h("p", {}, words));

function placeOf(node) {
  return { id: node.closest("li")?.dataset.id, key: node.dataset.key, label: node.getAttribute("aria-label") };
}

/** Make `wanted` the children of `list`, touching only what differs: the rest keeps focus and is not read out again. */
function place(list, wanted) {
  const keep = new Set(wanted);
  for (const node of [...list.children]) if (!keep.has(node)) node.remove();
  wanted.forEach((node, index) => {
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
  });
}
