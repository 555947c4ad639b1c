/** The small server of fakes. */
@NullMarked
package io.whopship.testkit.http;

import org.jspecify.annotations.NullMarked;
