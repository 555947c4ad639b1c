/**
 * Apps as callers make, read, change and delete them.
 */
@NullMarked
package io.whopship.core.apps;

import org.jspecify.annotations.NullMarked;
