/** The words of the domain, by subject; here, those that all subjects use. */
@NullMarked
package io.whopship.ports.model;

import org.jspecify.annotations.NullMarked;
