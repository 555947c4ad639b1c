/** What an edge has to know of OpenNext. */
@NullMarked
package io.whopship.adapter.cloudflare.opennext;

import org.jspecify.annotations.NullMarked;
