/**
 * What the core needs of the world: stores, edges, queues, ids. Each method says what happens if
 * the thing is absent or present already, whether it is atomic, and in what order it answers; the
 * contract of the same name in the test kit holds every implementation to it. All methods block,
 * all implementations are safe for use by many threads, and all fail with a
 * {@link io.whopship.ports.driven.PortException}.
 */
@NullMarked
package io.whopship.ports.driven;

import org.jspecify.annotations.NullMarked;
