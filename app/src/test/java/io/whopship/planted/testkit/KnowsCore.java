package io.whopship.planted.testkit;

import io.whopship.planted.core.Assembler;

interface KnowsCore {
  Assembler core();
}
