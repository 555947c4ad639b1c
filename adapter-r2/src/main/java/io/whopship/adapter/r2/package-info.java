/**
 * Artifact stores: a bucket of R2 or of any other S3, and a directory of this machine. Nothing here
 * looks inside an artifact.
 */
@NullMarked
package io.whopship.adapter.r2;

import org.jspecify.annotations.NullMarked;
