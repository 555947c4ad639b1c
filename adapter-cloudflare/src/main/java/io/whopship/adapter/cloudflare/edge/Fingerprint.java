package io.whopship.adapter.cloudflare.edge;

import io.whopship.adapter.cloudflare.Sha256;
import io.whopship.ports.driven.Edge.Placing;
import io.whopship.ports.model.artifact.WorkerBundle;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
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
    MessageDigest digest = Sha256.start();
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
}
