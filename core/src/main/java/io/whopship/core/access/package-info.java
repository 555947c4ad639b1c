/**
 * Who may have what: tokens, passes, and answers to requests that come again.
 */
@NullMarked
package io.whopship.core.access;

import org.jspecify.annotations.NullMarked;
