package io.whopship.app;

import io.whopship.ports.model.servers.Registration;
import io.whopship.ports.model.servers.RunningServer;
import java.util.stream.Collectors;

/** Why a server may not run beside others, and what to do about it. */
final class Refused {

  private Refused() {}

  /** A sentence for the operator; nothing if it may. */
  static String why(Registration registration, RunningServer self) {
    return switch (registration) {
      case Registration.Registered() -> "";
      case Registration.NameTaken(RunningServer by) -> "another server is alive under the name "
          + by.name() + ": " + place(by) + ". Give each server a WHOPSHIP_NODE of its own";
      case Registration.NotAlone(RunningServer other) -> "this server " + keeps(self)
          + ", which others cannot share, and " + named(other) + " runs on the same database. "
          + change(self) + ", or stop that one";
      case Registration.OtherIsLocal(RunningServer other) -> named(other)
          + " runs on the same database and " + keeps(other) + ", which others cannot share. "
          + change(other) + " for all servers, or stop that one";
    };
  }

  private static String named(RunningServer server) {
    return "server " + server.name() + " (" + place(server) + ")";
  }

  private static String place(RunningServer server) {
    return server.url() + " on " + server.machine() + ", since " + server.startedAt();
  }

  private static String keeps(RunningServer server) {
    return server.localParts().stream().sorted().map(part -> switch (part) {
      case ARTIFACTS -> "keeps artifacts in a directory";
      case WORKERS -> "runs workers on its own machine";
    }).collect(Collectors.joining(" and "));
  }

  private static String change(RunningServer server) {
    return server.localParts().stream().sorted().map(part -> switch (part) {
      case ARTIFACTS -> "WHOPSHIP_S3_BUCKET to a bucket";
      case WORKERS -> "WHOPSHIP_EDGE=cloudflare";
    }).collect(Collectors.joining(" and ", "Set ", ""));
  }
}
