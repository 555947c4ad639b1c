package io.whopship.adapter.r2;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.ArtifactKey;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that stores the first bytes of an artifact and waits for more, which never come. */
final class HalfUpload {

  static final ArtifactKey KEY = ArtifactKey.of(new DeploymentId(9));

  private HalfUpload() {}

  public static void main(String[] arguments) {
    new DirectoryArtifactStore(Path.of(arguments[0])).store(KEY, new InputStream() {
      private int reads;

      @Override
      public int read() {
        throw new UnsupportedOperationException("read in blocks");
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        if (reads++ > 0) {
          waitForEver();
        }
        return length;
      }
    }, Long.MAX_VALUE, null);
  }

  private static void waitForEver() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this process", e);
    }
  }
}
