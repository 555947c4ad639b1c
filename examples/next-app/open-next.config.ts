import { defineCloudflareConfig } from "@opennextjs/cloudflare";

// No cache: every page is rendered on every request.
export default defineCloudflareConfig();
