import { defineCloudflareConfig } from "@opennextjs/cloudflare";
import staticAssets from "@opennextjs/cloudflare/overrides/incremental-cache/static-assets-incremental-cache";

// What was rendered at build time is served for ever; nothing is revalidated.
export default defineCloudflareConfig({ incrementalCache: staticAssets });
