/**
 * Judges artifacts: what a good one is, and how it is to be run. The rest of the core asks
 * {@link VerifiedArtifacts} and {@link CheckArtifactService} and sees no policy; nothing here
 * depends on it.
 */
@NullMarked
package io.whopship.core.artifact;

import org.jspecify.annotations.NullMarked;
