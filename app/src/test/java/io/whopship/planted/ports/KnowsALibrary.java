package io.whopship.planted.ports;

import org.jdbi.v3.core.Jdbi;

interface KnowsALibrary {
  Jdbi jdbi();
}
