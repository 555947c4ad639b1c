package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.whopship.adapter.cloudflare.workerd.logs.ReleaseLog;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.rollout.ReleaseName;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the process of a release. Safe for many threads. */
final class WorkerLauncher {

  private static final Logger log = LoggerFactory.getLogger(WorkerLauncher.class);

  /** What a shell exits with if it cannot run a program, and when one was killed by KILL. */
  private static final int CANNOT_RUN = 126;
  private static final int NOT_FOUND = 127;
  private static final int KILLED = 128 + 9;

  private final ReleaseStore releases;
  private final DurableObjectFiles objects;
  private final RuntimeFiles runtimeFiles;
  private final WorkerdConfig config;
  private final LogCollector logs;
  private final Path binary;
  private final int dataKilobytes;
  private final Duration startTime;

  WorkerLauncher(ReleaseStore releases, DurableObjectFiles objects, RuntimeFiles runtimeFiles,
      WorkerdConfig config, LogCollector logs, WorkerdSettings settings) {
    this.releases = releases;
    this.objects = objects;
    this.runtimeFiles = runtimeFiles;
    this.config = config;
    this.logs = logs;
    this.binary = settings.binary().path();
    this.dataKilobytes = settings.bounds().dataKilobytes();
    this.startTime = settings.times().start();
  }

  /**
   * Starts a release and waits until it listens. Throws {@link WorkerRefusedException} if the
   * runtime does not take the worker, {@link PortException.Rejected} if there is no such release,
   * {@link PortException.Unavailable} if this machine is at fault.
   */
  WorkerProcess start(ReleaseName name) {
    PlacedRelease release = releases.find(name)
        .orElseThrow(
            () -> new PortException.Rejected("There is no release " + name + " on this edge.",
                null));
    objects.prepare(name);
    long began = System.nanoTime();
    Process supervisor = run(release);
    OutputTail output = new OutputTail();
    ReleaseLog said = logs.of(name);
    inBackground(name + " output",
        () -> logs.read(said, supervisor.getErrorStream(), output));
    CompletableFuture<Listening> listening = new CompletableFuture<>();
    inBackground(name + " control", () -> readEvents(supervisor.inputReader(StandardCharsets.UTF_8),
        listening));
    try {
      Listening process = listening.get(startTime.toMillis(), TimeUnit.MILLISECONDS);
      log.info("worker started release={} pid={} port={} took={}ms", name, process.pid(),
          process.port(), Duration.ofNanos(System.nanoTime() - began).toMillis());
      return new WorkerProcess(name, supervisor, process.handle(supervisor), process.port(),
          output, said);
    } catch (TimeoutException e) {
      kill(supervisor);
      throw new WorkerRefusedException("the worker did not start within " + startTime.toMillis()
          + " ms: does its top level wait or loop?");
    } catch (ExecutionException e) {
      throw startFailure(release, supervisor, output);
    } catch (InterruptedException e) {
      kill(supervisor);
      Thread.currentThread().interrupt();
      throw new PortException.Unavailable("Interrupted while " + name + " was starting.", e);
    }
  }

  private Process run(PlacedRelease release) {
    try {
      // written anew each time: the front's port and this server's settings may have changed
      Path arriving = Files.createTempFile(release.directory(), "config", null);
      Files.writeString(arriving, config.of(release));
      Files.move(arriving, release.directory().resolve(PlacedRelease.CONFIG),
          StandardCopyOption.ATOMIC_MOVE);
      ProcessBuilder builder = new ProcessBuilder("/bin/sh", runtimeFiles.supervisor().toString(),
          Integer.toString(dataKilobytes), binary.toString(), "serve", PlacedRelease.CONFIG)
          .directory(release.directory().toFile());
      // the server's own secrets are none of its business
      builder.environment().keySet().retainAll(Set.of("PATH", "LANG", "TMPDIR", "TZ"));
      return builder.start();
    } catch (IOException e) {
      throw new PortException.Unavailable(
          "The worker " + release.name() + " could not be started: " + e, e);
    }
  }

  /** A process that is ready. */
  private record Listening(long pid, int port) {

    /** Of one that has ended by now, the supervisor tells in a moment. */
    ProcessHandle handle(Process supervisor) {
      return ProcessHandle.of(pid).orElse(supervisor.toHandle());
    }
  }

  /** Reads until the process ends: workerd must never wait for somebody to take its events. */
  private static void readEvents(BufferedReader events, CompletableFuture<Listening> listening) {
    try (events) {
      long pid = 0;
      int port = 0;
      for (String line = events.readLine(); line != null; line = events.readLine()) {
        JsonObject event = new JsonObject(line);
        if ("started".equals(event.getString("event"))) {
          pid = event.getLong("pid");
        } else if ("listen".equals(event.getString("event"))
            && WorkerdConfig.SOCKET.equals(event.getString("socket"))) {
          port = event.getInteger("port");
        }
        if (pid != 0 && port != 0) {
          listening.complete(new Listening(pid, port));
        }
      }
    } catch (IOException | DecodeException e) {
      listening.completeExceptionally(e);
    }
    listening.completeExceptionally(new IOException("the process ended"));
  }

  private static RuntimeException startFailure(PlacedRelease release, Process supervisor,
      OutputTail output) {
    int status = supervisor.onExit().join().exitValue();
    output.awaitEnd();
    String reason = output.firstComplaint().orElse("exit status " + status + " without a word");
    log.warn("worker did not start release={} status={} reason=\"{}\"", release.name(), status,
        reason);
    boolean machineIsAtFault = status == CANNOT_RUN || status == NOT_FOUND || status == KILLED;
    return machineIsAtFault
        ? new PortException.Unavailable("workerd cannot run on this machine: " + reason, null)
        : new WorkerRefusedException(reason);
  }

  /** A worker that loops does not hear TERM. */
  private static void kill(Process supervisor) {
    supervisor.descendants().forEach(ProcessHandle::destroyForcibly);
    supervisor.destroyForcibly();
  }

  private static void inBackground(String name, Runnable task) {
    Thread.ofPlatform().daemon().name(name).start(task);
  }
}
