// Hears how each request of the release's worker ended and what it threw, once it is over with
// all that it awaited, and tells the server, in batches:
//
//   { lost, events: [{ at, duration, outcome, method, path, status, request_id,
//                      exceptions: [{ at, text }] }] }
//
// What has no method was no request: an alarm, say. Times are in milliseconds. What workers print
// comes another way. No request waits for any of this; what the server does not take in time is
// counted as lost and let go.
//
// Bindings: COLLECTOR (service: the server; the process adds whose worker this is).

const PAUSE_MS = 20; // between two batches, so that they are some
const PATIENCE_MS = 2000; // for the server to take one
const MAX_EVENTS = 1000; // that wait
const MAX_CHARACTERS = 256 * 1024; // in all of these
const MAX_TEXT = 16 * 1024;
const MAX_PATH = 2000;

let waiting = [];
let characters = 0;
let lost = 0;
let senderSeenAt = 0; // 0 if there is none; one that is not seen for long was cut off

export default {
  tail(items, env, context) {
    for (const item of items) {
      hear(item);
    }
    if (waiting.length > 0 && Date.now() - senderSeenAt > 2 * PATIENCE_MS) {
      senderSeenAt = Date.now();
      context.waitUntil(send(env.COLLECTOR));
    }
  },
};

function hear(item) {
  // A Durable Object is asked by the worker itself, often many times for one request.
  const request = item.executionModel === "stateless" ? item.event?.request : undefined;
  if (!request && item.exceptions.length === 0) {
    return;
  }
  if (waiting.length === MAX_EVENTS || characters > MAX_CHARACTERS) {
    lost++;
    return;
  }
  const event = { exceptions: item.exceptions.map(describe) };
  if (request) {
    const { method, url } = request.getUnredacted();
    event.method = method;
    event.path = pathOf(url).slice(0, MAX_PATH);
    event.at = item.eventTimestamp;
    event.duration = Math.max(0, Date.now() - item.eventTimestamp);
    event.outcome = item.outcome;
    event.status = item.event.response?.status;
    event.request_id = request.headers["x-request-id"]?.slice(0, 200);
  }
  characters += event.exceptions.reduce((sum, { text }) => sum + text.length, event.path?.length ?? 0);
  waiting.push(event);
}

function describe({ name, message, stack, timestamp }) {
  const text = stack ? `${name}: ${message}\n${stack}` : `${name}: ${message}`;
  return { at: timestamp, text: text.slice(0, MAX_TEXT) };
}

// Without the query, which may hold secrets.
function pathOf(url) {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const end = url.indexOf("?");
  return url.slice(start, end < 0 ? undefined : end);
}

async function send(collector) {
  try {
    while (waiting.length > 0) {
      await scheduler.wait(PAUSE_MS);
      const batch = { lost, events: waiting };
      waiting = [];
      characters = 0;
      lost = 0;
      if (!(await isTaken(collector, batch))) {
        lost += batch.lost + batch.events.length;
      }
      senderSeenAt = Date.now();
    }
  } finally {
    senderSeenAt = 0;
  }
}

async function isTaken(collector, batch) {
  try {
    const answer = await collector.fetch("http://collector/", {
      method: "POST",
      body: JSON.stringify(batch),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return answer.ok;
  } catch {
    return false;
  }
}
