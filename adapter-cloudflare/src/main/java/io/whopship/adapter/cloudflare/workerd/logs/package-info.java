/**
 * What workers on this machine say. What they print comes through the output of their process
 * ({@link io.whopship.adapter.cloudflare.workerd.logs.OutputReader}); how requests ended and what
 * they threw, through a tail worker
 * ({@link io.whopship.adapter.cloudflare.workerd.logs.TailGateway}); both become lines of the
 * release's {@link io.whopship.adapter.cloudflare.workerd.logs.ReleaseLog}.
 */
@NullMarked
package io.whopship.adapter.cloudflare.workerd.logs;

import org.jspecify.annotations.NullMarked;
