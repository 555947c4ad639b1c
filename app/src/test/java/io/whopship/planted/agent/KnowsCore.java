package io.whopship.planted.agent;

import io.whopship.planted.core.Assembler;

interface KnowsCore {
  Assembler core();
}
