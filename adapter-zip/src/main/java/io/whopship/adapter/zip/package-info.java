/**
 * Artifact zips as entries with their raw facts, read and written. Whether an artifact is
 * acceptable is not judged here.
 */
@NullMarked
package io.whopship.adapter.zip;

import org.jspecify.annotations.NullMarked;
