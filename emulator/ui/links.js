// Where a link on a phone leads: the house's own origin goes to the running bot, a start link to the bot's chat.
import { post } from "./wire.js";
import { state } from "./store.js";

/** An <a> or <button> for `url` as `phone` would open it; null when the address may not be opened. */
export function opened(url, phone) {
  let address;
  try {
    address = new URL(url);
  } catch {
    return null;
  }
  if (!["http:", "https:"].includes(address.protocol)) return null;
  const start = address.hostname === "t.me" && address.searchParams.get("start");
  if (start) return startButton(start, phone);
  const link = document.createElement("a");
  link.href = mapped(address);
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  return link;
}

function startButton(payload, phone) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  const person = phone.kind === "group" ? phone.members[0] : phone.id; // the bot's chat opens on a person's phone
  button.addEventListener("click", () => post(`/phones/${person}/say`, { text: `/start ${payload}` }));
  return button;
}

/** `address` with the origin printed on cards replaced by the one the bot listens on here. */
export function mapped(address) {
  const { web_origin: printed, bot_url: here } = state.info;
  if (!printed || !here || address.origin !== new URL(printed).origin) return address.href;
  return new URL(address.pathname + address.search + address.hash, here).href;
}
