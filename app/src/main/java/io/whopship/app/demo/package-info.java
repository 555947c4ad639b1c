/**
 * The demo: a caller of the public API like any other, that happens to start its own server.
 * Nothing here is used by a server.
 */
@NullMarked
package io.whopship.app.demo;

import org.jspecify.annotations.NullMarked;
