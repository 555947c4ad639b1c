/**
 * Servers on one database.
 */
@NullMarked
package io.whopship.ports.model.servers;

import org.jspecify.annotations.NullMarked;
