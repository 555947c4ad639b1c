// Stands in for Cloudflare's dispatch namespace: asks the tests' runtime where a script listens, and
// passes requests on to there.
//
// Inner bindings: control (the runtime), workers (the network of this machine)

export default function dispatchNamespace({ control, workers }) {
  return {
    get(name, args = {}, options = {}) {
      return {
        async fetch(input, init) {
          const request = new Request(input, init);
          const asked = new URL("http://control/~workers/" + encodeURIComponent(name));
          asked.searchParams.set("options", JSON.stringify(options));
          const place = await control.fetch(asked);
          const said = await place.text();
          if (place.status === 404) {
            throw new Error("Worker not found.");
          }
          if (!place.ok) {
            throw new Error(said);
          }
          const headers = new Headers(request.headers);
          headers.set("x-runtime-url", request.url);
          const answer = await workers.fetch(
            new Request(`http://127.0.0.1:${said}/`, new Request(request, { headers })));
          if (answer.headers.has("x-runtime-threw")) {
            throw new Error(await answer.text());
          }
          return answer;
        },
      };
    },
  };
}
