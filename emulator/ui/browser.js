// The browser inside a phone: the house's own pages in a frame, everything else behind a link to a new tab.
import { h } from "./dom.js";
import { mapped } from "./links.js";
import { state } from "./store.js";
import { t } from "./words.js";

/** The browser of one phone: {element, open}; `closed` is called when it goes away. */
export function phoneBrowser(closed) {
  const address = h("span", { class: "address" });
  const away = h("a", { class: "btn small", target: "_blank", rel: "noopener noreferrer", t: "new-tab" });
  const back = h("button", { class: "btn small", type: "button", t: "browser-close", onclick: close });
  const inside = h("div", { class: "inside" });
  const element = h("section", { class: "browser", "t-label": "browser", hidden: true, onkeydown: (event) => event.key === "Escape" && close() },
    h("div", { class: "bar" }, back, address, away), inside);

  function open(url) {
    const here = mapped(new URL(url));
    const { pathname, host } = new URL(url);
    address.textContent = host + pathname;
    away.href = here;
    inside.replaceChildren(framed(here)
      ? h("iframe", { src: here, title: t("browser-page", { address: host + pathname }) })
      : h("p", { class: "says" }, t("browser-outside")));
    element.hidden = false;
    back.focus();
  }

  function close() {
    element.hidden = true;
    inside.replaceChildren();
    closed();
  }

  return { element, open };
}

/** Only pages of the running bot and of the demo web site stand in a frame. */
function framed(url) {
  const own = [state.info.bot_url, state.info.site_url].filter(Boolean).map((one) => new URL(one).origin);
  return own.includes(new URL(url).origin);
}
