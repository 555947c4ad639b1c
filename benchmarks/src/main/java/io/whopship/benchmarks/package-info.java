/**
 * Programs that measure whole processes beside their peers, in one run, and print Markdown. They
 * know WhopShip by its launcher and its API alone; only
 * {@link io.whopship.benchmarks.PickBenchmark} looks inside. Not part of the tests.
 */
@NullMarked
package io.whopship.benchmarks;

import org.jspecify.annotations.NullMarked;
