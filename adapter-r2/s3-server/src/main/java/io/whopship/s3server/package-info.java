/** A real S3 server for tests, in a process of its own. */
@NullMarked
package io.whopship.s3server;

import org.jspecify.annotations.NullMarked;
