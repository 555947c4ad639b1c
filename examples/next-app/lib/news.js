import { unstable_cache } from "next/cache";

/** The news, looked up once and kept until somebody revalidates the tag "news". */
export const latestNews = unstable_cache(
  async () => ({ stamp: new Date().toISOString(), id: crypto.randomUUID() }),
  ["latest-news"],
  { tags: ["news"] },
);
