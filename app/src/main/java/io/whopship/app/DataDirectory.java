package io.whopship.app;

import io.whopship.ports.model.identity.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** The folder in which a server keeps everything; only its own user can look into it. */
record DataDirectory(Path root) {

  private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions
      .fromString("rwx------");
  private static final int KEY_BYTES = 32;

  /** Makes it if it is not there yet. */
  static DataDirectory open(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      Files.createDirectories(root);
      if (root.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(root, OWNER_ONLY);
      }
    }
    return new DataDirectory(root);
  }

  Path database() {
    return root.resolve("database");
  }

  Path artifacts() {
    return root.resolve("artifacts");
  }

  Path edge() {
    return root.resolve("edge");
  }

  /** The key with which this server signs upload URLs: made once, then kept. */
  Secret signingKey() throws IOException {
    Path file = root.resolve("signing-key");
    if (!Files.exists(file)) {
      byte[] key = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(key);
      // As a whole or not at all: a server that is killed here must be able to start again.
      Path whole = Files.createTempFile(root, "signing-key", ".new");
      Files.writeString(whole, HexFormat.of().formatHex(key));
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return new Secret(Files.readString(file).strip());
  }
}
