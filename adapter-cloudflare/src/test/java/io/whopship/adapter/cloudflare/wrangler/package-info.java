/** Cloudflare's own client against the fake of its API. */
@NullMarked
package io.whopship.adapter.cloudflare.wrangler;

import org.jspecify.annotations.NullMarked;
