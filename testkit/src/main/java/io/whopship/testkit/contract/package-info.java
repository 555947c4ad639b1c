/**
 * What the Javadoc of the driven ports promises, as tests. Whoever implements a port extends its
 * contract, says in one method how to get the implementation, and inherits the rest; every fake of
 * this kit passes them too. Needs JUnit and AssertJ, which the kit leaves to its user.
 */
@NullMarked
package io.whopship.testkit.contract;

import org.jspecify.annotations.NullMarked;
