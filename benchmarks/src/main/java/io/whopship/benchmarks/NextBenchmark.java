package io.whopship.benchmarks;
final class NextBenchmark { private NextBenchmark() {} }
