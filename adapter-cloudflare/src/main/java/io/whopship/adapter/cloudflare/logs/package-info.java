/** What workers say, as lines; the same wherever they run. */
@NullMarked
package io.whopship.adapter.cloudflare.logs;

import org.jspecify.annotations.NullMarked;
