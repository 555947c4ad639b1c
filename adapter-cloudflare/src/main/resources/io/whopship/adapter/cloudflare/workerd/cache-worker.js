// What stands behind a worker's Cache API (caches.default, caches.open): kept in memory, per
// process, the least recently used goes first.
//
// workerd asks in plain HTTP: GET answers the stored response with CF-Cache-Status HIT, or 504
// with MISS; PUT brings a whole HTTP response as its body; PURGE answers 200 or 404. A named cache
// sends its name in CF-Cache-Namespace.

const MAX_TOTAL_BYTES = 32 * 1024 * 1024;
const MAX_ENTRY_BYTES = 4 * 1024 * 1024;
const NEVER_STORED = /\b(no-store|private)\b/i;

const entries = new Map(); // in the order of their last use
let totalBytes = 0;

export default {
  async fetch(request) {
    const key = (request.headers.get("CF-Cache-Namespace") ?? "") + "\n" + request.url;
    switch (request.method) {
      case "PURGE":
        return new Response(null, { status: remove(key) ? 200 : 404 });
      case "PUT":
        store(key, new Uint8Array(await request.arrayBuffer()));
        return new Response(null, { status: 204 });
      default:
        return find(key);
    }
  },
};

function find(key) {
  const entry = entries.get(key);
  if (!entry || entry.expiresAt <= Date.now()) {
    remove(key);
    return new Response(null, { status: 504, headers: { "CF-Cache-Status": "MISS" } });
  }
  entries.delete(key);
  entries.set(key, entry);
  const headers = new Headers(entry.headers);
  headers.set("CF-Cache-Status", "HIT");
  const bodiless = entry.status === 204 || entry.status === 304;
  return new Response(bodiless ? null : entry.body, { status: entry.status, headers });
}

function store(key, bytes) {
  const { status, headers, body } = parseResponse(bytes);
  const control = headers.get("Cache-Control") ?? "";
  const seconds = Number(/s-maxage=(\d+)/i.exec(control)?.[1] ?? /max-age=(\d+)/i.exec(control)?.[1] ?? 0);
  remove(key);
  if (NEVER_STORED.test(control) || seconds === 0 || body.length > MAX_ENTRY_BYTES) {
    return;
  }
  entries.set(key, { status, headers, body, expiresAt: Date.now() + seconds * 1000 });
  totalBytes += body.length;
  for (const oldest of entries.keys()) {
    if (totalBytes <= MAX_TOTAL_BYTES) {
      break;
    }
    remove(oldest);
  }
}

function remove(key) {
  const entry = entries.get(key);
  if (!entry) {
    return false;
  }
  totalBytes -= entry.body.length;
  return entries.delete(key);
}

// Status line, headers, empty line, body.
function parseResponse(bytes) {
  const end = indexOfCrLf(bytes, 0, true);
  const [statusLine, ...lines] = new TextDecoder().decode(bytes.subarray(0, end)).split("\r\n");
  const headers = new Headers();
  let chunked = false;
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === "transfer-encoding") {
      chunked = value.toLowerCase() === "chunked";
    } else if (name && name !== "content-length" && name !== "connection") {
      headers.append(name, value);
    }
  }
  const body = bytes.subarray(end + 4);
  return {
    status: Number(statusLine.split(" ")[1]),
    headers,
    body: chunked ? joinChunks(body) : body.slice(),
  };
}

function joinChunks(bytes) {
  const chunks = [];
  let at = 0;
  for (;;) {
    const lineEnd = indexOfCrLf(bytes, at, false);
    const length = parseInt(new TextDecoder().decode(bytes.subarray(at, lineEnd)), 16);
    if (!(length > 0)) {
      break;
    }
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
  }
  const joined = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.length;
  }
  return joined;
}

function indexOfCrLf(bytes, from, twice) {
  for (let i = from; i < bytes.length; i++) {
    const here = bytes[i] === 13 && bytes[i + 1] === 10;
    if (here && (!twice || (bytes[i + 2] === 13 && bytes[i + 3] === 10))) {
      return i;
    }
  }
  return bytes.length;
}
