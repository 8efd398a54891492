// The trouble buttons: presets for the emulator's fault plan, and the bot's restart.
import { fill, h } from "./dom.js";
import { on } from "./store.js";
import { t } from "./words.js";
import { get, post, put, remove } from "./wire.js";

const OUTAGE_LASTS = 60_000; // ms of real time

const PRESETS = {
  outage: [{ match: { direction: "out" }, do: "status", status: 502 }],
  slow: [{ match: { direction: "out" }, do: "delay", seconds: 3 }],
  twice: [{ match: { direction: "in" }, do: "duplicate" }],
  limit: [{ match: { direction: "out", method: "sendMessage" }, do: "429", retry_after: 5, times: 3 }],
};

const said = h("p", { class: "note", role: "status" });
const buttons = Object.keys(PRESETS).map((name) => action(name, () => start(name)));
const restart = action("restart", restarted);
const mend = h("button", { class: "btn", type: "button", t: "mend", onclick: mended });
let current = null;
let bell = null;

/** Start the pane. */
export function startTrouble() {
  document.getElementById("trouble").append(h("p", { class: "says", t: "trouble-says" }),
    h("div", { class: "acts" }, buttons, restart), mend, said);
  on("language", draw);
  draw();
  return resume();
}

/** After a reload, find which preset is in force. */
async function resume() {
  try {
    const rules = await get("/faults");
    const [first] = rules;
    current = Object.keys(PRESETS).find((name) => rules.length === 1 && same(PRESETS[name][0], first)) ?? null;
    draw();
    watch();
  } catch {
    // the pane works without knowing
  }
}

const same = (preset, rule) => Object.entries(preset).every(([key, value]) => JSON.stringify(rule[key]) === JSON.stringify(value));

function action(name, onclick) {
  return h("button", { class: "btn act", type: "button", "data-name": name, onclick },
    h("span", { class: "name", t: name }), h("span", { class: "says", t: `${name}-says` }));
}

async function start(name) {
  await attempt(async () => {
    clearTimeout(bell);
    await put("/faults", PRESETS[name]);
    current = name;
    draw();
    watch();
  });
}

/** An outage ends by itself. */
function watch() {
  clearTimeout(bell);
  if (current === "outage") bell = setTimeout(mended, OUTAGE_LASTS);
}

async function mended() {
  await attempt(async () => {
    clearTimeout(bell);
    await remove("/faults");
    current = null;
    draw();
    said.textContent = t("mended");
  });
}

async function restarted() {
  said.textContent = t("restarting");
  await attempt(async () => {
    await post("/bot/restart");
    said.textContent = t("restarted");
  });
}

async function attempt(order) {
  try {
    await order();
  } catch (error) {
    said.textContent = t("failed", { why: error.message });
  }
}

function draw() {
  for (const button of buttons) {
    const yes = button.dataset.name === current;
    button.setAttribute("aria-pressed", String(yes));
    button.querySelector(".on")?.remove();
    if (yes) button.querySelector(".name").after(h("span", { class: "tag on" }, t("on")));
  }
  fill(said, current ? t("trouble-on", { name: t(current) }) : t("trouble-none"));
}
