/**
 * How visitors find their release on Cloudflare: the dispatcher, the records that it reads from KV,
 * and the probes that it lets through.
 */
@NullMarked
package io.whopship.adapter.cloudflare.dispatch;

import org.jspecify.annotations.NullMarked;
