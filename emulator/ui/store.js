// What the page knows, and who wants to hear when it changes.

export const state = {
  info: {},
  phones: new Map(),
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
  for (const phone of report.phones) state.phones.set(phone.id, phone);
  if (all) {
    state.order = report.phones.map((phone) => phone.id);
    for (const id of [...state.phones.keys()]) if (!state.order.includes(id)) state.phones.delete(id);
  } else {
    for (const phone of report.phones) if (!state.order.includes(phone.id)) state.order.push(phone.id);
  }
  tell("phones", report.phones.map((phone) => phone.id));
}

export const phones = () => state.order.map((id) => state.phones.get(id));
