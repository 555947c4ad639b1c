package io.whopship.adapter.cloudflare;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/**
 * Vert.x as this adapter uses it: without a cache of class path resources on disk, which it makes.
 */
public final class PlainVertx {

  private PlainVertx() {}

  public static Vertx start() {
    return start(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE);
  }

  public static Vertx start(int eventLoops) {
    return Vertx.vertx(new VertxOptions().setEventLoopPoolSize(eventLoops)
        .setFileSystemOptions(new FileSystemOptions().setClassPathResolvingEnabled(false)
            .setFileCachingEnabled(false)));
  }
}
