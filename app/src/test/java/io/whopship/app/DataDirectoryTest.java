package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  @TempDir
  private Path directory;

  @Test
  void onlyItsOwnUserCanLookIntoWhatIsKept() throws Exception {
    DataDirectory data = DataDirectory.open(directory.resolve("data"));
    data.signingKey();

    for (Path folder : new Path[]{data.database(), data.artifacts(), data.edge()}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
          .isEqualTo("rwx------");
    }
    assertThat(PosixFilePermissions
        .toString(Files.getPosixFilePermissions(data.root().resolve("signing-key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void theSigningKeyIsMadeOnce() throws Exception {
    DataDirectory data = DataDirectory.open(directory);

    assertThat(data.signingKey()).isEqualTo(DataDirectory.open(directory).signingKey());
    assertThat(data.signingKey().reveal()).hasSize(64);
  }
}
