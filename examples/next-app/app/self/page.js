import { headers } from "next/headers";

/** Asks this very site, as a visitor would, and shows what came back. */
export default async function Self() {
  const request = await headers();
  const origin = `${request.get("x-forwarded-proto") ?? "http"}://${request.get("host")}`;
  const answer = await fetch(`${origin}/api/echo?from=self`, { cache: "no-store" });
  return (
    <>
      <h1>Calling myself</h1>
      <p>{origin} answered <b id="status">{answer.status}</b></p>
      <pre id="answer">{await answer.text()}</pre>
    </>
  );
}
