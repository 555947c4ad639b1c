/** Brings a worker with its assets into a dispatch namespace. */
@NullMarked
package io.whopship.adapter.cloudflare.upload;

import org.jspecify.annotations.NullMarked;
