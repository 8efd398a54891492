// The strip "试一试": the main job step by step, lit from what the phones show, so that it survives a reload.
import { fill, h } from "./dom.js";
import { on, phones } from "./store.js";
import { t } from "./words.js";

const APPROVE = /^(?:确认)?同意|^Approve|^Confirm approval/;
const REVIEW = new RegExp(`${APPROVE.source}|^全部符合|^All in order`);
const DRAFT = /^新建稿件|^提交$|^改一项|^New draft|^Submit$|^Change one part/;
const PUBLISH = /^提交网址|^已删除|^网址不变|^目录已同步|^Submit address|^Deleted|^Same address|^Catalogue/;
const CONFIRM = /^确认效果|^Confirm effect/;
const NUMBER = /[A-Z]{2,}-\d{4}-\d{4,}/g; // what an item bears from its submission on
const CLOSED = /已确认效果|此件办结|Effect confirmed|is closed/;

const STEPS = [
  { key: "step-submit", role: /信息员|liaison/i, open: DRAFT },
  { key: "step-head", role: /^(?:负责人|head)|股长/i, open: APPROVE },
  { key: "step-leader", role: /局领导|leader/i, open: APPROVE, rare: true },
  { key: "step-office", role: /办公室审核|保密审查|office|secrecy/i, open: REVIEW },
  { key: "step-admin", role: /网站管理|web ?admin/i, open: PUBLISH },
  { key: "step-confirm", role: /信息员|liaison/i, open: CONFIRM },
  { key: "step-time" },
];

const TOGETHER = 120_000; // ms: cards sent to several people for one step leave one after the other

const strip = document.getElementById("steps");
const list = h("ol", {});
const says = h("p", { class: "says", role: "status" });
let shown = [];
let reached = "step-submit";

/** Start the strip; `go(phone id or null, pattern, sample)` brings the reader to where the step is done. */
export function startSteps(go) {
  strip.append(list, says);
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const step = shown[Number(button.dataset.place)];
    go(step.phone?.id ?? null, step.open, step.key === "step-submit" ? t("sample-text") : null);
  });
  on("phones", draw);
  on("language", draw);
  draw();
}

/** Ids in the order of the main job: who takes part, the group of who hands in, and then everybody else. */
export function inOrder(all) {
  const doing = STEPS.filter((step) => step.role && !step.rare).map((step) => able(step)[0]).filter(Boolean);
  const group = all.find((one) => one.kind === "group" && doing[0] && one.members.includes(doing[0].id));
  const first = [...new Set([...doing, group].filter(Boolean))];
  return { first: first.map((one) => one.id), rest: all.filter((one) => !first.includes(one)).map((one) => one.id) };
}

function draw() {
  const all = STEPS.map((step) => ({ ...step, ...whose(step) }));
  shown = all.filter((step) => !step.rare || step.waiting);
  const current = place(shown);
  fill(list, shown.map((step, index) => one(step, index, current)));
  const now = shown[current];
  reached = now.key;
  const name = now.phone?.name ?? t("step-time-who");
  const underWay = now.waiting || ["step-submit", "step-time"].includes(now.key);
  fill(says, h("span", { class: "count" }, t("try-count", { n: current + 1, all: shown.length })), " ",
    underWay ? t(`${now.key}-says`, { name }) : t("try-handing"));
}

function one(step, index, current) {
  const mark = index < current ? "done" : index === current ? "now" : "next";
  const name = step.phone?.name ?? t("step-time-who");
  return h("li", { class: mark },
    h("button", { type: "button", "data-place": index, "aria-current": index === current && "step" },
      h("span", { class: "number", "aria-hidden": "true" }, mark === "done" ? "✓" : String(index + 1)),
      h("span", { class: "who" }, name), " ",
      h("span", { class: "what" }, t(step.key)), " ",
      h("span", { class: "mark" }, t(`try-${mark}`))));
}

/** The phone a step is done on: the one where its newest button waits, else the first with that role. */
function whose(step) {
  if (!step.role) return { phone: null, waiting: "" };
  let [phone] = able(step);
  let waiting = ""; // when the newest message that waits was sent
  for (const one of able(step)) {
    const since = newestWith(one, step.open);
    if (since && (!waiting || Date.parse(since) - Date.parse(waiting) > TOGETHER)) [phone, waiting] = [one, since];
  }
  return { phone, waiting };
}

const able = (step) => phones().filter((phone) => phone.kind === "person" && step.role.test(phone.role ?? ""));

function newestWith(phone, pattern) {
  const open = phone.messages.filter((message) => (
    message.from === "bot" && message.buttons.flat().some((button) => !button.disabled && pattern.test(button.text))));
  return open.at(-1)?.at ?? "";
}

/** The step under way: where the newest card waits; else the one reached, for the next card is on its way. */
function place(steps) {
  const newest = steps.reduce((best, step) => (step.waiting > best ? step.waiting : best), "");
  if (newest) return steps.findLastIndex((step) => step.waiting === newest);
  const texts = phones().flatMap((phone) => phone.messages.filter((one) => one.from === "bot").map((one) => one.text ?? ""));
  const last = texts.flatMap((text) => text.match(NUMBER) ?? []).sort().at(-1);
  if (!last) return 0;
  if (texts.some((text) => text.includes(last) && CLOSED.test(text))) return steps.length - 1;
  return Math.max(1, steps.findIndex((step) => step.key === reached));
}
