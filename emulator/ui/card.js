// A WeCom template card as the phone shows it: source, title, fields, choices, buttons, and what replaced them.
import { fresh, h } from "./dom.js";
import { t } from "./words.js";

const STYLES = { 1: "primary", 2: "", 3: "danger", 4: "plain" };

/** The card of `message` (wecom_drawn); `acts` = {submit, open, menu}, called with the message. */
export function cardOf(message, acts) {
  const { card } = message;
  const title = fresh("card");
  const chosen = card.selections.map((one) => choice(one));
  const said = () => Object.fromEntries(chosen.map(({ key, value }) => [key, value()]));
  const asks = card.selections.length > 0;
  return h("section", { class: `card colour-${card.colour}`, "aria-labelledby": title },
    card.source && h("p", { class: "source" }, card.source),
    h("h4", { class: "title", id: title }, card.title || card.subtitle || t("card")),
    card.desc && h("p", { class: "desc" }, card.desc),
    card.emphasis.some(Boolean) && h("p", { class: "emphasis" },
      h("strong", {}, card.emphasis[0]), card.emphasis[1] && h("span", {}, card.emphasis[1])),
    card.quote && h("blockquote", {}, card.quote.title && h("strong", {}, card.quote.title), " ", card.quote.text,
      card.quote.url && link(message, card.quote.title || t("details"), card.quote.url, acts)),
    card.subtitle && card.title && h("p", { class: "subtitle" }, card.subtitle),
    card.pictures.map((one) => h("p", { class: "desc" }, t("card-picture", { name: one.title || one.text || "" }))),
    card.paragraphs.map((one) => h("p", { class: "subtitle" }, h("strong", {}, one.title), one.desc && [" ", one.desc])),
    card.lines.length > 0 && h("dl", { class: "lines" }, card.lines.map((one) => h("div", {},
      h("dt", {}, one.name), h("dd", {}, one.url ? link(message, one.value || one.url, one.url, acts) : one.value)))),
    chosen.map(({ element }) => element),
    card.jumps.map((one) => (one.url ? link(message, one.title, one.url, acts) : h("p", { class: "subtitle" }, one.title))),
    card.opens && link(message, t("details"), card.opens, acts),
    card.buttons.length > 0 && h("div", { class: "cardkeys" },
      card.buttons.map((one, place) => button(one, place, message, acts, asks ? said : null))),
    card.greyed && h("p", { class: "greyed" }, h("span", { class: "unseen" }, t("greyed")), card.greyed),
    card.menu.length > 0 && h("div", { class: "cardmenu" }, card.menu.map((one) => h("button", {
      class: "btn small", type: "button", "data-key": `menu ${one.text}`, onclick: () => acts.menu(message, one.text),
    }, one.text))));
}

function link(message, words, url, acts) {
  return h("button", { class: "jump", type: "button", "data-key": `open ${url}`, onclick: () => acts.open(message, url) },
    h("span", {}, words), h("span", { "aria-hidden": "true" }, "→"), h("span", { class: "unseen" }, t("opens")));
}

function button(one, place, message, acts, said) {
  const url = one.kind === "url";
  const press = url ? () => acts.open(message, one.url) : () => acts.submit(message, one.kind === "submit" ? null : place, said?.());
  return h("button", {
    class: `key ${STYLES[one.style] ?? ""}`, type: "button", "data-key": place, disabled: Boolean(one.disabled), onclick: press,
  }, h("span", {}, one.text), one.disabled && h("span", { class: "off" }, t("button-off")),
    url && h("span", { class: "unseen" }, t("opens")));
}

/** One question: {key, element, value}; a list gives one id, a ballot all that are ticked. */
function choice(one) {
  return one.mode === "list" ? list(one) : ballot(one);
}

function list(one) {
  const select = h("select", { disabled: one.disabled },
    one.options.map((option) => h("option", { value: option.id }, option.text)));
  select.value = one.options.find((option) => option.chosen)?.id ?? "";
  const element = h("label", { class: "question" }, h("span", {}, one.title || t("choose")), select);
  return { key: one.question_key, element, value: () => select.value };
}

function ballot(one) {
  const name = fresh("ballot");
  const options = one.options.map((option) => h("label", { class: "check" },
    h("input", { type: one.mode, name, value: option.id, checked: option.chosen, disabled: one.disabled }),
    h("span", {}, option.text)));
  const element = h("fieldset", { class: "ballot" }, h("legend", { class: one.title ? "" : "unseen" }, one.title || t("choose")), options);
  return {
    key: one.question_key,
    element,
    value: () => [...element.querySelectorAll("input:checked")].map((input) => input.value),
  };
}
