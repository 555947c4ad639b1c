/**
 * What can be asked of who did what.
 */
@NullMarked
package io.whopship.ports.driving.audit;

import org.jspecify.annotations.NullMarked;
