/**
 * Fakes of the driven ports, a clock that can be moved, and sample artifacts, for tests of this
 * platform and of programs that embed it. Each fake keeps the promises of its port and passes the
 * contract in {@link io.whopship.testkit.contract}; nothing here decides what becomes of a
 * deployment, and nothing needs a test framework.
 *
 * <pre>{@code
 * MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
 * FakeWorkQueue queue = new FakeWorkQueue(clock);
 * InMemoryStore store = new InMemoryStore(queue);
 * FakeEdge edge = new FakeEdge();
 *
 * // Hand them to the control plane, create an app, trigger a deployment; then:
 * queue.runUntilIdle(advanceDeployment, Duration.ofMinutes(5)); // takes milliseconds
 * edge.visit("my-app.localhost", visitor); // who serves this visitor now
 *
 * // Make trouble:
 * edge.failNext(FakeEdge.Operation.ROUTE, 3);
 * edge.makeUnhealthy(release, "it answered 500");
 * }</pre>
 */
@NullMarked
package io.whopship.testkit;

import org.jspecify.annotations.NullMarked;
