package io.whopship.planted.adapter.r2;

import io.whopship.planted.app.Main;

interface KnowsApp {
  Main main();
}
