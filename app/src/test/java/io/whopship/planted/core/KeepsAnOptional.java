package io.whopship.planted.core;

import java.util.Optional;

record KeepsAnOptional(Optional<String> field) {
  KeepsAnOptional parameter(Optional<String> other) {
    return new KeepsAnOptional(other);
  }
}
