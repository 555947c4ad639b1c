package io.whopship.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** nginx with nchan, one worker, well set up: the peer in passing lines on to many. */
record Nchan(Program program, int port) implements AutoCloseable {

  private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_nchan_module.so");

  static Nchan start(Folder folder) {
    if (!Files.exists(MODULE)) {
      throw new IllegalStateException(MODULE + " is needed (Debian: apt install"
          + " libnginx-mod-nchan)");
    }
    int port = Program.freePort();
    Path config = folder.install(Nchan.class, "nchan.conf",
        Map.of("module", MODULE, "port", port));
    Program program = Program.start(
        List.of("nginx", "-p", folder.path().toString(), "-c", config.toString()), Map.of(),
        folder.path().resolve("nchan.log"));
    return new Nchan(program, port);
  }

  /** The worker: the master does nothing. */
  long worker() {
    return ProcessHandle.of(program.pid())
        .orElseThrow()
        .children()
        .findFirst()
        .orElseThrow()
        .pid();
  }

  @Override
  public void close() {
    program.close();
  }
}
