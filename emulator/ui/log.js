// The log pane: every call between bot and platform, the refused ones marked in words and colour.
import { fill, h } from "./dom.js";
import { showJson } from "./json.js";
import { on, phones } from "./store.js";
import { clockTime } from "./time.js";
import { t } from "./words.js";
import { calls, coalesced } from "./wire.js";

const SHOWN = 200;

const pane = document.getElementById("log");
const count = h("p", { class: "counts", role: "status" });
const only = h("input", { type: "checkbox", onchange: () => draw() });
const table = h("div", { class: "scroll", tabindex: "0", role: "region", "t-label": "log-table" });
const inside = h("div", { hidden: true }, h("label", { class: "check" }, only, h("span", { t: "log-only" })), table);
const unfold = h("button", { class: "btn", type: "button", "aria-expanded": "false", onclick: toggle });
let heard = [];
let last = 0;
let total = 0;
let refused = 0;

/** Start the pane; it reads on whenever the server tells of new calls. */
export function startLog() {
  pane.append(h("div", { class: "bar" }, count, unfold), inside);
  on("calls", read);
  on("language", draw);
  draw();
  return read();
}

const read = coalesced(async () => {
  const fresh = (await calls(last)).filter((call) => call.n > last);
  if (!fresh.length) return;
  last = fresh.at(-1).n;
  const told = fresh.filter((call) => !(call.method === "getUpdates" && !bad(call)));
  total += told.length;
  refused += told.filter(bad).length;
  heard = [...heard, ...told].slice(-1000);
  draw();
});

// 0: the platform gave no answer; WeCom says 200 to everything and refuses by errcode
const bad = (call) => call.status === 0 || call.status >= 400 || Boolean(call.reply?.errcode);

function toggle() {
  inside.hidden = !inside.hidden;
  draw();
}

function draw() {
  fill(count, t("log-count", { n: total }), " · ",
    h("span", { class: refused ? "tag over" : "" }, refused ? t("log-refused", { n: refused }) : t("log-none-refused")));
  unfold.textContent = inside.hidden ? t("log-show") : t("log-hide");
  unfold.setAttribute("aria-expanded", String(!inside.hidden));
  if (inside.hidden) return;
  const rows = heard.filter((call) => !only.checked || bad(call)).slice(-SHOWN).reverse();
  if (!rows.length) {
    fill(table, h("p", { class: "says" }, t("log-empty")));
    return;
  }
  const heads = ["log-at", "log-method", "log-chat", "log-status", "log-text", "log-detail"];
  table.replaceChildren(h("table", {},
    h("thead", {}, h("tr", {}, heads.map((key) => h("th", { scope: "col" }, t(key))))),
    h("tbody", {}, rows.map(row))));
}

function row(call) {
  const key = call.status === 0 ? "log-none" : bad(call) ? "log-bad" : "log-ok";
  const status = t(key, { status: call.reply?.errcode || call.status });
  return h("tr", { class: bad(call) ? "bad" : "" },
    h("td", {}, h("time", { datetime: call.at }, clockTime(call.at))),
    h("td", {}, h("code", {}, call.method)),
    h("td", {}, chat(call.params)),
    h("td", {}, h("span", { class: "tag" }, status), call.fault && h("span", { class: "tag" }, t("log-fault"))),
    h("td", { class: "words" }, words(call)),
    h("td", {}, h("button", {
      class: "quiet", type: "button", "aria-label": `${t("see-json")} ${call.n}`,
      onclick: () => showJson(t("json-of-call", { n: call.n }), call),
    }, t("see-json"))));
}

function chat(params) {
  const id = params?.chat_id ?? params?.touser ?? params?.chatid ?? params?.robot;
  if (id === undefined || id === null) return "";
  return phones().find((phone) => String(phone.chat_id).toLowerCase() === String(id).toLowerCase())?.name ?? String(id);
}

function words(call) {
  if (bad(call)) return call.reply?.description ?? call.reply?.errmsg ?? call.reply?.error ?? "";
  const { params } = call;
  const text = String(params?.text?.content ?? params?.markdown?.content ?? params?.template_card?.main_title?.title
    ?? params?.text ?? params?.caption ?? "");
  const plain = call.params?.parse_mode === "HTML" ? new DOMParser().parseFromString(text, "text/html").body.textContent : text;
  const [said] = plain.split("\n");
  return said.length > 40 ? `${said.slice(0, 40)}…` : said;
}
