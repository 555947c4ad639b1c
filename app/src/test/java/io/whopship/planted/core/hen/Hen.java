package io.whopship.planted.core.hen;

import io.whopship.planted.core.egg.Egg;

public interface Hen {
  Egg lays();
}
