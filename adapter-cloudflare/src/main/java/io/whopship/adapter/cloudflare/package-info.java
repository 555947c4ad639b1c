/**
 * Edges, where workers run: Cloudflare itself, and its open runtime workerd on this machine with a
 * front. An edge does what the route record says and never picks a release by itself.
 */
@NullMarked
package io.whopship.adapter.cloudflare;

import org.jspecify.annotations.NullMarked;
