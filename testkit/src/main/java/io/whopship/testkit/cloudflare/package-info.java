/** Cloudflare's REST API on loopback. */
@NullMarked
package io.whopship.testkit.cloudflare;

import org.jspecify.annotations.NullMarked;
