package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/** Vert.x as this edge uses it: without a cache of class path resources on disk, which it makes. */
final class PlainVertx {

  private PlainVertx() {}

  static Vertx start() {
    return start(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE);
  }

  static Vertx start(int eventLoops) {
    return Vertx.vertx(new VertxOptions().setEventLoopPoolSize(eventLoops)
        .setFileSystemOptions(new FileSystemOptions().setClassPathResolvingEnabled(false)
            .setFileCachingEnabled(false)));
  }
}
