package io.whopship.planted.adapter.r2;

public final class Store {}
