/** Artifact stores: R2 or any S3, and a local directory. Nothing here looks inside an artifact. */
@NullMarked
package io.whopship.adapter.r2;

import org.jspecify.annotations.NullMarked;
