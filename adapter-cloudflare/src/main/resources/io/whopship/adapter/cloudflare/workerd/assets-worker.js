// The static assets of one release, by the rules of Workers Static Assets; whatever is no asset
// goes to the release's own worker.
//
// Bindings:
//   FILES   disk service: the assets' contents, each under the SHA-256 of its bytes
//   WORKER  service: the release's worker
//   ASSETS  what the server wrote down when the release was placed:
//     files        { "/logo.png": { sha256, type (null if unknown), size } }
//     html         auto-trailing-slash | force-trailing-slash | drop-trailing-slash | none
//     notFound     none | 404-page | single-page-application
//     workerFirst  false | true | ["/api/*", "!/api/docs"]
//     headers      [{ host (absent for any), path, set: [[name, value]], unset: [name] }]
//     redirects    [{ from, to, status }]

import { WorkerEntrypoint, env } from "cloudflare:workers";
import { addressing } from "./assets-html.js";
import { headerRules, redirects, routing } from "./assets-rules.js";

const files = new Map(Object.entries(env.ASSETS.files));
const { notFound } = env.ASSETS;
const whoIsFirst = routing(env.ASSETS.workerFirst);
const resolve = addressing(files, env.ASSETS.html);
const redirectFor = redirects(env.ASSETS.redirects);
const rules = headerRules(env.ASSETS.headers);

// What visitors come to.
export default {
  fetch(request) {
    const url = new URL(request.url);
    const path = url.pathname;
    if (isClosed(path)) {
      return new Response(null, { status: 404 }); // the platform's own; a worker keeps its cache there
    }
    switch (whoIsFirst(path)) {
      case "worker":
        return env.WORKER.fetch(request);
      case "assets only":
        return answer(request, url);
      default: {
        // A worker may answer what is no asset, unless a browser wants a page and one is set for
        // that, or the patterns of run_worker_first have named all that the worker answers.
        const mayStandIn = Array.isArray(env.ASSETS.workerFirst)
          || request.headers.get("Sec-Fetch-Mode") === "navigate";
        return find(request, url, mayStandIn ? notFound : "none") ?? env.WORKER.fetch(request);
      }
    }
  },
};

function isClosed(path) {
  const plain = /%|\/\//.test(path) ? decodePath(path) : path;
  return plain === "/cdn-cgi" || plain.startsWith("/cdn-cgi/");
}

// What the worker itself reaches as its binding ASSETS: the files and nothing else.
export class AssetsBinding extends WorkerEntrypoint {
  fetch(request) {
    return answer(request, new URL(request.url));
  }
}

function answer(request, url) {
  return find(request, url, notFound) ?? respond(url, 404);
}

// The files that were asked for by the address they have, { file, headers }: the next visitor's
// way is short. There are no more of these addresses than files.
const addresses = new Map();

// null if the assets have no answer.
function find(request, url, standIn) {
  const isRead = request.method === "GET" || request.method === "HEAD";
  const known = isRead && addresses.get(url.pathname);
  if (known) {
    return serve(request, url, known);
  }
  const rule = redirectFor(url);
  if (rule && rule.status !== 200) {
    return respond(url, rule.status, { Location: rule.location });
  }
  const asked = rule ? rule.path : url.pathname;
  const path = decodePath(asked);
  if (rule && isClosed(path)) {
    return respond(url, 404); // a rule opens nothing that is closed
  }
  const found = resolve(path) ?? pageFor(path, standIn);
  if (!found) {
    return rule ? respond(url, 404) : null;
  }
  if (!isRead) {
    return respond(url, 405, { Allow: "GET, HEAD" });
  }
  // One URL per asset: //a, /a%2Ejs and /about.html lead to the one spelling that answers.
  const address = encodePath(found.address ?? path);
  if (address !== asked) {
    return respond(url, 307, { Location: address + url.search });
  }
  const place = { file: files.get(found.file), status: found.status ?? 200, headers: null };
  if (!rule && !found.standsIn) {
    addresses.set(asked, place);
  }
  return serve(request, url, place);
}

function respond(url, status, headers, body = null) {
  return new Response(body, { status, headers: rules.apply(new Headers(headers), url) });
}

// What stands in for a page that is not there.
function pageFor(path, standIn) {
  if (standIn === "single-page-application" && files.has("/index.html")) {
    return { file: "/index.html", status: 200, standsIn: true };
  }
  if (standIn === "404-page") {
    for (let end = path.lastIndexOf("/"); end >= 0; end = path.slice(0, end).lastIndexOf("/")) {
      const file = path.slice(0, end) + "/404.html"; // the nearest one on the way up
      if (files.has(file)) {
        return { file, status: 404, standsIn: true };
      }
    }
  }
  return null;
}

// Small files are kept, the oldest leave: reading one from the disk costs more than all the rest.
const MAX_KEPT_BYTES = 16 * 1024 * 1024;
const MAX_KEPT_FILE_BYTES = 128 * 1024;
const kept = new Map();
let keptBytes = 0;

async function serve(request, url, place) {
  const { file, status } = place;
  const asked = request.headers;
  const etag = `"${file.sha256.slice(0, 32)}"`;
  const range = asked.get("Range");
  const headers = range || asked.has("Authorization")
    ? fileHeaders(file, etag, url, false)
    : headersFor(place, etag, url);

  if (status === 200 && names(asked.get("If-None-Match"), etag)) {
    return new Response(null, { status: 304, headers });
  }
  if (request.method === "HEAD") {
    const all = new Headers(headers);
    all.set("Content-Length", String(file.size));
    return new Response(null, { status, headers: all });
  }
  if (range?.startsWith("bytes=") && status === 200 && (asked.get("If-Range") ?? etag) === etag) {
    return servePart(file, range, headers);
  }
  const body = kept.get(file.sha256) ?? (await read(file));
  if (!body) {
    console.error(`asset ${url.pathname} is missing in the store of this release`);
    return new Response("This file is missing on the server.\n", { status: 500 });
  }
  return new Response(body, { status, headers });
}

// The same for everybody who asks alike, unless a rule looks at the host.
function headersFor(place, etag, url) {
  if (rules.dependOnHost) {
    return fileHeaders(place.file, etag, url, true);
  }
  place.headers ??= fileHeaders(place.file, etag, url, true);
  return place.headers;
}

function fileHeaders({ type }, etag, url, mayBeCached) {
  const headers = new Headers({ ETag: etag, "Accept-Ranges": "bytes" });
  if (type) {
    headers.set("Content-Type", type);
  }
  if (mayBeCached) {
    headers.set("Cache-Control", "public, max-age=0, must-revalidate");
  }
  return rules.apply(headers, url);
}

async function read(file) {
  const stored = await env.FILES.fetch("http://files/" + file.sha256);
  if (!stored.ok) {
    return null;
  }
  return file.size > MAX_KEPT_FILE_BYTES ? stored.body : keep(file, await stored.arrayBuffer());
}

function keep(file, content) {
  if (!kept.has(file.sha256)) { // two visitors may have come at once
    kept.set(file.sha256, content);
    keptBytes += content.byteLength;
  }
  for (const [oldest, { byteLength }] of kept) {
    if (keptBytes <= MAX_KEPT_BYTES) {
      break;
    }
    kept.delete(oldest);
    keptBytes -= byteLength;
  }
  return content;
}

async function servePart(file, range, headers) {
  const stored = await env.FILES.fetch("http://files/" + file.sha256, { headers: { Range: range } });
  if (stored.status === 416) {
    return new Response(null, {
      status: 416, headers: { "Content-Range": `bytes */${file.size}` },
    });
  }
  const all = new Headers(headers);
  for (const name of ["Content-Length", "Content-Range"]) {
    if (stored.headers.has(name)) {
      all.set(name, stored.headers.get(name));
    }
  }
  return new Response(stored.body, { status: stored.status, headers: all });
}

function names(ifNoneMatch, etag) {
  return ifNoneMatch?.split(",").some((tag) => ["*", etag].includes(tag.trim().replace(/^W\//, "")));
}

function decodePath(path) {
  return path.split("/").map(decodeSegment).join("/").replace(/\/{2,}/g, "/");
}

function decodeSegment(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // "100%" is no encoding of anything: it is meant as it stands
  }
}

function encodePath(path) {
  return path.split("/").map(encodeURIComponent).join("/");
}
