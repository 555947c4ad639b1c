/** Workers on Cloudflare: scripts in a dispatch namespace, and routes in Workers KV. */
@NullMarked
package io.whopship.adapter.cloudflare.edge;

import org.jspecify.annotations.NullMarked;
