package io.whopship.adapter.zip;

import io.whopship.ports.driven.ArtifactReader;
import io.whopship.ports.driven.PortException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads artifact zips by random access: what a zip's central directory says counts, and nothing but
 * the entries asked for is unpacked. Safe for use by many threads.
 */
public final class ZipArtifactReader implements ArtifactReader {

  @Override
  public Opened open(Path zip, int maxEntries) {
    try {
      return new Opened.Ready(OpenZip.open(zip, maxEntries));
    } catch (UnreadableZipException e) {
      return new Opened.Unreadable(e.problem());
    } catch (IOException e) {
      throw new PortException.Unavailable("artifact " + zip + " cannot be read: " + e.getMessage(),
          e);
    }
  }
}
