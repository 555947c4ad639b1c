// Stands before all sites of the platform: finds the record of the request's host, picks a release,
// and passes the request on to that release's worker in the dispatch namespace.
//
// Bindings:
//   ROUTES        KV: one record for each host, "host:<hostname>", written by the control plane
//   DISPATCHER    the dispatch namespace, a script for each release: whopship-<app>-<deployment>
//   PROBE_SECRET  text: what the control plane signs its probes with
//
// A record is the whole routing decision, so that it changes as one:
//   { "v": 1, "generation": 7, "salt": "..", "app": 456,
//     "stable":    { "w": "whopship-456-122", "dpl": "abc" },          absent: there is no site
//     "candidate": { "w": "whopship-456-123", "dpl": "def", "percent": 50 },   only in a rollout
//     "kept":     [{ "w": "whopship-456-121" }],                       the latest first
//     "limits":    { "cpuMs": 50, "subRequests": 200 } }               of each worker
// "dpl" is what Next.js calls the build. How a visitor and a request find their release is fixed by
// split-vectors.json and skew-vectors.json, which the front on the control plane's own machine
// obeys, too.

import { WorkerEntrypoint } from "cloudflare:workers";

const FORMAT = 1;

// The least that KV takes, and half of how long a change may take to arrive anyway.
const RECORD_TTL_SECONDS = 30;

export default {
  async fetch(request, env) {
    try {
      return await visit(request, env);
    } catch (stopped) {
      if (stopped instanceof Stop) {
        return page(stopped.reason);
      }
      throw stopped;
    }
  },
};

// What a worker reaches as WORKER_SELF_REFERENCE: the very release that asks, whatever share of
// the visitors it has, and under no host but those of its own app.
//
// ctx.props { app, release } comes from the binding, which only the control plane writes.
export class Self extends WorkerEntrypoint {
  async fetch(request) {
    const { app, release } = this.ctx.props;
    const host = siteHost(new URL(request.url));
    try {
      const record = await find(this.env, host);
      if (record.app !== app) {
        return sentence(403, `${host} is no host of app ${app}: a worker reaches only itself here.`);
      }
      const inner = deeper(request);
      if (!inner) {
        return sentence(508, `${release} has called itself ${MAX_DEPTH} times within one request.`);
      }
      return (await ask(this.env, release, inner, record.limits))
        ?? sentence(503, `${release} is no longer there.`);
    } catch (stopped) {
      if (stopped instanceof Stop) {
        return stopped.reason === PAGES.unknownSite
          ? sentence(403, `${host} is no host of app ${app}: there is no such site.`)
          : sentence(stopped.reason.status, stopped.reason.message);
      }
      throw stopped;
    }
  }
}

async function visit(request, env) {
  if (request.method === "CONNECT") {
    throw new Stop(PAGES.noTunnel);
  }
  if (request.method === "TRACE") { // its answer would show what the platform adds
    throw new Stop(PAGES.noTrace);
  }
  const url = URL.parse(request.url);
  if (!url?.hostname) {
    throw new Stop(PAGES.badHost);
  }
  if (isClosed(url.pathname)) {
    throw new Stop(PAGES.closedPath);
  }
  const host = siteHost(url);
  const asked = cleaned(request, url);
  const signature = request.headers.get(PROBE);
  if (signature !== null) {
    return probe(signature, request.method, host, url, asked, env);
  }

  const record = await find(env, host);
  if (!record.stable) {
    throw new Stop(PAGES.noRelease);
  }
  // Without a split nobody needs a cookie, and without one any cache may keep the answers.
  const visitor = record.candidate ? visitorOf(request) : null;
  const picked = visitor ? pick(record, visitor.id) : record.stable;
  const skew = skewOf(url.pathname, url.search.slice(1), request.headers.get("x-deployment-id"),
    request.headers.get("Sec-Fetch-Mode"));
  const isFile = skew.staticFile !== null && (request.method === "GET" || request.method === "HEAD");
  const choice = choose(record, picked, skew.deploymentId);

  const answer = isFile
    ? await askForFile(env, choice.known, bodiless(asked), record.limits)
    : await askFirst(env, [choice.named, picked, record.stable], asked, record.limits);
  if (!answer) {
    throw new Stop(PAGES.asleep);
  }
  const isPick = answer.release === picked && !names(skew.deploymentId, picked);
  return visitor?.isNew && isPick
    ? withHeader(answer.response, "Set-Cookie", setCookie(visitor.id, url.protocol === "https:"))
    : answer.response;
}

// ---- the record

async function find(env, host) {
  let text;
  try {
    text = await env.ROUTES.get("host:" + host, { type: "text", cacheTtl: RECORD_TTL_SECONDS });
  } catch (failure) {
    console.error(`KV cannot be read host=${host} reason="${failure.message}"`);
    throw new Stop(PAGES.noRecord);
  }
  if (text === null) {
    throw new Stop(PAGES.unknownSite);
  }
  const record = parsed(text);
  if (record?.v !== FORMAT) {
    console.error(`record is of no format that is known here host=${host} v=${record?.v}`);
    throw new Stop(PAGES.unknownFormat);
  }
  return record;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// As the record's key has it: no port, and no dot at its end. URL has made it lower case.
function siteHost({ hostname }) {
  return hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
}

// ---- who answers

const COOKIE = "__ws_id";
const WELL_FORMED_ID = /^[A-Za-z0-9_-]{16,64}$/;
const REMEMBERED_SECONDS = 365 * 24 * 60 * 60;
const BUCKETS = 10_000;

export function pick(record, id) {
  return bucketOf(record.salt, id) < record.candidate.percent * (BUCKETS / 100)
    ? record.candidate
    : record.stable;
}

// FNV-1a (32 bit) over the UTF-8 of salt:id, mixed by the finalizer of MurmurHash3.
export function bucketOf(salt, id) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`${salt}:${id}`)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % BUCKETS;
}

function visitorOf(request) {
  const id = (request.headers.get("Cookie") ?? "").split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(COOKIE + "="))
    .map((pair) => pair.slice(COOKIE.length + 1))
    .find((value) => WELL_FORMED_ID.test(value));
  return id ? { id, isNew: false } : { id: mintId(), isNew: true };
}

function mintId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function setCookie(id, isSecure) {
  return `${COOKIE}=${id}; Max-Age=${REMEMBERED_SECONDS}; Path=/; HttpOnly; SameSite=Lax`
    + (isSecure ? "; Secure" : "");
}

// What a request tells of the build whose page sent it. A navigation names nothing, or a link could
// send a visitor to an old version, and keep them there.
export function skewOf(path, query, header, fetchMode) {
  const named = header ?? query?.split("&").find((pair) => pair.startsWith("dpl="))?.slice(4);
  return {
    deploymentId: !named || fetchMode === "navigate" ? null : named,
    staticFile: path.includes("/_next/static/") ? decoded(path) : null,
  };
}

function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return null; // no release has such a file
  }
}

// Who is named, and all that may have a file, in the order in which they are asked for it.
export function choose(record, picked, deploymentId) {
  const others = [record.stable, record.candidate, ...(record.kept ?? [])]
    .filter((release) => release && release.w !== picked.w);
  const known = [picked, ...others];
  const named = known.find((release) => isCalled(deploymentId, release))
    ?? known.find((release) => isNumbered(deploymentId, release))
    ?? picked;
  return { named, known: [named, ...known.filter((release) => release !== named)] };
}

export function names(deploymentId, release) {
  return isCalled(deploymentId, release) || isNumbered(deploymentId, release);
}

function isCalled(deploymentId, release) {
  return deploymentId !== null && release.dpl === deploymentId;
}

function isNumbered(deploymentId, release) {
  return release.w.slice(release.w.lastIndexOf("-") + 1) === deploymentId;
}

// ---- asking

// The first that is there: a candidate that vanished is answered for by the stable release.
async function askFirst(env, releases, request, limits) {
  for (const release of new Set(releases)) {
    const response = await ask(env, release.w, request, limits);
    if (response) {
      return { release, response };
    }
    if (request.bodyUsed) { // sent to nobody, and not to be had again
      return null;
    }
  }
  return null;
}

// To be sent more than once. A client may announce a body of no bytes, which would count as one.
function bodiless({ url, method, headers, cf }) {
  return new Request(url, { method, headers, cf, redirect: "manual" });
}

// Which build has which file is not known here. One that says 404 leaves it to the others; if they
// do not have it either, its word stands.
async function askForFile(env, releases, request, limits) {
  let first = null;
  for (const release of releases) {
    const response = await ask(env, release.w, request, limits);
    if (!response) {
      continue;
    }
    const hasFile = response.status !== 404;
    if (first ? hasFile && response.status < 500 : hasFile) {
      first?.response.body?.cancel();
      return { release, response };
    }
    if (first) {
      response.body?.cancel();
    } else {
      first = { release, response };
    }
  }
  return first;
}

// null if there is no such script. Which of the two calls says so is not documented.
async function ask(env, script, request, limits) {
  try {
    return await env.DISPATCHER.get(script, {}, limits ? { limits } : {}).fetch(request);
  } catch (failure) {
    const reason = String(failure?.message ?? failure);
    console.error(`worker did not answer release=${script} reason="${reason}"`);
    if (reason.startsWith("Worker not found")) {
      return null;
    }
    return page(/time limit/i.test(reason) ? PAGES.overLimit : PAGES.broken);
  }
}

// A response that came from elsewhere is not to be changed. Its WebSocket, if any, goes along.
function withHeader(response, name, value) {
  const changed = new Response(response.body, response);
  changed.headers.append(name, value);
  return changed;
}

// ---- what a worker is told

const DEPTH = "x-whopship-depth";

// A cycle through itself would otherwise end only at Cloudflare's own bound of 32 workers.
const MAX_DEPTH = 8;

// What only a platform sets: this one's own, Next's between its parts, and who is in between.
// Cloudflare itself sets CF-Connecting-IP and its kin, whatever a visitor sends.
const RESERVED_PREFIXES = ["x-whopship-", "cloudflare-workers-version-", "x-forwarded-",
  "x-opennext-", "x-middleware-subrequest"];
const RESERVED = new Set(["forwarded", "x-real-ip", "proxy-connection"]);

function cleaned(request, url) {
  const headers = new Headers(request.headers);
  for (const name of [...headers.keys()]) {
    if (RESERVED.has(name) || RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix))) {
      headers.delete(name);
    }
  }
  const visitor = headers.get("CF-Connecting-IP");
  if (visitor) {
    headers.set("X-Forwarded-For", visitor);
  }
  headers.set("X-Forwarded-Proto", url.protocol.slice(0, -1));
  headers.set("X-Forwarded-Host", url.host);
  return new Request(request, { headers });
}

// What a worker asks of itself, one level further in; null if that is too far. The level is known
// as long as the worker passes on the headers that it got.
function deeper(request) {
  const depth = Number.parseInt(request.headers.get(DEPTH) ?? "0", 10) + 1;
  if (!(depth <= MAX_DEPTH)) {
    return null;
  }
  const headers = new Headers(request.headers);
  for (const name of [...headers.keys()]) {
    if (name.startsWith("x-whopship-") || name.startsWith("cloudflare-workers-version-")) {
      headers.delete(name);
    }
  }
  headers.set(DEPTH, String(depth));
  return new Request(request, { headers });
}

// Cloudflare keeps these paths for itself, but not their other spellings; an app may have its cache
// among its assets there.
function isClosed(path) {
  const plain = path.split("/").map(decodedSegment).join("/").replace(/\/{2,}/g, "/");
  return plain === "/cdn-cgi" || plain.startsWith("/cdn-cgi/");
}

function decodedSegment(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

// ---- probes

const PROBE = "x-whopship-probe";
const PROBED = "x-whopship-release";
const ABSENT = "x-whopship-absent";
const SIGNATURE = /^v1\.(whopship-[1-9]\d*-[1-9]\d*)\.(\d{1,12})\.([0-9a-f]{64})$/;

// The control plane asks a release that has no traffic, nor perhaps a host that KV knows of:
//   v1.<release>.<expires>.<HMAC-SHA256 of "v1\n<release>\n<host>\n<path and query>\n<expires>">
async function probe(signature, method, host, url, request, env) {
  const [, release, expires, mac] = SIGNATURE.exec(signature) ?? [];
  if (!release || (method !== "GET" && method !== "HEAD")) {
    return sentence(403, `${PROBE} is not what a probe of this platform carries.`);
  }
  const text = ["v1", release, host, url.pathname + url.search, expires].join("\n");
  if (!await isSigned(text, mac, env.PROBE_SECRET)) {
    return sentence(403, `${PROBE} is not signed for this request.`);
  }
  if (Date.now() / 1000 > Number(expires)) {
    return sentence(403, `${PROBE} has expired: is the clock of the control plane right?`);
  }
  const response = await ask(env, release, request, null);
  return withHeader(response ?? withHeader(page(PAGES.asleep), ABSENT, release), PROBED, release);
}

// Takes the same time whatever is wrong.
async function isSigned(text, mac, secret) {
  if (!secret) {
    return false;
  }
  const utf8 = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", utf8.encode(secret),
    { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const bytes = Uint8Array.from(mac.match(/../g), (pair) => Number.parseInt(pair, 16));
  return crypto.subtle.verify("HMAC", key, bytes, utf8.encode(text));
}

// ---- what a visitor sees when no worker answers

const PAGES = {
  noTunnel: { status: 400, title: "No way through",
    message: "This is no proxy: CONNECT leads nowhere from here." },
  noTrace: { status: 405, title: "Not allowed", message: "TRACE is not answered here." },
  badHost: { status: 400, title: "Which site?",
    message: "The request names no host, so there is no telling which site is meant." },
  unknownSite: { status: 404, title: "There is no site here",
    message: "Nothing is published at this address. If you just deployed, check the subdomain, and "
      + "give the address a minute to become known everywhere." },
  noRelease: { status: 404, title: "This site is not live yet",
    message: "The site is set up, but nothing is published on it." },
  closedPath: { status: 404, title: "Not found",
    message: "Paths under /cdn-cgi/ belong to the platform." },
  broken: { status: 500, title: "The site ran into an error",
    message: "Its worker ended in the middle of this request. Please try again in a moment." },
  unknownFormat: { status: 503, title: "This site cannot be found right now",
    message: "Its address was written down in a way that the dispatcher does not know. Whoever runs "
      + "this platform: bring the dispatcher up to date with whopship cloudflare init." },
  noRecord: { status: 503, title: "This site cannot be found right now",
    message: "Where the platform keeps its addresses is away. Please try again in a moment." },
  asleep: { status: 503, title: "The site cannot start right now",
    message: "Its worker does not run. Please try again in a moment." },
  overLimit: { status: 503, title: "This took more than the site may have",
    message: "Its worker used up the time it has for a request." },
};

const RETRY_AFTER_SECONDS = 5;

// Ends a request with a page.
class Stop extends Error {
  constructor(reason) {
    super(reason.message);
    this.reason = reason;
  }
}

function page({ status, title, message }) {
  const headers = new Headers({
    "Content-Type": "text/html;charset=utf-8",
    "Cache-Control": "no-store",
  });
  if (status === 405) {
    headers.set("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  }
  if (status >= 500) {
    headers.set("Retry-After", String(RETRY_AFTER_SECONDS));
  }
  return new Response(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
  body { font: 1.1em/1.5 system-ui, sans-serif; max-width: 32em; margin: 20vh auto }
</style>
<h1>${title}</h1>
<p>${message}</p>
`, { status, headers });
}

// For programs.
function sentence(status, text) {
  return new Response(text + "\n", { status, headers: { "Cache-Control": "no-store" } });
}
