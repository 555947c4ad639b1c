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
//     headers      [{ path, set: [[name, value]], unset: [name] }]   from _headers
//     redirects    [{ from, to, status }]                            from _redirects

import { WorkerEntrypoint, env } from "cloudflare:workers";

const files = new Map(Object.entries(env.ASSETS.files));
const { html, notFound } = env.ASSETS;
const workerFirst = workerFirstTest(env.ASSETS.workerFirst);
const headerRules = env.ASSETS.headers.map((rule) => ({ ...rule, pattern: pathPattern(rule.path) }));
const redirectRules = env.ASSETS.redirects.map((rule) => ({ ...rule, pattern: pathPattern(rule.from) }));

// What visitors come to.
export default {
  async fetch(request) {
    const path = decodePath(new URL(request.url).pathname);
    if (path === "/cdn-cgi" || path.startsWith("/cdn-cgi/")) {
      return new Response(null, { status: 404 }); // the platform's own; a worker keeps its cache there
    }
    if (workerFirst(path)) {
      return env.WORKER.fetch(request);
    }
    const answer = await answerFromAssets(request, path);
    if (answer) {
      return answer;
    }
    const isPage = request.headers.get("Sec-Fetch-Mode") === "navigate";
    return notFound !== "none" && isPage ? answerNotFound(request, path) : env.WORKER.fetch(request);
  },
};

// What the worker itself reaches as its binding ASSETS: the files and nothing else.
export class AssetsBinding extends WorkerEntrypoint {
  async fetch(request) {
    const path = decodePath(new URL(request.url).pathname);
    return (await answerFromAssets(request, path)) ?? answerNotFound(request, path);
  }
}

// null if there is nothing under this path.
function answerFromAssets(request, path, mayRedirect = true) {
  const url = new URL(request.url);
  if (mayRedirect) {
    for (const { pattern, to, status } of redirectRules) {
      const match = pattern.exec(path);
      if (match) {
        const target = oneSite(to, fillIn(to, match.groups));
        if (status === 200) {
          return answerFromAssets(request, decodePath(new URL(target, url).pathname), false);
        }
        return redirect(target.includes("?") ? target : target + url.search, status);
      }
    }
  }

  const found = resolve(path);
  if (!found) {
    return null;
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    return new Response(null, { status: 405, headers: { Allow: "GET, HEAD" } });
  }
  // One URL per asset: //a, /a%2Ejs and /about.html lead to the one spelling that answers.
  const canonical = encodePath(found.path);
  if (canonical !== url.pathname && mayRedirect) {
    const answer = redirect(canonical + url.search, 307);
    applyHeaderRules(answer.headers, path);
    return answer;
  }
  return serve(request, found.file, 200, path);
}

async function serve(request, file, status, path) {
  const { sha256, type, size } = files.get(file);
  const etag = `"${sha256.slice(0, 32)}"`;
  const headers = new Headers({ ETag: etag, "Accept-Ranges": "bytes" });
  if (type) {
    headers.set("Content-Type", type);
  }
  if (!request.headers.has("Authorization") && !request.headers.has("Range")) {
    headers.set("Cache-Control", "public, max-age=0, must-revalidate");
  }
  applyHeaderRules(headers, path);

  if (status === 200 && names(request.headers.get("If-None-Match"), etag)) {
    return new Response(null, { status: 304, headers });
  }
  if (request.method === "HEAD") {
    headers.set("Content-Length", String(size));
    return new Response(null, { status, headers });
  }

  const wanted = new Headers();
  const ifRange = request.headers.get("If-Range");
  if (status === 200 && request.headers.has("Range") && (!ifRange || ifRange === etag)) {
    wanted.set("Range", request.headers.get("Range"));
  }
  const stored = await env.FILES.fetch("http://files/" + sha256, { headers: wanted });
  if (stored.status === 416) {
    return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${size}` } });
  }
  if (!stored.ok) {
    console.error(`asset ${path} is missing in the store of this release`);
    return new Response("This file is missing on the server.\n", { status: 500 });
  }
  for (const name of ["Content-Length", "Content-Range"]) {
    if (stored.headers.has(name)) {
      headers.set(name, stored.headers.get(name));
    }
  }
  return new Response(stored.body, { status: stored.status === 206 ? 206 : status, headers });
}

function answerNotFound(request, path) {
  if (notFound === "single-page-application" && files.has("/index.html")) {
    return serve(request, "/index.html", 200, path);
  }
  if (notFound === "404-page") {
    for (let end = path.lastIndexOf("/"); end >= 0; end = path.lastIndexOf("/", end - 1)) {
      const page = path.slice(0, end) + "/404.html"; // the nearest one on the way up
      if (files.has(page)) {
        return serve(request, page, 404, path);
      }
      if (end === 0) {
        break;
      }
    }
  }
  return new Response(null, { status: 404 });
}

// Which file stands under a path, and under which path it wants to be seen.
function resolve(path) {
  if (html === "none") {
    return files.has(path) ? { file: path, path } : null;
  }
  if (path.endsWith("/")) {
    const base = path.slice(0, -1);
    return page(base + "/index.html") ?? (base ? page(base + ".html") : null);
  }
  if (files.has(path)) {
    return path.endsWith(".html") ? page(path) : { file: path, path };
  }
  return page(path + ".html") ?? page(path + "/index.html");
}

function page(file) {
  if (!files.has(file)) {
    return null;
  }
  if (file.endsWith("/index.html")) {
    const folder = file.slice(0, -"/index.html".length);
    return { file, path: html === "drop-trailing-slash" && folder ? folder : folder + "/" };
  }
  const base = file.slice(0, -".html".length);
  return { file, path: html === "force-trailing-slash" ? base + "/" : base };
}

function applyHeaderRules(headers, path) {
  for (const { pattern, set, unset } of headerRules) {
    const match = pattern.exec(path);
    if (match) {
      unset.forEach((name) => headers.delete(name));
      set.forEach(([name, value]) => headers.set(name, fillIn(value, match.groups)));
    }
  }
}

function redirect(location, status) {
  return new Response(null, { status, headers: { Location: location } });
}

// "/blog/:id/*" matches a whole path; ":id" stands for one segment, "*" (":splat") for any rest.
function pathPattern(rule) {
  const source = rule.split(/(\*|:[A-Za-z]\w*)/).map((part) => {
    if (part === "*") {
      return "(?<splat>.*)";
    }
    return /^:[A-Za-z]/.test(part) ? `(?<${part.slice(1)}>[^/]+)` : literal(part);
  });
  return new RegExp(`^${source.join("")}$`);
}

// What a visitor wrote stands there encoded: a line break would be no header, and "\\" is a "/".
function fillIn(text, groups) {
  const fill = (whole, name) => (groups[name] === undefined ? whole : encodePath(groups[name]));
  return groups ? text.replace(/:([A-Za-z]\w*)/g, fill) : text;
}

// A rule that leads to a path must not lead to "//another.site", whatever the visitor wrote.
function oneSite(to, target) {
  return to.startsWith("//") ? target : target.replace(/^\/{2,}/, "/");
}

function workerFirstTest(setting) {
  if (!Array.isArray(setting)) {
    return () => setting;
  }
  const glob = (rule) => new RegExp(`^${rule.split("*").map(literal).join(".*")}$`);
  const wanted = setting.filter((rule) => !rule.startsWith("!")).map(glob);
  const unwanted = setting.filter((rule) => rule.startsWith("!")).map((rule) => glob(rule.slice(1)));
  const matches = (path) => (pattern) => pattern.test(path);
  return (path) => wanted.some(matches(path)) && !unwanted.some(matches(path));
}

function literal(text) {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
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
