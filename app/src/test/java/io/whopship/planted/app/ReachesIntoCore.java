package io.whopship.planted.app;

import io.whopship.planted.core.egg.Egg;

interface ReachesIntoCore {
  Egg egg();
}
