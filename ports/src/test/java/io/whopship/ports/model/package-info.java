/** What the values of the model hold to by themselves. */
@NullMarked
package io.whopship.ports.model;

import org.jspecify.annotations.NullMarked;
