package io.whopship.planted.adapter.zip;

import io.whopship.planted.adapter.r2.Store;

interface KnowsR2 {
  Store store();
}
