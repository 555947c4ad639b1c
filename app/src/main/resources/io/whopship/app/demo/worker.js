// The worker of the demo. VERSION and COLOR are filled in for each deployment.
const VERSION = "@VERSION@";
const COLOR = "@COLOR@";

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === "/api/version") return Response.json({ version: VERSION });
    if (pathname === "/") return page(env);
    return new Response("not found\n", { status: 404 });
  },
};

function page(env) {
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>hello ${VERSION}</title>
<link rel="stylesheet" href="/style.css">
<main style="--color: ${COLOR}">
  <p class="version">${VERSION}</p>
  <h1>${escape(env.GREETING ?? "Hello")}</h1>
  <p>A worker on the open Workers runtime, deployed by WhopShip: one zip in, a live site out.</p>
</main>
</html>`;
  return new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } });
}

function escape(text) {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
