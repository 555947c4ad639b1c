package io.whopship.planted.ports.driven;

final class NotAnInterface {}
