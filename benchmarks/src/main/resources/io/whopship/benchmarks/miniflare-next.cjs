// Serves an unpacked artifact, one that wrangler bundled, by miniflare, as its settings say, until it is ended.
//   node miniflare-next.cjs <folder of miniflare's package.json> <unpacked artifact> <port>

const fs = require("node:fs");
const path = require("node:path");
const { createRequire } = require("node:module");

const [packages, artifact, port] = process.argv.slice(2);
const { Miniflare } = createRequire(path.join(packages, "package.json"))("miniflare");
const { runtime } = JSON.parse(fs.readFileSync(path.join(artifact, "meta.json"), "utf8"));
const worker = path.join(artifact, "open-next", "worker");
const types = { ".js": "ESModule", ".wasm": "CompiledWasm", ".bin": "Data" };
const name = "next";

new Miniflare({
  name,
  host: "127.0.0.1",
  port: Number(port),
  modulesRoot: worker,
  modules: fs.readdirSync(worker)
    .sort((a, b) => (b === "index.js") - (a === "index.js")) // the first is where it begins
    .map((file) => ({ type: types[path.extname(file)], path: path.join(worker, file) })),
  compatibilityDate: runtime.compatibilityDate,
  compatibilityFlags: runtime.compatibilityFlags,
  bindings: runtime.vars,
  kvNamespaces: runtime.kv_namespaces.map(({ binding }) => binding),
  serviceBindings: Object.fromEntries(runtime.services.map(({ binding }) => [binding, name])),
  assets: {
    workerName: name,
    directory: path.join(artifact, "open-next", "assets"),
    binding: runtime.assets.binding,
    routerConfig: { has_user_worker: true },
  },
});
