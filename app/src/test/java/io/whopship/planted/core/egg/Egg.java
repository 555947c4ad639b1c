package io.whopship.planted.core.egg;

import io.whopship.planted.core.hen.Hen;

public interface Egg {
  Hen hatches();
}
