// The pane "依据": which rule spoke last, what falls due next, and the last line of the audit record.
import { fill, h } from "./dom.js";
import { on, state, tell } from "./store.js";
import { clockTime, plainDate, shortDate } from "./time.js";
import { english, t } from "./words.js";
import { coalesced, get } from "./wire.js";

const SETTLES = 400; // ms without another change before the bot is asked

const body = h("div", { class: "why" });
let bell = null;

/** Start the pane; it asks again whenever phones or clock have changed. */
export function startWhy() {
  document.getElementById("why").append(body);
  on("phones", soon);
  on("clock", soon);
  on("bot", soon);
  on("language", draw);
  draw();
}

const ask = coalesced(async () => {
  if (!state.connected) {
    state.whyFailed = true;
    draw();
    return;
  }
  try {
    state.why = await get("/why");
    state.whyFailed = false;
  } catch {
    state.whyFailed = true;
  }
  draw();
  tell("why");
});

function soon() {
  clearTimeout(bell);
  bell = setTimeout(ask, SETTLES);
}

function draw() {
  const { why } = state;
  if (!why) {
    fill(body, h("p", { class: "says" }, state.whyFailed ? t("why-off") : t("loading")));
    return;
  }
  fill(body, h("h3", {}, t("why-last")), last(why.last), h("h3", {}, t("why-due")), due(why.due), h("h3", {}, t("why-audit")), audit(why.audit));
}

function last(act) {
  if (!act) return h("p", { class: "says" }, t("why-nothing"));
  return h("div", { class: "rule" },
    h("p", { class: "cite" }, act.cite ?? ""),
    h("p", {}, act.says ?? ""),
    h("p", { class: "fact" }, [when(act.at), act.who, named(act.act), act.item].filter(Boolean).join(" · ")));
}

/** What the audit record calls an act, in words; an unknown one as it stands. */
function named(act) {
  const words = t(`act: ${act}`);
  return words.startsWith("act: ") ? act : words;
}

const when = (iso) => (iso ? `${shortDate(iso)} ${clockTime(iso)}` : "");

function due(lines) {
  if (!lines?.length) return h("p", { class: "says" }, t("why-no-due"));
  return h("ul", { class: "due" }, lines.map((line) => h("li", {},
    h("p", { class: "item" }, [line.item, line.title].filter(Boolean).join(" ")),
    h("p", {}, line.says ?? line.rule ?? "", line.cite && h("span", { class: "cite" }, line.cite)),
    h("p", { class: "fact" }, plainDate(line.due_on), " ", left(line.days_left),
      line.provisional && h("span", { class: "tag" }, t("provisional"))))));
}

function left(days) {
  if (days === null || days === undefined) return null;
  if (days < 0) return h("span", { class: "tag over" }, t("days-over", { n: -days }));
  if (days === 0) return h("span", { class: "tag soon" }, t("due-today"));
  return h("span", { class: days <= 3 ? "tag soon" : "tag" }, t("days-left", { n: days }));
}

function audit(line) {
  if (!line) return h("p", { class: "says" }, t("why-no-audit"));
  return h("div", { class: "audit" },
    h("p", {}, t("audit-line", { n: line.n, act: named(line.act) }), english() ? ", " : "，", when(line.at)),
    h("p", {}, h("code", {}, String(line.hash).slice(0, 16))));
}
