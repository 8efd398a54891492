// One phone: its head, the conversation, what the bot says in passing, and the composer.
import { phoneBrowser } from "./browser.js";
import { composer } from "./compose.js";
import { fill, h } from "./dom.js";
import { showJson } from "./json.js";
import { gist } from "./message.js";
import { siteDesk } from "./site.js";
import { phones, sidesOf, state, turn } from "./store.js";
import { Talk } from "./talk.js";
import { toasts } from "./toast.js";
import { speaks, t } from "./words.js";
import { post } from "./wire.js";

const PLATFORMS = { telegram: () => "Telegram", wecom: () => t("wecom") };
const NARROW = matchMedia("(max-width: 46rem)");
const TOUCH = matchMedia("(pointer: coarse)");

export class Phone {
  /** `id` of a phone in the store; `seen` is called whenever the count of new messages may have changed. */
  constructor(id, seen) {
    this.id = id;
    this.seen = seen;
    this.unread = 0;
    this.more = false; // whether the head shows what else can be done
    this.shut = false; // whether only the head shows
    this.head = h("header", { class: "head", onclick: (event) => this.headAct(event.target.dataset.act) });
    this.notes = h("div", { class: "notes" });
    this.to = "app"; // on WeCom: the app's conversation, or the AI bot's
    this.browser = phoneBrowser(() => this.talk.focus());
    this.menu = h("div", { class: "appmenu", role: "group", "t-label": "app-menu" });
    this.conversation = new Talk({ acts: this.acts(), start: () => this.order("say", { text: "/start" }), notes: this.notes });
    this.talk = this.conversation.element;
    this.composer = composer(this);
    this.desk = isAdmin(this.phone) ? siteDesk(this) : null;
    this.element = h("section", { class: "phone", id: `phone-${id}` },
      this.head, this.talk, this.notes, this.desk?.element, this.composer.element, this.menu, this.browser.element);
    this.toasts = toasts({ around: this.element, notes: this.notes, home: this.talk, before: this.phone.toast?.at });
    // What is read is marked only after the press has ended: nothing may move under a finger.
    this.menu.addEventListener("click", (event) => {
      const { entry } = event.target.dataset;
      if (entry !== undefined) this.order("menu", { entry: Number(entry) });
    });
    this.element.addEventListener("pointerdown", () => { this.pressed = true; });
    this.element.addEventListener("click", () => { this.pressed = false; this.read(); });
    this.element.addEventListener("focusin", () => this.pressed || this.read());
    this.draw();
  }

  get phone() {
    const shown = state.phones.get(this.id);
    return this.to === "aibot" && shown.aibot ? { ...shown, messages: shown.aibot.messages, connected: shown.aibot.connected } : shown;
  }

  /** Show another conversation in the same case: the other platform's, or the AI bot's. */
  goOver(to) {
    this.to = to;
    this.conversation.forget();
    this.unread = 0;
    this.draw();
    this.conversation.toBottom();
  }

  draw() {
    const { phone } = this;
    const group = phone.kind === "group";
    const turned = this.side && this.side !== phone.platform;
    this.side = phone.platform;
    if (turned) {
      this.goOver("app");
      return;
    }
    this.element.setAttribute("aria-label", t(group ? "phone-of-group" : "phone-of", { name: phone.name }));
    this.element.classList.toggle("group", group);
    this.element.classList.toggle("wecom", phone.platform === "wecom");
    this.drawMenu();
    this.talk.setAttribute("aria-label", t("talk-of", { name: phone.name }));
    this.drawHead();
    this.drawTalk();
    this.toasts.draw(phone.toast);
    this.composer.draw();
    if (this.language && this.language !== speaks()) this.desk?.draw();
    this.language = speaks();
  }

  drawHead() {
    const { phone } = this;
    const person = phone.kind === "person";
    const alone = phone.kind === "group" && phone.platform === "wecom"; // a robot needs no callback
    const away = phone.platform !== "wecom" ? "blocked" : alone ? "robot-gone" : "not-visible";
    const note = state.ended ? t("bot-gone") : !phone.connected && !alone ? t("connecting") : phone.blocked ? t(away) : "";
    const button = (act, words) => h("button", { class: "btn small", type: "button", "data-act": act }, words);
    fill(this.head,
      h("button", { class: "btn back", type: "button", "data-act": "back" }, t("back")),
      h("span", { class: "avatar", "aria-hidden": "true" }, phone.name.slice(0, 1)),
      h("div", { class: "who" },
        h("div", { class: "row" },
          h("h3", {}, phone.name),
          h("span", { class: "tag" }, this.to === "aibot" ? t("aibot") : PLATFORMS[phone.platform]()),
          this.unread > 0 && h("span", { class: "tag new" }, t("new-messages", { n: this.unread }))),
        h("p", {}, person ? phone.role : members(phone))),
      !this.shut && this.others().map(([act, words]) => h("button", {
        class: "btn small", type: "button", "data-act": act, "aria-label": t("turn-to", { name: words }),
      }, `↔ ${words}`)),
      this.shut ? button("open", t("open")) : h("button", {
        class: "quiet", type: "button", "data-act": "more", "aria-expanded": String(this.more),
        "aria-label": `${t("more")}: ${phone.name}`,
      }, t("more")),
      h("div", { class: "state" },
        note && h("span", { class: "tag warn" }, note),
        this.more && button("fold", t("fold")),
        this.more && person && phone.platform === "wecom" && button("enter", t("enter-app")),
        this.more && person && button("block", t(blockWords(phone)))));
  }

  /** Where this phone can turn to: its other platform, and the AI bot's conversation and back. */
  others() {
    const { phone } = this;
    const sides = sidesOf(this.id).filter((one) => one.platform !== phone.platform);
    const bot = phone.platform === "wecom" && (phone.aibot?.connected || phone.aibot?.messages.length);
    return [
      ...sides.map((one) => [`turn-${one.platform}`, PLATFORMS[one.platform]()]),
      ...(bot ? [this.to === "aibot" ? ["to-app", t("app")] : ["to-aibot", t("aibot")]] : []),
    ];
  }

  drawMenu() {
    const entries = this.phone.platform === "wecom" && this.to === "app" ? this.phone.menu ?? [] : [];
    this.menu.hidden = !entries.length;
    fill(this.menu, entries.map((one, place) => h("button", { type: "button", "data-entry": place }, one.name)));
  }

  headAct(act) {
    if (act?.startsWith("turn-") || act?.startsWith("to-")) {
      if (act.startsWith("turn-")) turn(this.id, act.slice(5));
      else this.goOver(act.slice(3));
      (this.head.querySelector("[data-act^=turn-], [data-act^=to-]") ?? this.talk).focus();
    }
    if (act === "enter") this.order("enter", {});
    if (act === "block") this.order("block", { on: !this.phone.blocked });
    if (act === "back") this.element.dispatchEvent(new CustomEvent("back", { bubbles: true }));
    if (act === "more") {
      this.more = !this.more;
      this.drawHead();
      this.head.querySelector("[data-act=more]").focus();
    }
    if (act === "fold") {
      this.fold(true);
      this.head.querySelector("[data-act=open]").focus();
    }
    if (act === "open") {
      this.fold(false);
      this.conversation.toBottom();
      this.talk.focus();
    }
  }

  /** Show the head alone, or the whole phone. */
  fold(yes) {
    this.shut = yes;
    this.more = false;
    this.element.classList.toggle("shut", yes);
    this.drawHead();
  }

  drawTalk() {
    const fresh = this.conversation.draw(this.phone);
    if (fresh.length && this.shut) this.fold(false);
    this.conversation.follow(fresh, { own: fresh.some((one) => one.from === this.id) });
    if (!fresh.length) return;
    if (!this.element.contains(document.activeElement)) {
      this.unread += fresh.filter((one) => one.from !== this.id).length;
      this.drawHead();
    }
    // As the platform's own client does when the bot asks for an answer.
    const asks = fresh.findLast((one) => one.from === "bot" && (one.prompt ?? one.raw?.reply_markup?.force_reply));
    if (asks) this.composer.reply(asks, { quietly: true });
    this.seen();
  }

  /** What can be done with a message, see message.js. */
  acts() {
    return {
      tap: (message, index) => {
        this.composer.reply(null);
        return this.order("tap", { message_id: message.id, button: index });
      },
      submit: (message, index, choices) => this.order("tap", { message_id: message.id, button: index, choices }),
      open: (message, url) => this.order("open", { url }),
      menu: (message, label) => this.order("tap", { message_id: message.id, menu: label }),
      named: (id) => state.phones.get(id)?.name ?? id,
      late: (message, label) => this.order("tap", { message_id: message.id, button: label, stale: true }),
      forward: (message, to) => this.order("forward", { message_id: message.id, to }),
      targets: () => this.targets(),
      copy: (message, index, button) => this.toClipboard(button.copy ?? button.url ?? button.text),
      json: (message) => showJson(t("json-of", { id: message.id }), message.raw ?? message),
      reply: (message) => this.composer.reply(message),
    };
  }

  /** Have the person of this phone do `act`; true when it was taken. */
  order(act, body) {
    return this.attempt(post(`/phones/${this.id}/${act}`, this.by(body)));
  }

  /** In a group, say which member acts. */
  by(body) {
    const speaker = this.composer.speaker();
    const where = this.phone.platform === "wecom" ? { platform: "wecom", ...(this.to === "aibot" ? { to: "aibot" } : {}) } : {};
    return { ...body, ...where, ...(speaker ? { by: speaker } : {}) };
  }

  /** Where who acts here may forward to: the own chat with the bot, and groups they are in. */
  targets() {
    const person = this.composer?.speaker() ?? this.id;
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

  /** Wait for an order and say what went wrong, if anything; true when it was taken. */
  async attempt(order) {
    try {
      const answer = await order;
      if (answer?.opened_here && this.phone.platform === "wecom") this.browser.open(answer.opened_here);
      if (answer?.update_id && !answer.delivered && !this.phone.connected) this.note(t("waiting-bot"));
      else this.note("");
      return true;
    } catch (error) {
      this.note(t("not-sent", { why: known(error.message) }), "bad");
      return false;
    }
  }

  note(words, tone = "") {
    this.notes.querySelector(".note")?.remove();
    if (words) this.notes.append(h("p", { class: `note ${tone}`, role: "status" }, words));
  }

  read() {
    if (!this.unread) return;
    this.unread = 0;
    this.drawHead();
    this.seen();
  }

  /** Bring the phone into view and put the focus where the next act is; `write` asks for the text field. */
  enter(pattern, { write }) {
    if (this.shut) this.fold(false);
    this.element.scrollIntoView({ block: NARROW.matches ? "start" : "nearest" });
    if (this.conversation.focusKey(pattern)) return;
    if (write || !TOUCH.matches) this.composer.focus();
    else this.talk.focus(); // no keyboard slides in unasked
  }

  /** The last message in a few words, for the list of phones. */
  lastGist() {
    const last = this.phone.messages.at(-1);
    if (!last) return t("no-messages");
    const words = gist(last, 24);
    if (last.from === this.id) return t("you-said", { text: words });
    return this.phone.kind === "group" ? t("said", { name: last.name || t("bot-name"), text: words }) : words;
  }
}

function blockWords(phone) {
  if (phone.platform === "wecom") return phone.blocked ? "see" : "unsee";
  return phone.blocked ? "unblock" : "block";
}

const isAdmin = (phone) => /网站管理|web ?admin/i.test(phone.role ?? "");
const members = (phone) => (phone.members ?? []).map((id) => state.phones.get(id)?.name ?? id).join("、");

/** The emulator's own refusals in the page's language. */
function known(refusal) {
  const words = t(`refusal: ${refusal}`);
  return words.startsWith("refusal: ") ? refusal : words;
}
