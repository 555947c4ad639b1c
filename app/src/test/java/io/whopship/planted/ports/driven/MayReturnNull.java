package io.whopship.planted.ports.driven;

import org.jspecify.annotations.Nullable;

interface MayReturnNull {
  @Nullable
  String find();
}
