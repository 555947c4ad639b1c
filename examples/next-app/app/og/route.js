import { ImageResponse } from "next/og";

export const dynamic = "force-dynamic";

export function GET(request) {
  const title = new URL(request.url).searchParams.get("title") ?? "WhopShip";
  const style = { display: "flex", width: "100%", height: "100%", padding: 40, fontSize: 72, background: "#fff4e6" };
  return new ImageResponse(<div style={style}>{title}</div>, { width: 600, height: 315 });
}
