// The page put together: settings, first report, the stream of events, and the phones in their order.
import { refreshClock, startClock } from "./clockstrip.js";
import { fill, h, relabel } from "./dom.js";
import { startLog } from "./log.js";
import { Phone } from "./phone.js";
import { clockIs, on, phones, phonesAre, state, tell } from "./store.js";
import { inOrder, startSteps } from "./steps.js";
import { startTrouble } from "./trouble.js";
import { startWhy } from "./why.js";
import { coalesced, get, listen } from "./wire.js";
import { speak, speaks, t } from "./words.js";

const NARROW = matchMedia("(max-width: 46rem)");
const asked = new URLSearchParams(location.search);
const area = document.getElementById("phones");
const roster = h("ul", { class: "roster" });
const grid = h("div", { class: "grid" });
const aside = h("div", { class: "grid" });
const others = h("h3", { class: "others", t: "others" });
const shown = new Map();
const changed = new Set();
const job = new Set(); // ids of the phones that the main job plays on
let order = []; // ids as the page shows them: the main job first

async function start() {
  speak(asked.get("lang") ?? kept("language") ?? "zh");
  enlarge((asked.get("large") ?? kept("large")) === "1");
  state.still = asked.get("still") === "1";
  area.append(h("nav", { "t-label": "roster" }, roster), grid, others, aside);
  document.getElementById("language").addEventListener("click", switchLanguage);
  document.getElementById("large").addEventListener("click", () => enlarge(document.documentElement.dataset.type !== "large", true));
  area.addEventListener("back", () => open(null));
  on("phones", drawPhones);
  on("bot", drawBot);
  on("language", drawAll);
  startClock({ open: !NARROW.matches });
  startSteps(go);
  startWhy();
  startTrouble();
  drawAll();
  await load();
  listen({ phones: hear, clock: (what) => clockIs(what), calls: (what) => tell("calls", what), bot: botIs },
    { open: () => lost(false), lost: () => lost(true) });
  await startLog();
  await document.fonts.ready;
  for (const phone of shown.values()) phone.conversation.settle();
  document.body.dataset.ready = "1";
}

async function load() {
  const [info, report] = await Promise.all([get("/info"), get("/phones")]);
  state.info = info;
  state.ended = info.bot_ended ?? "";
  document.getElementById("office").textContent = typeof info.office === "string" ? info.office : info.office?.name ?? "";
  state.connected = report.phones.some((phone) => phone.connected);
  phonesAre(report, { all: true });
  await refreshClock();
  drawBot();
}

function hear(what) {
  for (const id of what.changed ?? [null]) changed.add(id);
  fetchChanged();
}

const fetchChanged = coalesced(async () => {
  const ids = [...changed];
  changed.clear();
  if (!ids.length) return;
  const one = ids.length === 1 && state.phones.has(ids[0]) ? ids[0] : null;
  phonesAre(await get(one ? `/phones?only=${encodeURIComponent(one)}` : "/phones"), { all: !one });
});

/** The stream is gone, or back; it begins with the names of all phones, so nothing is missed. */
function lost(yes) {
  state.lost = yes;
  drawBot();
}

async function botIs({ connected, ended = connected ? "" : state.ended }) {
  const news = state.connected !== connected || state.ended !== ended;
  state.connected = connected;
  state.ended = ended;
  tell("bot");
  if (news && connected) state.info = await get("/info"); // where WeCom posts to may be known by now
  if (news) hear({ changed: [null] }); // every phone says whether it is connected
}

function drawBot() {
  const { connected, ended } = state;
  const words = state.lost ? t("line-lost") : ended ? t("bot-ended", { why: ended }) : connected ? t("bot-on") : t("bot-off");
  const node = document.getElementById("bot");
  node.className = state.lost || ended || !connected ? "bot warn" : "bot";
  fill(node, words);
}

function drawPhones(ids) {
  for (const [id, phone] of shown) {
    if (state.phones.has(id)) continue;
    phone.element.remove();
    shown.delete(id);
  }
  if (!order.length) arrange();
  order = [...order.filter((id) => state.phones.has(id)), ...state.order.filter((id) => !order.includes(id))];
  for (const id of order) if (!shown.has(id)) shown.set(id, new Phone(id, drawRoster));
  for (const id of order) if (!shown.get(id).element.isConnected) (job.has(id) ? grid : aside).append(shown.get(id).element);
  others.hidden = !aside.children.length;
  for (const id of ids) shown.get(id)?.draw();
  drawRoster();
}

/** Settle the order once; a phone outside the main job stays folded until something reaches it. */
function arrange() {
  const { first, rest } = inOrder(phones());
  order = [...first, ...rest];
  for (const id of first) job.add(id);
  for (const id of order) {
    const phone = new Phone(id, drawRoster);
    phone.fold(rest.includes(id) && !state.phones.get(id).messages.length);
    shown.set(id, phone);
  }
}

function drawRoster() {
  fill(roster, order.map((id) => shown.get(id)).map((phone) => h("li", {},
    h("button", { type: "button", "data-id": phone.id, "aria-label": label(phone) },
      h("span", { class: phone.phone.kind === "group" ? "avatar group" : "avatar", "aria-hidden": "true" }, phone.phone.name.slice(0, 1)),
      h("span", { class: "name" }, phone.phone.name),
      h("span", { class: "gist" }, phone.lastGist()),
      phone.unread ? h("span", { class: "tag new" }, t("new-messages", { n: phone.unread })) : null))));
}

function label(phone) {
  const { name } = phone.phone;
  const news = phone.unread ? t("new-messages", { n: phone.unread }) : "";
  return [name, t("open-phone", { name }), news].filter(Boolean).join(", ");
}

roster.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) go(button.dataset.id);
});

/** On a narrow page show one phone, or the list when `id` is null. */
function open(id) {
  const before = area.dataset.open;
  if (id === null) delete area.dataset.open;
  else area.dataset.open = id;
  for (const [other, phone] of shown) phone.element.classList.toggle("open", other === id);
  if (id === null && before) roster.querySelector(`[data-id="${CSS.escape(before)}"]`)?.focus();
  if (id !== null) shown.get(id).conversation.toBottom();
}

/** Bring the reader to a phone, or to the clock when `id` is null. */
function go(id, pattern = null, sample = null) {
  if (id === null) {
    const clock = document.getElementById("clock");
    clock.querySelector("details").open = true;
    clock.scrollIntoView({ block: "nearest" });
    clock.querySelector("button").focus();
    return;
  }
  const phone = shown.get(id);
  open(id);
  const write = Boolean(sample) && phone.composer.suggest(sample);
  phone.enter(pattern, { write });
}

function switchLanguage() {
  speak(speaks() === "zh" ? "en" : "zh");
  keep("language", speaks());
  tell("language");
}

function drawAll() {
  relabel(document);
  const button = document.getElementById("language");
  button.textContent = t("other-language");
  button.lang = speaks() === "zh" ? "en" : "zh-CN";
  for (const phone of shown.values()) phone.draw();
  drawRoster();
  drawBot();
}

function enlarge(yes, remember = false) {
  document.documentElement.dataset.type = yes ? "large" : "normal";
  document.getElementById("large").setAttribute("aria-pressed", String(yes));
  if (remember) keep("large", yes ? "1" : "0");
}

function kept(name) {
  try {
    return localStorage.getItem(`duwang.${name}`);
  } catch {
    return null; // storage may be switched off; the page works without
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(`duwang.${name}`, value);
  } catch {
    // as above
  }
}

await start();
