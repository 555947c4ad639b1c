package io.whopship.adapter.cloudflare.edge;

import io.whopship.ports.driven.Edge.Placing;
import io.whopship.ports.model.artifact.WorkerBundle;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * By which it is known that a release is what is to be placed: names, sizes and settings, not the
 * bytes. An artifact does not change once its deployment was triggered; what may is the variables.
 */
final class Fingerprint {

  private Fingerprint() {}

  static String of(Placing placing) {
    WorkerBundle bundle = placing.bundle();
    MessageDigest digest = sha256();
    bundle.modules().forEach(module -> add(digest, module));
    bundle.assets().forEach(asset -> add(digest, asset));
    bundle.cache().forEach(file -> add(digest, file));
    add(digest, bundle.runtime());
    add(digest, new TreeMap<>(placing.variables().values()));
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  /** By what a record prints, which is all of it. */
  private static void add(MessageDigest digest, Object part) {
    digest.update((part + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
