// Everything that goes over HTTP: questions, orders and the stream of events.

const ROOT = "/emulator";

/** Ask; the answer is read as JSON. Throws an Error whose message may be shown. */
export const get = (path) => ask("GET", path);
export const post = (path, body) => ask("POST", path, body);
export const put = (path, body) => ask("PUT", path, body);
export const remove = (path) => ask("DELETE", path);

async function ask(method, path, body) {
  const form = body instanceof FormData;
  const response = await fetch(ROOT + path, {
    method,
    body: body === undefined || form ? body : JSON.stringify(body),
    headers: body === undefined || form ? {} : { "Content-Type": "application/json" },
    cache: "no-store",
  });
  const text = await response.text();
  const said = readable(text);
  if (!response.ok) throw new Error(said?.error ?? said?.description ?? (text.slice(0, 300) || `HTTP ${response.status}`));
  return said;
}

function readable(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The calls after number `since`, oldest first. */
export async function calls(since) {
  const response = await fetch(`${ROOT}/calls?since=${since}`, { cache: "no-store" });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const lines = (await response.text()).split("\n").filter((line) => line.trim());
  return lines.map((line) => JSON.parse(line));
}

/** Listen for events; `heard` maps a kind to a function, `open` and `lost` tell of the line itself. */
export function listen(heard, { open, lost }) {
  const source = new EventSource(`${ROOT}/events`);
  source.onopen = open;
  source.onerror = () => {
    lost();
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(heard, { open, lost }), 2000);
  };
  for (const [kind, tell] of Object.entries(heard)) {
    source.addEventListener(kind, (event) => tell(JSON.parse(event.data)));
  }
}

/** A function that runs `work` now, and once more when it was asked again meanwhile. */
export function coalesced(work) {
  let running = false;
  let again = false;
  return async function run() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      do {
        again = false;
        await work();
      } while (again);
    } finally {
      running = false;
    }
  };
}
