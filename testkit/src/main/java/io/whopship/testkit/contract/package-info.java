/**
 * What the Javadoc of the driven ports promises, as tests. Whoever implements a port extends its
 * contract, says in one method how to get the implementation, and inherits the rest:
 *
 * <pre>{@code
 * class DirectoryArtifactStoreTest extends ArtifactStoreContract {
 *
 *   @TempDir
 *   Path directory;
 *
 *   @Override
 *   protected ArtifactStore open() {
 *     return new DirectoryArtifactStore(directory);
 *   }
 * }
 * }</pre>
 *
 * Needs JUnit and AssertJ, which the kit leaves to its user.
 */
@NullMarked
package io.whopship.testkit.contract;

import org.jspecify.annotations.NullMarked;
