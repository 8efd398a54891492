// One phone: its head, the conversation, what the bot says in passing, and the composer.
import { composer } from "./compose.js";
import { fill, h } from "./dom.js";
import { drawn, gist } from "./message.js";
import { siteDesk } from "./site.js";
import { phones, state } from "./store.js";
import { civil, shortDate } from "./time.js";
import { showJson } from "./json.js";
import { speaks, t } from "./words.js";
import { post } from "./wire.js";

const TOAST_STAYS = 10_000; // ms of real time
const NEAR_END = 48; // px
const NARROW = matchMedia("(max-width: 46rem)");
const TOUCH = matchMedia("(pointer: coarse)");

export class Phone {
  /** `id` of a phone in the store; `seen` is called whenever the count of new messages may have changed. */
  constructor(id, seen) {
    this.id = id;
    this.seen = seen;
    this.signatures = new Map();
    this.keys = new Map(); // labels of every button a message ever bore here, to try a late tap
    this.closedToast = this.phone.toast?.at; // from before the page was opened
    this.unread = 0;
    this.unfolded = false;
    this.folded = false;
    this.pinned = true; // whether the end is to stay in sight
    this.known = null; // ids of the messages already shown
    this.talk = h("ul", { class: "talk", "aria-live": "polite", tabindex: "0" });
    this.head = h("header", { class: "head" });
    this.notes = h("div", { class: "notes" });
    this.composer = composer(this);
    this.desk = isAdmin(this.phone) ? siteDesk(this) : null;
    this.element = h("section", { class: "phone", id: `phone-${id}` },
      this.head, this.talk, this.notes, this.desk?.element ?? "", this.composer.element);
    // What is read is marked only after the press has ended: nothing may move under a finger.
    this.element.addEventListener("pointerdown", () => { this.pressed = true; });
    this.element.addEventListener("click", () => { this.pressed = false; this.read(); });
    this.element.addEventListener("focusin", () => this.pressed || this.read());
    this.head.addEventListener("click", (event) => this.headAct(event.target.dataset.act));
    this.talk.addEventListener("load", () => this.settle(), true); // a picture has got its height
    this.talk.addEventListener("scroll", () => { this.pinned = this.atEnd(); this.offerMore(); });
    new ResizeObserver(() => this.settle()).observe(this.talk);
    this.draw();
  }

  get phone() {
    return state.phones.get(this.id);
  }

  draw() {
    const { phone } = this;
    const title = phone.kind === "group" ? "phone-of-group" : "phone-of";
    this.element.setAttribute("aria-label", t(title, { name: phone.name }));
    this.element.classList.toggle("group", phone.kind === "group");
    this.talk.setAttribute("aria-label", t("talk-of", { name: phone.name }));
    this.drawHead();
    this.drawTalk();
    this.drawToast();
    this.composer.draw();
    if (this.language && this.language !== speaks()) this.desk?.draw();
    this.language = speaks();
  }

  drawHead() {
    const { phone } = this;
    const note = !phone.connected ? t("connecting") : phone.blocked ? t("blocked") : "";
    const person = phone.kind === "person";
    fill(this.head,
      h("button", { class: "btn back", type: "button", "data-act": "back" }, t("back")),
      h("span", { class: "avatar", "aria-hidden": "true" }, phone.name.slice(0, 1)),
      h("div", { class: "who" },
        h("div", { class: "row" }, h("h3", {}, phone.name), h("span", { class: "tag" }, PLATFORMS[phone.platform] ?? phone.platform),
          this.unread ? h("span", { class: "tag new" }, t("new-messages", { n: this.unread })) : null),
        h("p", {}, person ? phone.role : members(phone))),
      this.folded ? h("button", { class: "btn small", type: "button", "data-act": "open" }, t("open")) : h("button", {
        class: "quiet", type: "button", "data-act": "more", "aria-expanded": String(this.unfolded),
        "aria-label": `${t("more")}: ${phone.name}`,
      }, t("more")),
      h("div", { class: "state" },
        note && h("span", { class: "tag warn" }, note),
        this.unfolded && h("button", { class: "btn small", type: "button", "data-act": "fold" }, t("fold")),
        person && this.unfolded && h("button", { class: "btn small", type: "button", "data-act": "block" },
          phone.blocked ? t("unblock") : t("block"))));
  }

  headAct(act) {
    if (act === "block") this.attempt(post(`/phones/${this.id}/block`, { on: !this.phone.blocked }));
    if (act === "back") this.element.dispatchEvent(new CustomEvent("back", { bubbles: true }));
    if (act === "open" || act === "fold") this.fold(act === "fold");
    if (act === "open") this.toEnd();
    if (act === "fold") this.head.querySelector("[data-act=open]").focus();
    if (act === "open") this.talk.focus();
    if (act !== "more") return;
    this.unfolded = !this.unfolded;
    this.drawHead();
    this.head.querySelector("[data-act=more]").focus();
  }

  /** Show the head alone, or the whole phone. */
  fold(yes) {
    this.folded = yes;
    this.unfolded = false;
    this.element.classList.toggle("shut", yes);
    this.drawHead();
  }

  drawTalk() {
    const { phone } = this;
    const { activeElement } = document;
    const focus = this.talk.contains(activeElement) ? placeOf(activeElement) : null;
    const { pinned } = this;
    const fresh = this.known === null ? [] : phone.messages.filter((one) => !this.known.has(one.id));
    this.arrange();
    if (focus) this.refocus(focus);
    this.known = new Set(phone.messages.map((one) => one.id));
    if (fresh.length && this.folded) this.fold(false);
    if (pinned || fresh.some((one) => one.from === this.id)) this.toEnd(fresh[0]);
    this.pinned = this.atEnd();
    this.offerMore();
    if (!this.element.contains(document.activeElement)) {
      this.unread += fresh.filter((one) => one.from !== this.id).length;
      if (fresh.length) this.drawHead();
    }
    const asks = fresh.findLast((one) => one.from === "bot" && (one.prompt ?? one.raw?.reply_markup?.force_reply));
    if (asks) this.composer.reply(asks, { quietly: true }); // as the platform's own client does when the bot asks
    if (fresh.length) this.seen();
  }

  /** Put one item per message and day in order, keeping the nodes of what did not change. */
  arrange() {
    const { phone } = this;
    const nodes = new Map([...this.talk.children].map((node) => [node.dataset.key ?? node.dataset.id, node]));
    const wanted = [];
    if (!phone.connected && phone.kind === "person") wanted.push(keep("connecting", () => system(t("connecting-says"))));
    if (!phone.messages.length) wanted.push(keep("empty", () => this.welcome()));
    else if (phone.kind === "person" && phone.started === false) wanted.push(keep("closed", () => this.welcome()));
    let day = "";
    for (const message of phone.messages) {
      if (civil(message.at) !== day) {
        day = civil(message.at);
        wanted.push(keep(`day-${day}`, () => h("li", { class: "day" }, h("p", {}, shortDate(message.at)))));
      }
      wanted.push(this.kept(message, nodes));
    }
    place(this.talk, wanted);

    function keep(key, make) {
      const mark = `${key}-${speaks()}`;
      const node = nodes.get(mark) ?? make();
      node.dataset.key = mark;
      return node;
    }
  }

  kept(message, nodes) {
    const signature = speaks() + JSON.stringify(message);
    const node = nodes.get(String(message.id));
    if (node && this.signatures.get(message.id) === signature) return node;
    this.signatures.set(message.id, signature);
    const labels = message.buttons.flat().filter((one) => one.kind === "callback").map((one) => one.text);
    this.keys.set(message.id, new Set([...(this.keys.get(message.id) ?? []), ...labels]));
    return drawn(message, this.phone, this.acts());
  }

  acts() {
    return {
      tap: (message, index) => this.attempt(post(`/phones/${this.id}/tap`, this.by({ message_id: message.id, button: index }))),
      late: (message, label) => this.attempt(post(`/phones/${this.id}/tap`,
        this.by({ message_id: message.id, button: label, stale: true }))),
      past: (message) => this.keys.get(message.id) ?? [],
      targets: () => this.targets(),
      copy: (message, index, button) => this.toClipboard(button.copy ?? button.url ?? button.text),
      json: (message) => showJson(t("json-of", { id: message.id }), message.raw ?? message),
      reply: (message) => this.composer.reply(message),
      forward: (message, to) => this.attempt(post(`/phones/${this.id}/forward`, this.by({ message_id: message.id, to }))),
    };
  }

  /** In a group, say which member acts. */
  by(body) {
    const speaker = this.composer.speaker();
    return speaker ? { ...body, by: speaker } : body;
  }

  /** Where who acts here may forward to: the own chat with the bot, and groups they are in. */
  targets() {
    const person = this.composer.speaker() ?? this.id;
    const groups = phones().filter((one) => one.kind === "group" && one.members.includes(person));
    return [[person, t("bot-name")], ...groups.map((one) => [one.id, one.name])];
  }

  async toClipboard(words) {
    try {
      await navigator.clipboard.writeText(words);
      this.note(t("copied"));
    } catch {
      this.note(t("not-copied"), "bad");
    }
  }

  /** Carry out an order and say what went wrong, if anything; true when it was taken. */
  async attempt(order) {
    try {
      const answer = await order;
      if (answer?.accepted === false) this.note(t("not-sent", { why: answer.error ?? t("not-accepted") }), "bad");
      else if (answer?.update_id && answer.delivered === false && !this.phone.connected) this.note(t("waiting-bot"));
      else this.note("");
      return answer?.accepted !== false;
    } catch (error) {
      this.note(t("not-sent", { why: known(error.message) }), "bad");
      return false;
    }
  }

  note(words, tone = "") {
    this.notes.querySelector(".note")?.remove();
    if (words) this.notes.append(h("p", { class: `note ${tone}`, role: "status" }, words));
  }

  drawToast() {
    const { toast } = this.phone;
    const shown = this.element.querySelector(".toast, .alert");
    if (shown && toast && shown.dataset.at === toast.at && shown.dataset.language === speaks()) return;
    shown?.remove();
    if (!toast || toast.at === this.closedToast) return;
    const close = () => this.closeToast(toast);
    if (toast.alert) this.alert(toast, close);
    else this.passing(toast, close);
  }

  passing(toast, close) {
    this.notes.prepend(h("div", { class: "toast", "data-at": toast.at, "data-language": speaks(), role: "status" },
      h("p", {}, h("span", { class: "unseen" }, t("toast")), toast.text),
      h("button", { class: "quiet", type: "button", "aria-label": t("dismiss"), onclick: close }, "×")));
    if (!state.still) setTimeout(() => this.phone?.toast?.at === toast.at && close(), TOAST_STAYS);
  }

  alert(toast, close) {
    const label = `alert-${this.id}`;
    const ok = h("button", { class: "btn primary", type: "button", onclick: close }, t("ok"));
    this.element.append(h("div", {
      class: "alert", role: "alertdialog", "aria-label": t("toast"), "aria-describedby": label,
      "data-at": toast.at, "data-language": speaks(),
      onkeydown: (event) => event.key === "Escape" && close(),
    }, h("div", { class: "sheet" }, h("p", { id: label }, toast.text), ok)));
    if (this.element.contains(document.activeElement)) ok.focus();
  }

  closeToast(toast) {
    const shown = this.element.querySelector(".toast, .alert");
    if (shown?.dataset.at !== toast.at) return;
    this.closedToast = toast.at;
    const held = shown.contains(document.activeElement);
    shown.remove();
    if (held) this.talk.focus();
  }

  welcome() {
    if (this.phone.kind === "group") return system(t("empty-group"));
    const start = h("button", {
      class: "btn primary", type: "button",
      onclick: () => this.attempt(post(`/phones/${this.id}/say`, { text: "/start" })),
    }, t("start"));
    return h("li", { class: "system welcome" }, h("p", {}, t("empty")), start);
  }

  /** While the end is out of sight, a button says so. */
  offerMore() {
    const shown = this.notes.querySelector(".newest");
    if (this.atEnd()) {
      if (shown?.contains(document.activeElement)) this.talk.focus();
      shown?.remove();
    } else if (!shown) {
      this.notes.append(h("button", { class: "btn newest", type: "button", "t-label": "newest", onclick: () => this.toBottom() }, "↓"));
    }
  }

  /** Stay at the end when the room or what stands in it has changed its height. */
  settle() {
    if (this.pinned) this.toBottom();
    this.offerMore();
  }

  toBottom() {
    this.talk.scrollTop = this.talk.scrollHeight;
  }

  atEnd() {
    const { talk } = this;
    return talk.scrollHeight - talk.scrollTop - talk.clientHeight < NEAR_END;
  }

  /** Show the end; but when what is new (`first` and after) is taller than the phone, show its head. */
  toEnd(first) {
    const { talk } = this;
    const end = talk.scrollHeight - talk.clientHeight;
    const node = first && this.nodeOf(first.id);
    talk.scrollTop = node ? Math.min(end, node.offsetTop - talk.offsetTop - 8) : end;
  }

  nodeOf(id) {
    return this.talk.querySelector(`[data-id="${CSS.escape(String(id))}"]`);
  }

  /** The focus back to where it was in a message that has been drawn anew, or as near as there is. */
  refocus({ id, key, label }) {
    if (this.talk.contains(document.activeElement)) return;
    const node = this.nodeOf(id);
    const buttons = node ? [...node.querySelectorAll("button:not(:disabled), a")] : [];
    const again = buttons.find((one) => key && one.dataset.key === key)
      ?? buttons.find((one) => label && one.getAttribute("aria-label") === label)
      ?? buttons.find((one) => one.dataset.key) ?? node ?? this.talk;
    again.focus({ preventScroll: true });
  }

  read() {
    if (!this.unread) return;
    this.unread = 0;
    this.drawHead();
    this.seen();
  }

  /** Bring the phone into view and put the focus where the next act is; `write` asks for the text field. */
  enter(pattern, { write }) {
    if (this.folded) this.fold(false);
    this.element.scrollIntoView({ block: NARROW.matches ? "start" : "nearest" });
    const keys = [...this.talk.querySelectorAll(".key:not(:disabled)")].reverse();
    const wanted = pattern && keys.find((key) => pattern.test(key.textContent));
    if (wanted) {
      this.talk.scrollTop = wanted.closest("li").offsetTop - this.talk.offsetTop - 8;
      wanted.focus();
    } else if (write || !TOUCH.matches) this.composer.focus();
    else this.talk.focus(); // no keyboard slides in unasked
  }

  lastGist() {
    const last = this.phone.messages.at(-1);
    if (!last) return t("no-messages");
    const words = gist(last, 24);
    if (last.from === this.id) return t("you-said", { text: words });
    return this.phone.kind === "group" ? t("said", { name: last.name || t("bot-name"), text: words }) : words;
  }
}

const PLATFORMS = { telegram: "Telegram" };
const isAdmin = (phone) => /网站管理|web ?admin/i.test(phone.role ?? "");
/** The emulator's own refusals in the page's language. */
function known(refusal) {
  const words = t(`refusal: ${refusal}`);
  return words.startsWith("refusal: ") ? refusal : words;
}

const system = (words) => h("li", { class: "system" }, h("p", {}, words));
const members = (phone) => (phone.members ?? []).map((id) => state.phones.get(id)?.name ?? id).join("、");

function placeOf(node) {
  const key = node.dataset.key;
  return { id: node.closest("li")?.dataset.id, key, label: node.getAttribute("aria-label") };
}

/** Make `wanted` the children of `list`, touching only what differs: the rest keeps focus and is not read out again. */
function place(list, wanted) {
  const keep = new Set(wanted);
  for (const node of [...list.children]) if (!keep.has(node)) node.remove();
  wanted.forEach((node, index) => {
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
  });
}
