// The worker of the sample artifact: no Next.js, one route for each thing a test may want to see.
const VERSION = "%VERSION%";

const ROUTES = {
  "/": () => new Response(
    `<!doctype html><link rel="stylesheet" href="/_next/static/app.css"><h1>hello ${VERSION}</h1>`,
    { headers: { "content-type": "text/html; charset=utf-8" } }),
  "/api/version": () => Response.json({ version: VERSION }),
  "/api/env": (request, url, env) => Response.json(
    Object.fromEntries(Object.entries(env).filter(([, value]) => typeof value === "string"))),
  "/api/echo": async (request) => Response.json({
    method: request.method,
    url: request.url,
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
  }),
  "/api/stream": () => new Response(chunks(5, 100), { headers: { "content-type": "text/plain" } }),
  "/api/slow": async (request, url) => {
    await pause(Number(url.searchParams.get("ms") ?? 1000));
    return new Response(`slow ${VERSION}\n`);
  },
  "/api/status": (request, url) =>
    new Response("as asked\n", { status: Number(url.searchParams.get("code") ?? 200) }),
  "/api/throw": () => {
    throw new Error("thrown on purpose");
  },
  "/api/ws": (request) => request.headers.get("upgrade") === "websocket"
    ? echoingSocket()
    : new Response("expected a WebSocket\n", { status: 426 }),
};

export default {
  fetch(request, env) {
    const url = new URL(request.url);
    const route = ROUTES[url.pathname];
    return route ? route(request, url, env) : new Response("not found by worker\n", { status: 404 });
  },
};

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function chunks(count, gap) {
  const { readable, writable } = new TransformStream();
  const send = async () => {
    const writer = writable.getWriter();
    for (let i = 0; i < count; i++) {
      if (i > 0) await pause(gap);
      await writer.write(new TextEncoder().encode(`chunk ${i}\n`));
    }
    await writer.close();
  };
  send().catch(() => {}); // the visitor went away
  return readable;
}

function echoingSocket() {
  const [client, server] = Object.values(new WebSocketPair());
  server.accept();
  server.addEventListener("message", (event) => server.send(`echo:${event.data}`));
  return new Response(null, { status: 101, webSocket: client });
}
