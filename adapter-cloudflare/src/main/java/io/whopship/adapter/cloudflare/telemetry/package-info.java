/** What Cloudflare knows of the workers that run there: how they answer, and what they say. */
@NullMarked
package io.whopship.adapter.cloudflare.telemetry;

import org.jspecify.annotations.NullMarked;
