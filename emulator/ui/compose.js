// The foot of a phone: text with commands, attachments, the message replied to, and in groups who speaks.
import { attachments } from "./attach.js";
import { commandList } from "./commands.js";
import { fill, fresh, h } from "./dom.js";
import { gist } from "./message.js";
import { state } from "./store.js";
import { t } from "./words.js";
import { post } from "./wire.js";

/** The composer of `phone` (a Phone): {element, draw, focus, reply, speaker, suggest}. */
export function composer(phone) {
  const id = fresh("text");
  let replyTo = null;
  const text = h("textarea", { id, rows: "1", "t-hint": "write", "t-label": "message", autocomplete: "off" });
  const send = h("button", { class: "btn primary send", type: "submit", t: "send" });
  const quote = h("div", { class: "quote" });
  const speakers = h("select", { "t-label": "speak-as" });
  const speaking = h("label", { class: "speaker" }, h("span", { t: "speak-as" }), speakers);
  const files = attachments(phone, () => text.focus());
  const commands = commandList(text, () => phone.phone.platform === "telegram");
  const form = h("form", { class: "composer", onsubmit: submit }, speaking, quote, files.staged, files.menu,
    commands.element, h("div", { class: "line" }, files.button, text, send));

  text.addEventListener("keydown", (event) => {
    if (commands.key(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  text.addEventListener("input", fit);
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    files.add(event.dataTransfer.files);
  });
  text.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    files.add(event.clipboardData.files);
  });

  function fit() {
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight + 2, 160)}px`;
  }

  async function submit(event) {
    event.preventDefault();
    const words = text.value.trim();
    if (!words && !files.count()) return;
    send.disabled = true;
    const sent = files.count()
      ? await phone.attempt(post(`/phones/${phone.id}/send`, files.form(words, phone.by(answering()))))
      : await phone.order("say", { text: words, ...answering() });
    send.disabled = false;
    if (!sent) return;
    text.value = "";
    files.clear();
    commands.close();
    reply(null);
    fit();
    text.focus();
  }

  const answering = () => (replyTo === null ? {} : { reply_to: replyTo });

  function reply(message, { quietly = false } = {}) {
    replyTo = message?.id ?? null;
    fill(quote, message && [
      h("p", {}, t("replying", { text: gist(message) })),
      h("button", { class: "quiet", type: "button", "data-act": "unreply", "aria-label": t("cancel-reply") }, "×"),
    ]);
    if (message && !quietly) text.focus();
  }
  quote.addEventListener("click", (event) => event.target.dataset?.act === "unreply" && (reply(null), text.focus()));

  function draw() {
    const group = phone.phone.kind === "group";
    text.dataset.tHint = phone.phone.platform === "wecom" ? "write-plain" : "write";
    text.placeholder = t(text.dataset.tHint);
    speaking.hidden = !group;
    if (!group) return;
    const members = phone.phone.members ?? [];
    const chosen = members.includes(speakers.value) ? speakers.value : members[0];
    fill(speakers, members.map((one) => h("option", { value: one }, state.phones.get(one)?.name ?? one)));
    speakers.value = chosen;
  }

  return {
    element: form,
    draw,
    reply,
    focus: () => text.focus(),
    speaker: () => (phone.phone.kind === "group" ? speakers.value : null),
    suggest: (words) => {
      if (text.value) return false;
      text.value = words;
      fit();
      return true;
    },
  };
}
