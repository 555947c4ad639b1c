package io.whopship.planted.app;

public final class Main {}
