/**
 * Artifact stores: a local directory now; R2, and any other S3, will live here too. Nothing here
 * looks inside an artifact.
 */
@NullMarked
package io.whopship.adapter.r2;

import org.jspecify.annotations.NullMarked;
