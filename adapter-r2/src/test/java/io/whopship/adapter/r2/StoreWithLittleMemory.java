package io.whopship.adapter.r2;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.ArtifactKey;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/** A process that stores an artifact larger than its heap: ENDPOINT BUCKET BYTES. */
final class StoreWithLittleMemory {

  private StoreWithLittleMemory() {}

  public static void main(String[] arguments) throws Exception {
    Path downloads = Files.createTempDirectory("downloads");
    S3Settings settings = S3World.settings(URI.create(arguments[0]), arguments[1]);
    try (S3ArtifactStore store = new S3ArtifactStore(settings, downloads,
        InstantSource.system())) {
      long bytes = Long.parseLong(arguments[2]);
      store.store(ArtifactKey.of(new DeploymentId(7)), S3World.bytes(bytes), bytes, null);
    }
    Files.delete(downloads.resolve("in-use"));
    Files.delete(downloads);
  }
}
