package io.whopship.planted.core;

import java.util.Date;
import java.util.logging.Logger;

interface BadHabits {
  Logger logger();

  Date oldDate();

  default void prints() {
    System.out.println(oldDate());
  }

  default void throwsAnything() {
    throw new RuntimeException("anything");
  }
}
