package io.whopship.adapter.cloudflare.workerd;

import io.whopship.ports.model.rollout.Release;
import io.whopship.ports.model.rollout.ReleaseName;
import java.nio.file.Path;
import java.time.Instant;

/** A release as it lies in its directory. */
record PlacedRelease(ReleaseName name, String versionId, ReleaseManifest manifest, Instant placedAt,
    Path directory) {

  /** The names of what lies in the directory. */
  static final String MANIFEST = "manifest.json";
  static final String MODULES = "modules";
  static final String ASSETS = "assets";
  static final String ASSETS_JSON = "assets.json";
  /** The state of its Durable Objects: that of this version, and gone with it. */
  static final String OBJECTS = "objects";
  static final String CONFIG = "config.capnp";

  Release release() {
    return new Release(name, versionId);
  }
}
