import { NextResponse } from "next/server";

// Next 16 would call this file proxy.js and run it on Node; OpenNext runs middleware.js, at the edge.
export function middleware(request) {
  const { pathname } = request.nextUrl;
  if (pathname === "/old-home") {
    return NextResponse.redirect(new URL("/", request.url), 308);
  }
  if (pathname === "/rewritten") {
    return NextResponse.rewrite(new URL("/post/7", request.url));
  }
  const headers = new Headers(request.headers);
  headers.set("x-from-middleware", "yes");
  return NextResponse.next({ request: { headers }, headers: { "x-mw": "1" } });
}

export const config = { matcher: "/((?!_next/).*)" };
