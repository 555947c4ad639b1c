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
    BufferedFile file = null;
    Opened.Ready ready = null;
    try {
      file = new BufferedFile(zip.toFile());
      ready = new Opened.Ready(new OpenZip(file, Directory.read(file, maxEntries)));
      return ready;
    } catch (UnreadableZipException e) {
      return new Opened.Unreadable(e.problem());
    } catch (IOException e) {
      throw new PortException.Unavailable("artifact " + zip + " cannot be read: " + e.getMessage(),
          e);
    } finally {
      if (ready == null && file != null) {
        OpenZip.closeQuietly(file);
      }
    }
  }
}
