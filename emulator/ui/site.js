// The web admin's stand-in for the real site's back office: publish a page, hand its address to the bot.
import { fill, h } from "./dom.js";
import { state } from "./store.js";
import { t } from "./words.js";
import { get, post, remove } from "./wire.js";

const LISTED = 5; // newest pages
const FIELDS = ["column", "title", "body", "source"];
const TITLED = /^(?:标题|Title)\s*[：:]\s*(.+)$/m;
const COLUMN = /^(?:栏目|Column)\s*[：:]\s*(.+)$/m;
const HEADED = /^[^：:\n]{2,12}[：:]\s*(.+)$/m; // 请发布：…, the card's first line

/** A folded panel for the phone `phone` (a Phone): {element, draw}. */
export function siteDesk(phone) {
  const column = h("select", { name: "column", required: true });
  const said = h("p", { class: "note", role: "status" });
  const published = h("ul", { class: "pages", "t-label": "site-list" });
  const form = h("form", { onsubmit: publish },
    h("p", { class: "says", t: "site-says" }),
    h("button", { class: "btn small", type: "button", t: "site-fill", onclick: fromCard }),
    field("site-title", h("input", { name: "title", required: true, autocomplete: "off" })),
    field("site-column", column),
    field("site-body", h("textarea", { name: "body", rows: "4", required: true })),
    field("site-source", h("input", { name: "source", autocomplete: "off" })),
    h("button", { class: "btn primary", type: "submit", t: "site-publish" }), said,
    h("h4", { t: "site-list" }), published);
  const element = h("details", { class: "site", ontoggle: () => element.open && refresh() }, h("summary", { t: "site" }), form);

  const input = (name) => form.elements.namedItem(name);

  const lastCard = () => phone.phone.messages.findLast((one) => one.from === "bot" && COLUMN.test(one.text ?? ""));

  function fromCard() {
    const card = lastCard();
    said.textContent = card ? "" : t("site-nothing");
    if (!card) return;
    const name = COLUMN.exec(card.text)[1].trim();
    const known = [...column.options].find((one) => one.textContent === name);
    if (known) column.value = known.value;
    input("title").value = (TITLED.exec(card.text) ?? HEADED.exec(card.text))?.[1].trim() ?? "";
    input("source").value = state.info.office ?? ""; // the page names who publishes, not how it was gathered
    const quoted = card.entities.find((one) => one.type.endsWith("blockquote"));
    if (quoted) input("body").value = card.text.slice(quoted.offset, quoted.offset + quoted.length);
  }

  async function publish(event) {
    event.preventDefault();
    await attempt(async () => {
      const page = Object.fromEntries(FIELDS.map((name) => [name, input(name).value.trim()]));
      const made = await post("/site/pages", page);
      form.reset();
      await refresh();
      said.textContent = t("site-done", { url: made.url });
      published.querySelector("[data-act=send]")?.focus();
    });
  }

  async function attempt(order) {
    try {
      await order();
    } catch (error) {
      said.textContent = t("failed", { why: error.message });
    }
  }

  const refresh = () => attempt(async () => {
    const columns = state.info.columns ?? [];
    fill(column, columns.map((one) => h("option", { value: one.key }, one.name)));
    const pages = (await get("/site/pages")).pages.filter((page) => !page.deleted);
    published.replaceChildren(...(pages.length ? pages.reverse().slice(0, LISTED).map(line) : [h("li", {}, t("site-none"))]));
  });

  function line(page) {
    const change = `${state.info.site_url}/admin/${page.id}`;
    return h("li", {},
      h("a", { href: page.url, target: "_blank", rel: "noopener" }, page.title),
      h("div", { class: "row" },
        h("button", { class: "btn small", type: "button", "data-act": "send", onclick: () => tellBot(page) }, t("site-send")),
        h("button", { class: "btn small", type: "button", onclick: () => phone.toClipboard(page.url) }, t("site-copy")),
        h("a", { class: "btn small", href: change, target: "_blank", rel: "noopener" }, t("site-change")),
        h("button", { class: "btn small", type: "button", onclick: () => takeDown(page) }, t("site-delete"))));
  }

  async function tellBot(page) {
    const card = lastCard(); // the address goes as an answer to the card that asks for it
    const said = card ? { text: page.url, reply_to: card.id } : { text: page.url };
    if (!await phone.order("say", said)) return;
    element.open = false; // the bot answers in the conversation, which needs the room
    phone.talk.focus();
  }

  const takeDown = (page) => attempt(async () => {
    await remove(`/site/pages/${page.id}`);
    await refresh();
    said.textContent = t("site-deleted", { title: page.title });
  });

  return { element, draw: () => element.open && refresh() };
}

function field(words, control) {
  return h("label", {}, h("span", { t: words }), control);
}
