// The rules that an app wrote down: run_worker_first, _redirects and _headers. All look at a path
// as the visitor sent it, still encoded.

// run_worker_first: true, false or patterns, of which those with "!" come before the others.
export function routing(setting) {
  if (!Array.isArray(setting)) {
    return () => (setting ? "worker" : "assets");
  }
  const glob = (rule) => new RegExp(`^${rule.split("*").map(literal).join(".*")}$`);
  const excluded = setting.filter((rule) => rule.startsWith("!")).map((rule) => glob(rule.slice(1)));
  const included = setting.filter((rule) => !rule.startsWith("!")).map(glob);
  const matches = (path) => (pattern) => pattern.test(path);
  return (path) => {
    if (excluded.some(matches(path))) {
      return "assets only";
    }
    return included.some(matches(path)) ? "worker" : "assets";
  };
}

// A function that says for a URL what the first rule that fits wants: { status, location } or, to
// show another path, { status: 200, path }. null if there is none.
export function redirects(rules) {
  const firstPattern = rules.findIndex(({ from }) => PLACEHOLDER.test(from));
  const count = firstPattern < 0 ? rules.length : firstPattern;
  // The rules before the first pattern are looked up, however many they are.
  const fixed = new Map(rules.slice(0, count).map((rule) => [normalPath(rule.from), rule]));
  const patterns = rules.slice(count)
    .map((rule) => ({ ...rule, pattern: rulePattern("", normalPath(rule.from)) }));

  const firstThatFits = (path) => {
    for (const { pattern, to, status } of patterns) {
      const match = pattern.exec(path);
      if (match) {
        return { to: oneSite(fillIn(to, match.groups)), status };
      }
    }
    return null;
  };

  return (url) => {
    const rule = fixed.get(url.pathname) ?? firstThatFits(url.pathname);
    const target = rule && URL.parse(rule.to, url); // null if what a visitor wrote makes no host
    if (!target) {
      return null;
    }
    if (rule.status === 200) {
      return { status: 200, path: target.pathname };
    }
    target.search ||= url.search;
    const isHere = target.origin === url.origin;
    const location = isHere ? target.pathname + target.search + target.hash : target.href;
    return { status: rule.status, location };
  };
}

// A rule that leads to a path must not lead to "//another.site", whatever the visitor wrote.
function oneSite(target) {
  const onePath = (path) => path.replace(/\/{2,}/g, "/");
  return target.startsWith("/") ? target.replace(/^[^?#]+/, onePath) : target;
}

export function headerRules(list) {
  const rules = list.map(({ host = "", path, set, unset }) => (
    { host, pattern: rulePattern(host, normalPath(path)), set, unset }));

  // What several rules say of one field is joined; together they replace what stood there.
  const apply = (headers, url) => {
    const touched = new Set();
    for (const { host, pattern, set, unset } of rules) {
      const match = pattern.exec(host ? url.hostname + url.pathname : url.pathname);
      if (match) {
        unset.forEach((name) => headers.delete(name));
        for (const [name, value] of set) {
          headers[touched.has(name) ? "append" : "set"](name, fillIn(value, match.groups));
          touched.add(name);
        }
      }
    }
    return headers;
  };
  return { apply, dependOnHost: rules.some(({ host }) => host) };
}

const PLACEHOLDER = /\*|:[A-Za-z]\w*/;

// ":id" stands for one segment, in a host for one label, and "*" (":splat") for any rest.
function rulePattern(host, path) {
  return new RegExp(`^${patternSource(host, "[^/.]+")}${patternSource(path, "[^/]+")}$`);
}

function patternSource(rule, segment) {
  return rule.split(/(\*|:[A-Za-z]\w*)/).map((part, index) => {
    if (index % 2 === 0) {
      return literal(part);
    }
    return part === "*" ? "(?<splat>.*)" : `(?<${part.slice(1)}>${segment})`;
  }).join("");
}

function fillIn(text, groups) {
  return groups ? text.replace(/:([A-Za-z]\w*)/g, (whole, name) => groups[name] ?? whole) : text;
}

function literal(text) {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

// As a URL has it: rules may be written with "ö", a request never is.
function normalPath(path) {
  return new URL("http://site" + path).pathname;
}

