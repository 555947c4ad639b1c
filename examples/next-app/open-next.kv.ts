import { defineCloudflareConfig } from "@opennextjs/cloudflare";
import kvPages from "@opennextjs/cloudflare/overrides/incremental-cache/kv-incremental-cache";
import memoryQueue from "@opennextjs/cloudflare/overrides/queue/memory-queue";
import kvTags from "@opennextjs/cloudflare/overrides/tag-cache/kv-next-tag-cache";

// Pages and tags in KV; each worker revalidates for itself.
export default defineCloudflareConfig({
  incrementalCache: kvPages,
  queue: memoryQueue,
  tagCache: kvTags,
});
