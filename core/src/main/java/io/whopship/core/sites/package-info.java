/**
 * Where the sites of apps are, and how the edge is told of it.
 */
@NullMarked
package io.whopship.core.sites;

import org.jspecify.annotations.NullMarked;
