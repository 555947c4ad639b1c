/**
 * What the core needs to be one of many servers: who else there is, and a way to them.
 */
@NullMarked
package io.whopship.ports.driven.servers;

import org.jspecify.annotations.NullMarked;
