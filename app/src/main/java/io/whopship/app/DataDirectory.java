package io.whopship.app;

import io.whopship.ports.model.identity.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The folder in which a server keeps everything; only its own user can look into what is kept. */
record DataDirectory(Path root) {

  private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions
      .fromString("rwx------");
  private static final String PROBE_SECRET = "probe-secret";
  private static final int KEY_BYTES = 32;

  /** Makes it, and the folders within, if they are not there yet. */
  static DataDirectory open(Path root) throws IOException {
    Files.createDirectories(root);
    DataDirectory data = new DataDirectory(root);
    for (Path folder : List.of(data.database(), data.artifacts(), data.downloads(), data.edge())) {
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(folder, ownerOnly(folder));
      }
    }
    return data;
  }

  /** The folder around them may be one that others use. */
  private static FileAttribute<?>[] ownerOnly(Path folder) {
    boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  Path database() {
    return root.resolve("database");
  }

  Path artifacts() {
    return root.resolve("artifacts");
  }

  /** Artifacts of a bucket while they are read. */
  Path downloads() {
    return root.resolve("downloads");
  }

  Path edge() {
    return root.resolve("edge");
  }

  /** Where the agent within this server keeps its key. */
  Path agentKey() {
    return root.resolve("agent-key");
  }

  /** The key with which this server signs upload URLs: made once, then kept. */
  Secret signingKey() throws IOException {
    return key("signing-key");
  }

  /** The key by which the dispatcher on Cloudflare knows this server's probes, likewise. */
  Secret probeSecret() throws IOException {
    return key(PROBE_SECRET);
  }

  /** The one that {@link #probeSecret} would answer, if it was made already. */
  static Optional<Secret> probeSecretWithin(Path root) throws IOException {
    Path file = root.resolve(PROBE_SECRET);
    return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
  }

  private Secret key(String name) throws IOException {
    Path file = root.resolve(name);
    if (!Files.exists(file)) {
      byte[] key = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(key);
      // As a whole or not at all: a server that is killed here must be able to start again.
      Path whole = Files.createTempFile(root, name, ".new");
      Files.writeString(whole, HexFormat.of().formatHex(key));
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return read(file);
  }

  private static Secret read(Path file) throws IOException {
    return new Secret(Files.readString(file).strip());
  }
}
