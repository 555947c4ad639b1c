package io.whopship.planted.testkit;

abstract class AbstractHelper {}
