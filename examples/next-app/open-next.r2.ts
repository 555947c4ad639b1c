import { defineCloudflareConfig } from "@opennextjs/cloudflare";
import r2Pages from "@opennextjs/cloudflare/overrides/incremental-cache/r2-incremental-cache";
import { withRegionalCache } from "@opennextjs/cloudflare/overrides/incremental-cache/regional-cache";
import objectQueue from "@opennextjs/cloudflare/overrides/queue/do-queue";
import objectTags from "@opennextjs/cloudflare/overrides/tag-cache/do-sharded-tag-cache";

// What OpenNext recommends: pages in R2 behind the Cache API, queue and tags in Durable Objects.
export default defineCloudflareConfig({
  incrementalCache: withRegionalCache(r2Pages, { mode: "long-lived" }),
  queue: objectQueue,
  tagCache: objectTags({ baseShardSize: 4 }),
});
