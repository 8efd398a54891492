// The web admin's stand-in for the real site's back office: publish a page, hand its address to the bot.
import { fresh, h } from "./dom.js";
import { t } from "./words.js";
import { get, post, remove } from "./wire.js";

const LABELS = { column: /^(?:栏目|Column)\s*[：:]\s*(.+)$/m, title: /^(?:标题|名称|Title)\s*[：:]\s*(.+)$/m, source: /^(?:来源|信息来源|Source)\s*[：:]\s*(.+)$/m };

/** A folded panel for the phone `phone` (a Phone). */
export function siteDesk(phone) {
  const columns = fresh("columns");
  const fields = {
    column: field("site-column", h("input", { name: "column", required: true, list: columns, autocomplete: "off" })),
    title: field("site-title", h("input", { name: "title", required: true, autocomplete: "off" })),
    body: field("site-body", h("textarea", { name: "body", rows: "4", required: true })),
    source: field("site-source", h("input", { name: "source", autocomplete: "off" })),
  };
  const known = h("datalist", { id: columns });
  const said = h("p", { class: "note", role: "status" });
  const published = h("ul", { class: "pages", "t-label": "site-list" });
  const form = h("form", { onsubmit: publish },
    h("p", { class: "says", t: "site-says" }),
    h("button", { class: "btn small", type: "button", t: "site-fill", onclick: fromCard }),
    Object.values(fields), known,
    h("button", { class: "btn primary", type: "submit", t: "site-publish" }), said,
    h("h4", { t: "site-list" }), published);
  return h("details", { class: "site", ontoggle: (event) => event.target.open && refresh() },
    h("summary", { t: "site" }), form);

  function input(name) {
    return form.elements.namedItem(name);
  }

  function fromCard() {
    const card = [...phone.phone.messages].reverse().find((one) => one.from === "bot" && LABELS.title.test(one.text ?? ""));
    for (const [name, pattern] of Object.entries(LABELS)) {
      const found = pattern.exec(card?.text ?? "");
      if (found) input(name).value = found[1].trim();
    }
    said.textContent = card ? "" : t("site-nothing");
  }

  async function publish(event) {
    event.preventDefault();
    const page = Object.fromEntries(["column", "title", "body", "source"].map((name) => [name, input(name).value.trim()]));
    try {
      const made = await post("/site/pages", page);
      form.reset();
      said.textContent = t("site-done", { url: made.url });
      await refresh();
      published.querySelector("[data-act=send]")?.focus();
    } catch (error) {
      said.textContent = t("failed", { why: error.message });
    }
  }

  async function refresh() {
    try {
      const answer = await get("/site/pages");
      const pages = Array.isArray(answer) ? answer : answer.pages;
      const names = answer.columns?.map((one) => one.name ?? one) ?? [...new Set(pages.map((one) => one.column))];
      known.replaceChildren(...names.map((value) => h("option", { value })));
      published.replaceChildren(...(pages.length ? [...pages].reverse().map(line) : [h("li", {}, t("site-none"))]));
    } catch (error) {
      said.textContent = t("failed", { why: error.message });
    }
  }

  function line(page) {
    return h("li", {},
      h("a", { href: page.url, target: "_blank", rel: "noopener" }, page.title),
      h("div", { class: "row" },
        h("button", { class: "btn small", type: "button", "data-act": "copy", onclick: () => phone.toClipboard(page.url) }, t("site-copy")),
        h("button", { class: "btn small", type: "button", "data-act": "send", onclick: () => tellBot(page) }, t("site-send")),
        h("button", { class: "btn small", type: "button", onclick: () => takeDown(page) }, t("site-delete"))));
  }

  async function tellBot(page) {
    if (await phone.attempt(post(`/phones/${phone.id}/say`, { text: page.url }))) phone.talk.focus();
  }

  async function takeDown(page) {
    try {
      await remove(`/site/pages/${page.id}`);
      said.textContent = t("site-deleted", { title: page.title });
      await refresh();
    } catch (error) {
      said.textContent = t("failed", { why: error.message });
    }
  }
}

function field(words, control) {
  return h("label", {}, h("span", { t: words }), control);
}
