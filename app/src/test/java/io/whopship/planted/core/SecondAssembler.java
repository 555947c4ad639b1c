package io.whopship.planted.core;

public final class SecondAssembler {}
