function echo(request, more) {
  const { pathname, searchParams } = new URL(request.url);
  console.log(`echo: ${request.method} ${pathname}`);
  return Response.json({
    method: request.method,
    url: request.url,
    query: Object.fromEntries(searchParams),
    headers: Object.fromEntries(request.headers),
    build: process.env.BUILD_LABEL,
    ...more,
  });
}

export async function GET(request) {
  return echo(request);
}

export async function POST(request) {
  return echo(request, { body: await request.text() });
}
