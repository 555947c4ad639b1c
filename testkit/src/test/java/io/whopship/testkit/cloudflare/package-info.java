/** The fake of Cloudflare's API, by plain HTTP. */
@NullMarked
package io.whopship.testkit.cloudflare;

import org.jspecify.annotations.NullMarked;
