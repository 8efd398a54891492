// What the page knows, and who wants to hear when it changes.

export const state = {
  info: {},
  phones: new Map(), // what each phone shows: of somebody on two platforms, the side that was chosen
  sides: new Map(), // id -> platform -> phone
  chosen: new Map(), // id -> platform, where the reader has chosen
  order: [],
  clock: null,
  clockHeard: 0,
  why: null,
  connected: null,
  ended: "", // the last words of a bot whose process is gone
  still: false,
};

const hearers = new Map();

/** Call `hear` whenever `topic` is told. Topics: phones, clock, why, bot, calls, language. */
export function on(topic, hear) {
  hearers.set(topic, [...(hearers.get(topic) ?? []), hear]);
}

export function tell(topic, what) {
  for (const hear of hearers.get(topic) ?? []) hear(what);
}

/** The emulator's time now as ISO text; it runs at real speed between two reports of the server. */
export function nowIso() {
  if (!state.clock) return null;
  const passed = state.still ? 0 : performance.now() - state.clockHeard;
  return new Date(Date.parse(state.clock.at) + passed).toISOString();
}

/** Take over a report of the clock, which may tell the time alone. */
export function clockIs(clock) {
  state.clock = { ...state.clock, ...clock, at: clock.at ?? clock.now };
  state.clockHeard = performance.now();
  tell("clock");
}

/** Take over the phones of a report: all of them, or only the one that changed. */
export function phonesAre(report, { all }) {
  const ids = [...new Set(report.phones.map((phone) => phone.id))];
  for (const id of ids) state.sides.set(id, new Map(report.phones.filter((one) => one.id === id).map((one) => [one.platform, one])));
  for (const id of ids) state.phones.set(id, state.sides.get(id).get(sideOf(id)));
  if (all) {
    state.order = ids;
    for (const id of [...state.phones.keys()]) if (!ids.includes(id)) state.phones.delete(id);
    for (const id of [...state.sides.keys()]) if (!ids.includes(id)) state.sides.delete(id);
  } else {
    for (const id of ids) if (!state.order.includes(id)) state.order.push(id);
  }
  tell("phones", ids);
}

/** Whether a phone's WeCom side is in use at all. */
const inUse = (phone) => phone.platform !== "wecom" || Boolean(state.info.wecom?.callback_url) || phone.messages.length > 0;

/** The sides of a phone that can be turned to. */
export const sidesOf = (id) => [...(state.sides.get(id)?.values() ?? [])].filter((one, _, all) => all.length === 1 || inUse(one));

/** Which side shows: the one chosen, else where this person is, else where a group last heard something. */
function sideOf(id) {
  const sides = state.sides.get(id);
  const chosen = state.chosen.get(id);
  if (sides.has(chosen)) return chosen;
  const usable = sidesOf(id);
  const own = usable.find((one) => one.kind === "person" && one.main);
  if (own) return own.platform;
  const spoken = usable.filter((one) => one.kind === "group" && one.messages.length);
  const newest = spoken.sort((a, b) => Date.parse(a.messages.at(-1).at) - Date.parse(b.messages.at(-1).at)).at(-1);
  return newest?.platform ?? usable[0]?.platform ?? [...sides.keys()][0];
}

/** Turn a phone to its other side. */
export function turn(id, platform) {
  state.chosen.set(id, platform);
  state.phones.set(id, state.sides.get(id).get(platform));
  tell("phones", [id]);
}

export const phones = () => state.order.map((id) => state.phones.get(id));
