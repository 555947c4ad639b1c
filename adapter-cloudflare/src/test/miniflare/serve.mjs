// Serves sites by Cloudflare's own asset worker until standard input ends.
//   node serve.mjs '{"worker": "export default …", "sites": [{"name", "directory", "router", "assets"}]}'
// Prints the ports: {"<name>": 1234}

import { Miniflare } from "miniflare";

const { worker, sites } = JSON.parse(process.argv[2]);
const miniflare = new Miniflare({
  workers: sites.map(({ name, directory, router, assets }) => ({
    name,
    modules: true,
    script: worker,
    compatibilityDate: "2026-04-01",
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
    assets: {
      workerName: name,
      directory,
      binding: "ASSETS",
      routerConfig: { has_user_worker: true, ...router },
      assetConfig: assets,
    },
  })),
});
await miniflare.ready;
const ports = await Promise.all(sites.map(
  async ({ name }) => [name, Number((await miniflare.unsafeGetDirectURL(name)).port)]));
console.log(JSON.stringify(Object.fromEntries(ports)));
process.stdin.on("end", () => miniflare.dispose()).resume();
