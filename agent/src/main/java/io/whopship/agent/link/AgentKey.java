package io.whopship.agent.link;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.whopship.ports.model.identity.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The key by which a server knows an agent. The agent makes it, and keeps it in a file that no
 * other user can read; the server only ever sees it when the agent connects.
 */
public final class AgentKey {

  private static final int BYTES = 32;

  private AgentKey() {}

  /** Reads the key of this file, or makes one: as a whole or not at all. */
  public static Secret in(Path file) throws IOException {
    if (!Files.exists(file)) {
      // Made for its owner alone.
      Path whole = Files.createTempFile(file.toAbsolutePath().getParent(), "agent-key", ".new");
      write(whole, random());
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }
    String key = Files.readString(file).strip();
    if (!key.matches("[0-9a-f]{" + 2 * BYTES + "}")) {
      throw new IllegalStateException(file + " does not hold an agent's key of " + 2 * BYTES
          + " hexadecimal digits; remove it, and register with a new token");
    }
    return new Secret(key);
  }

  private static String random() {
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    return HexFormat.of().formatHex(key);
  }

  /** On disk before it is registered: a key that only the server has is worth nothing. */
  private static void write(Path file, String key) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(key.getBytes(US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
