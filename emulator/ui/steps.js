// The strip "试一试": the main job step by step, lit from what the phones show, so that it survives a reload.
import { fill, h } from "./dom.js";
import { on, phones } from "./store.js";
import { t } from "./words.js";

const APPROVE = /^(?:确认)?同意|^Approve|^Confirm approval/;
const SECRECY = /^全部符合|^All in order/;
const FILED = /[A-Z]{2,}-\d{4}-\d{4,}/; // the number an item bears from its submission

const STEPS = [
  { key: "step-submit", role: /信息员|liaison/i },
  { key: "step-head", role: /负责人|head of/i, open: APPROVE },
  { key: "step-leader", role: /局领导|leader/i, open: APPROVE, rare: true },
  { key: "step-office", role: /办公室审核|保密审查|office review/i, open: new RegExp(`${APPROVE.source}|${SECRECY.source}`) },
  { key: "step-admin", role: /网站管理|web ?admin/i, open: /^提交网址|^已删除|^目录已同步|^网址不变|^Submit address/ },
  { key: "step-confirm", role: /信息员|liaison/i, open: /^确认效果|^Confirm effect/ },
  { key: "step-time" },
];

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

/** The phone a step is done on: the one where its button waits, else the first with that role. */
function whose(step) {
  if (!step.role) return { phone: null, waiting: false };
  const able = phones().filter((phone) => phone.kind === "person" && step.role.test(phone.role ?? ""));
  const waiting = step.open && able.find((phone) => waits(phone, step.open));
  return { phone: waiting || able[0], waiting: Boolean(waiting) };
}

const waits = (phone, pattern) => phone.messages.some((message) => (
  message.buttons.flat().some((button) => !button.disabled && pattern.test(button.text))));

/** The step under way: the first whose button waits; else the one reached, for the next card is on its way. */
function place(steps) {
  const waiting = steps.findIndex((step) => step.waiting);
  if (waiting >= 0) return waiting;
  const texts = phones().flatMap((phone) => phone.messages.map((message) => message.text ?? ""));
  const filed = texts.some((text) => FILED.test(text));
  if (!filed) return 0;
  const confirmed = texts.some((text) => /已确认|已办结|确认效果：|Confirmed/.test(text));
  if (confirmed) return steps.length - 1;
  return Math.max(1, steps.findIndex((step) => step.key === reached));
}
