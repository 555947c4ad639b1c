package io.whopship.planted.adapter.zip;

import io.whopship.planted.core.Assembler;

interface KnowsCore {
  Assembler core();
}
