/**
 * This server among others on its database.
 */
@NullMarked
package io.whopship.core.servers;

import org.jspecify.annotations.NullMarked;
