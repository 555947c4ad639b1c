// The dispatcher as the runtime of the tests starts it, with a door to its entrypoint Self for
// workers that run in other processes. The props that Cloudflare takes from their binding come in a
// header, which their process adds.

import { WorkerEntrypoint } from "cloudflare:workers";

export { default, Self } from "./dispatcher.js";

export class SelfDoor extends WorkerEntrypoint {
  fetch(request) {
    const headers = new Headers(request.headers);
    const props = JSON.parse(headers.get("x-runtime-props"));
    headers.delete("x-runtime-props");
    return this.ctx.exports.Self({ props }).fetch(new Request(request, { headers }));
  }
}
