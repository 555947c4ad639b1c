package io.whopship.planted.ports.model;

final class NotAValue {}
