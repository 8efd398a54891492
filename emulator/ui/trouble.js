// The trouble buttons: presets for the emulator's fault plan, and the bot's restart.
import { fill, h } from "./dom.js";
import { on, phones, state } from "./store.js";
import { t } from "./words.js";
import { get, post, put, remove } from "./wire.js";

const OUTAGE_LASTS = 60_000; // ms of real time

const PRESETS = {
  outage: [{ match: { direction: "out" }, do: "status", status: 502 }],
  slow: [{ match: { direction: "out" }, do: "delay", seconds: 3 }],
  twice: [{ match: { direction: "in" }, do: "duplicate" }],
  limit: [{ match: { direction: "out", method: "sendMessage" }, do: "429", retry_after: 5, times: 3 }],
};

const ON_WECOM = {
  "wx-again": [{ match: { direction: "in", platform: "wecom" }, do: "accept_then_drop", rate: 0.5 }],
  "wx-twice": [{ match: { direction: "in", platform: "wecom" }, do: "duplicate" }],
  "wx-order": [{ match: { direction: "in", platform: "wecom" }, do: "reorder", seconds: 20, times: 99 }],
  "wx-second": [{ match: { direction: "in", platform: "wecom" }, do: "same_second" }],
  "wx-limit": [{ match: { direction: "out", platform: "wecom", method: "message/send" }, do: "429", times: 3 }],
};
const ALL = { ...PRESETS, ...ON_WECOM };

const said = h("p", { class: "note", role: "status" });
const buttons = Object.keys(PRESETS).map((name) => action(name, () => start(name)));
const restart = action("restart", restarted);
const wecom = Object.keys(ON_WECOM).map((name) => action(name, () => start(name)));
const modes = h("select", { "t-label": "forge-mode" });
const forge = h("form", { class: "trouble-forge", onsubmit: forged },
  h("label", {}, h("span", { t: "forge-mode" }), modes), h("button", { class: "btn", type: "submit", t: "forge" }));
const corner = h("div", { hidden: true }, h("h3", { t: "wecom" }), h("div", { class: "acts" }, wecom), forge);
const mend = h("button", { class: "btn", type: "button", t: "mend", onclick: mended });
let current = null;
let bell = null;

/** Start the pane. */
export function startTrouble() {
  document.getElementById("trouble").append(h("p", { class: "says", t: "trouble-says" }),
    h("div", { class: "acts" }, buttons, restart), corner, mend, said);
  on("language", draw);
  on("bot", draw);
  on("phones", offer);
  draw();
  return resume();
}

/** After a reload, find which preset is in force. */
async function resume() {
  try {
    const rules = await get("/faults");
    const [first] = rules;
    current = Object.keys(ALL).find((name) => rules.length === 1 && same(ALL[name][0], first)) ?? null;
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
    await put("/faults", ALL[name]);
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

/** What only WeCom knows stands here once WeCom posts to somewhere. */
async function offer() {
  if (!state.info.wecom?.callback_url || !corner.hidden) return;
  corner.hidden = false;
  const { odd, hostile } = await get("/wecom");
  fill(modes, [...Object.keys(hostile), ...Object.keys(odd)].map((mode) => h("option", { value: mode }, t(`mode: ${mode}`))));
}

/** Post one such delivery now, as from somebody on WeCom; say what the bot answered. */
async function forged(event) {
  event.preventDefault();
  const phone = phones().find((one) => one.kind === "person" && one.platform === "wecom");
  await attempt(async () => {
    const answer = await post("/wecom/forge", { mode: modes.value, phone: phone?.id });
    said.textContent = t("forge-said", { mode: t(`mode: ${modes.value}`), status: answer.status || t("log-none") });
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
  for (const option of modes.options) option.textContent = t(`mode: ${option.value}`);
  offer();
  for (const button of [...buttons, ...wecom]) {
    const yes = button.dataset.name === current;
    button.setAttribute("aria-pressed", String(yes));
    button.querySelector(".on")?.remove();
    if (yes) button.querySelector(".name").after(h("span", { class: "tag on" }, t("on")));
  }
  fill(said, current ? t("trouble-on", { name: t(current) }) : t("trouble-none"));
}
