package io.whopship.planted.testkit;

class OpenFake {}
