/** KV namespaces and R2 buckets. */
@NullMarked
package io.whopship.testkit.cloudflare.storage;

import org.jspecify.annotations.NullMarked;
