// The dialog that shows a payload as it went over the wire.
import { t } from "./words.js";

const dialog = document.getElementById("json");
const body = dialog.querySelector("pre");
let opener = null;

/** Show `value` as indented JSON under `title`; closing gives the focus back. */
export function showJson(title, value) {
  opener = document.activeElement;
  dialog.querySelector("h2").textContent = title;
  body.textContent = JSON.stringify(value, null, 2);
  body.setAttribute("aria-label", title);
  dialog.showModal();
  body.scrollTop = 0;
}

dialog.addEventListener("close", () => opener?.isConnected && opener.focus());
dialog.addEventListener("click", async (event) => {
  const act = event.target.dataset?.act;
  if (act === "close" || event.target === dialog) dialog.close();
  if (act === "copy") {
    try {
      await navigator.clipboard.writeText(body.textContent);
      event.target.textContent = t("copied");
    } catch {
      event.target.textContent = t("not-copied");
    }
  }
});
