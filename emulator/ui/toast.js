// What the bot answers to a tap: passing words above the composer, or a dialog that must be closed.
import { fresh, h } from "./dom.js";
import { state } from "./store.js";
import { speaks, t } from "./words.js";

const STAYS = 10_000; // ms of real time

/** The toasts of one phone: `around` takes dialogs, `notes` passing words, `home` the focus afterwards. */
export function toasts({ around, notes, home, before }) {
  let closed = before; // the `at` of the toast last closed, or of one from before the page was opened
  let node = null;

  function draw(toast) {
    if (node && toast && node.dataset.at === toast.at && node.dataset.language === speaks()) return;
    node?.remove();
    node = null;
    if (!toast || toast.at === closed) return;
    node = toast.alert ? dialog(toast) : passing(toast);
    node.dataset.at = toast.at;
    node.dataset.language = speaks();
  }

  function close(toast) {
    if (node?.dataset.at !== toast.at) return;
    closed = toast.at;
    const held = node.contains(document.activeElement);
    node.remove();
    node = null;
    if (held) home.focus();
  }

  function passing(toast) {
    const line = h("div", { class: "toast", role: "status" },
      h("p", {}, h("span", { class: "unseen" }, t("toast")), toast.text),
      h("button", { class: "quiet", type: "button", "aria-label": t("dismiss"), onclick: () => close(toast) }, "×"));
    notes.prepend(line);
    if (!state.still) setTimeout(close, STAYS, toast);
    return line;
  }

  function dialog(toast) {
    const id = fresh("alert");
    const ok = h("button", { class: "btn primary", type: "button", onclick: () => close(toast) }, t("ok"));
    const sheet = h("div", {
      class: "alert", role: "alertdialog", "aria-label": t("toast"), "aria-describedby": id,
      onkeydown: (event) => event.key === "Escape" && close(toast),
    }, h("div", { class: "sheet" }, h("p", { id }, toast.text), ok));
    around.append(sheet);
    if (around.contains(document.activeElement)) ok.focus();
    return sheet;
  }

  return { draw };
}
