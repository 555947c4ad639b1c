/**
 * What makes this server one of many on a database.
 */
@NullMarked
package io.whopship.ports.driving.servers;

import org.jspecify.annotations.NullMarked;
