package io.whopship.adapter.cloudflare.workerd.storage;

import java.io.IOException;
import java.io.InputStream;

/** An entry that is being read; its bytes stay readable whatever happens to the entry. */
record OpenEntry(Entry entry, InputStream bytes) implements AutoCloseable {

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
