package io.whopship.planted.core;

import org.jspecify.annotations.Nullable;

record ReadsTheEnvironment(@Nullable String variable, @Nullable String property) {
  static ReadsTheEnvironment read() {
    return new ReadsTheEnvironment(System.getenv("HOME"), System.getProperty("user.home"));
  }
}
