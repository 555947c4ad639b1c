import { latestNews } from "../../../lib/news";

export const dynamic = "force-dynamic";

/** The same data as on /tagged, without a page cache above it. */
export async function GET() {
  return Response.json(await latestNews());
}
