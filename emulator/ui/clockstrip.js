// The clock strip: what time the demo has, and how to move it.
import { fill, h } from "./dom.js";
import { clockIs, nowIso, on, state } from "./store.js";
import { clockTime, fieldValue, longDate, shortDate } from "./time.js";
import { t } from "./words.js";
import { get, post } from "./wire.js";

const MOVES = [
  ["plus-hour", { advance_s: 3600 }],
  ["plus-day", { advance_s: 86_400 }],
  ["next-workday", { next: "workday" }],
  ["plus-week", { advance_s: 7 * 86_400 }],
  ["next-event", { next: "event" }],
];

const strip = document.getElementById("clock");
const now = h("summary", { class: "now" });
const next = h("span", { class: "next" });
const said = h("span", { class: "note", role: "status" });
const picked = h("input", { type: "datetime-local", name: "to", required: true, step: "60", "t-label": "pick" });
const buttons = MOVES.map(([key, body]) => h("button", { class: "btn", type: "button", t: key, onclick: () => move(body) }));
const go = h("button", { class: "btn", type: "submit", t: "go" });
const form = h("form", { class: "pick", onsubmit: pick }, h("label", {}, h("span", { t: "pick" }), picked), go);
const folded = h("details", {}, now, h("div", { class: "moves" }, buttons, form, h("p", {}, said, " ", next)));

/** Start the strip; `open` is whether its buttons are unfolded at first. */
export function startClock({ open }) {
  folded.open = open;
  strip.append(folded);
  on("clock", draw);
  on("why", drawNext);
  on("language", () => { draw(); drawNext(); });
  if (!state.still) setInterval(draw, 1000);
  draw();
}

/** Ask the server for the time and the kind of day. */
export async function refreshClock() {
  clockIs(await get("/clock"));
}

function draw() {
  const at = nowIso();
  if (!at) return;
  fill(now, h("span", { class: "unseen" }, t("now")), h("span", { class: "date" }, longDate(at)), " ",
    h("time", { datetime: fieldValue(at) }, clockTime(at)), " ", day());
  const floor = fieldValue(at);
  if (picked.min !== floor) picked.min = floor;
  if (!picked.value || picked.value < floor) picked.value = floor;
}

function day() {
  const { rest_day: rest, name } = state.clock;
  if (rest === undefined) return null;
  if (rest === null) return h("span", { class: "tag" }, t("day-unknown"));
  const words = rest ? t("rest") : t("work");
  return h("span", { class: rest ? "tag rest" : "tag work" }, [words, name || t(rest ? "rest-says" : "work-says")].filter(Boolean).join(" "));
}

function drawNext() {
  const at = state.why?.next_event;
  fill(next, at ? t("next-event-at", { at: `${shortDate(at)} ${clockTime(at)}` }) : t("no-event"));
}

async function move(body) {
  busy(true);
  said.className = "note";
  said.textContent = t("moving");
  try {
    await post("/clock", body);
    await refreshClock();
    said.textContent = t("moved", { at: `${longDate(state.clock.at)} ${clockTime(state.clock.at)}` });
  } catch (error) {
    said.className = "note bad";
    said.textContent = t("not-moved", { why: error.message });
  } finally {
    busy(false);
  }
}

function busy(yes) {
  strip.setAttribute("aria-busy", String(yes));
  for (const button of [...buttons, go]) button.setAttribute("aria-disabled", String(yes));
}

function pick(event) {
  event.preventDefault();
  return move({ to: `${picked.value}:00+08:00` });
}
