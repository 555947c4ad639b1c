/** Cloudflare's REST API: one client for one token, and what it is asked for. */
@NullMarked
package io.whopship.adapter.cloudflare.api;

import org.jspecify.annotations.NullMarked;
