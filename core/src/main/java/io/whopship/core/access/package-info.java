/**
 * Who may have what.
 */
@NullMarked
package io.whopship.core.access;

import org.jspecify.annotations.NullMarked;
