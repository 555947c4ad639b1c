/**
 * Artifact zips as entries with their raw facts. Files that do not show the same entries to every
 * reader are refused here; whether an artifact is acceptable is not judged.
 */
@NullMarked
package io.whopship.adapter.zip;

import org.jspecify.annotations.NullMarked;
