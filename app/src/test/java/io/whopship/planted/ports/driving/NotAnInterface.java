package io.whopship.planted.ports.driving;

final class NotAnInterface {}
