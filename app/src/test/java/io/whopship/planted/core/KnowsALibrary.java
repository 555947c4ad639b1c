package io.whopship.planted.core;

import org.jdbi.v3.core.Jdbi;

interface KnowsALibrary {
  Jdbi jdbi();
}
