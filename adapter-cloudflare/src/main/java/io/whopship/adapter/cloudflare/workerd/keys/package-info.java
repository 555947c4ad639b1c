/** Secrets by which this server knows whose process is speaking to it. */
@NullMarked
package io.whopship.adapter.cloudflare.workerd.keys;

import org.jspecify.annotations.NullMarked;
