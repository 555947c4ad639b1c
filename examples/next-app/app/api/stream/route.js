export const dynamic = "force-dynamic";

/** Five events, a tenth of a second apart. */
export async function GET() {
  const encoder = new TextEncoder();
  let sent = 0;
  const events = new ReadableStream({
    async pull(controller) {
      if (sent === 5) return controller.close();
      if (sent > 0) await new Promise((resolve) => setTimeout(resolve, 100));
      controller.enqueue(encoder.encode(`data: ${sent++}\n\n`));
    },
  });
  return new Response(events, { headers: { "content-type": "text/event-stream", "cache-control": "no-store" } });
}
