/** Every fake under its contract, and what only fakes can do. */
@NullMarked
package io.whopship.testkit;

import org.jspecify.annotations.NullMarked;
