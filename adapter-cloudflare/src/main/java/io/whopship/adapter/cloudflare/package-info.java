/**
 * Edges, where workers run: now Cloudflare's open runtime workerd on this machine, behind a front;
 * Cloudflare itself will live here too. An edge does what the route record says and never picks a
 * release by itself.
 */
@NullMarked
package io.whopship.adapter.cloudflare;

import org.jspecify.annotations.NullMarked;
