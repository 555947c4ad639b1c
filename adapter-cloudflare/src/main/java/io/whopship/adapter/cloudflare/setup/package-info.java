/** Makes of an account on Cloudflare what an edge needs, or says what is missing. */
@NullMarked
package io.whopship.adapter.cloudflare.setup;

import org.jspecify.annotations.NullMarked;
