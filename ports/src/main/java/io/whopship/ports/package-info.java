/**
 * The boundary of WhopShip: the words its parts share ({@code model}), what callers may ask of the
 * core ({@code driving}) and what the core asks of the world ({@code driven}). Data and promises
 * live here, decisions do not.
 */
@NullMarked
package io.whopship.ports;

import org.jspecify.annotations.NullMarked;
