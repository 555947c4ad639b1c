/** What the core says of artifacts, told on artifacts that exist in memory alone. */
@NullMarked
package io.whopship.core.artifact;

import org.jspecify.annotations.NullMarked;
