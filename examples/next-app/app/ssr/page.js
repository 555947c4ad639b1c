import { headers } from "next/headers";

export const dynamic = "force-dynamic";

export default async function Ssr() {
  const request = await headers();
  return (
    <>
      <h1>Rendered for you</h1>
      <dl>
        <dt>Time</dt><dd id="stamp">{new Date().toISOString()}</dd>
        <dt>Build</dt><dd id="label">{process.env.BUILD_LABEL}</dd>
        <dt>GREETING</dt><dd id="greeting">{process.env.GREETING ?? "unset"}</dd>
        <dt>Host</dt><dd id="host">{request.get("host")}</dd>
        <dt>Protocol</dt><dd id="protocol">{request.get("x-forwarded-proto") ?? "none"}</dd>
        <dt>Through the middleware</dt><dd id="middleware">{request.get("x-from-middleware") ?? "no"}</dd>
      </dl>
    </>
  );
}
