/**
 * Artifacts: the zip a caller uploads, the raw facts of its entries, and what was found.
 */
@NullMarked
package io.whopship.ports.model.artifact;

import org.jspecify.annotations.NullMarked;
