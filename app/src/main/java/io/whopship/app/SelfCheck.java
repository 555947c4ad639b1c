package io.whopship.app;

import io.whopship.adapter.cloudflare.workerd.WorkerdBinary;
import io.whopship.ports.driven.PortException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Whether the settings fit the world, looked at before anything is opened: all that does not is
 * told at once, each with the name of its setting and what to do.
 */
final class SelfCheck {

  /** With less, a disk is full before somebody looks. */
  private static final long LITTLE_SPACE = 1024L * 1024 * 1024;

  private static final long SECONDS_TO_START = 10;

  private final Configuration configuration;
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> good = new ArrayList<>();

  private SelfCheck(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * What was found.
   *
   * @param problems with which no server can run
   * @param warnings with which one can, for a while
   * @param good what is as it has to be
   */
  record Report(List<String> problems, List<String> warnings, List<String> good) {

    /** Throws {@link Configuration.Invalid} if there are problems. */
    void require() {
      if (!problems.isEmpty()) {
        throw new Configuration.Invalid(problems);
      }
    }
  }

  /** Looks at what costs a moment and changes nothing. */
  static Report beforeStart(Configuration configuration) {
    SelfCheck check = new SelfCheck(configuration);
    check.ports();
    check.data();
    check.runtime();
    return check.report();
  }

  /** Looks at database, bucket and Cloudflare, too, which takes a minute at most. */
  static Report whole(Configuration configuration) {
    SelfCheck check = new SelfCheck(configuration);
    check.ports();
    check.data();
    check.runtime();
    for (ServiceLook.Found found : ServiceLook.at(configuration)) {
      switch (found) {
        case ServiceLook.Good(String what) -> check.good.add(what);
        case ServiceLook.Doubtful(String what) -> check.warnings.add(what);
        case ServiceLook.Wrong(String what) -> check.problems.add(what);
      }
    }
    return check.report();
  }

  private Report report() {
    return new Report(List.copyOf(problems), List.copyOf(warnings), List.copyOf(good));
  }

  private void ports() {
    requireFree(configuration.addresses().port(), "WHOPSHIP_PORT", "--port or WHOPSHIP_PORT");
    if (configuration.edge() instanceof EdgeChoice.Workerd) {
      requireFree(configuration.addresses().sitesPort(), "WHOPSHIP_SITES_PORT",
          "--sites-port or WHOPSHIP_SITES_PORT");
    }
  }

  private void requireFree(int port, String setting, String options) {
    String host = configuration.addresses().host();
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
      good.add(setting + ": can listen on " + host + ":" + port);
    } catch (IOException | IllegalArgumentException e) {
      problems.add(setting + ": cannot listen on " + host + ":" + port + " (" + e.getMessage()
          + "). Stop what listens there, or choose another with " + options);
    }
  }

  private void data() {
    Path folder = configuration.data();
    try {
      Files.delete(Files.createTempFile(thereOf(folder), "check", ".tmp"));
      good.add("WHOPSHIP_DATA: can write to " + folder);
      long space = Files.getFileStore(thereOf(folder)).getUsableSpace();
      if (space < LITTLE_SPACE) {
        warnings
            .add("WHOPSHIP_DATA: only " + space / (1024 * 1024) + " MiB are free on the disk of "
                + folder + ": make room, or choose a folder on another disk");
      }
    } catch (IOException e) {
      problems.add("WHOPSHIP_DATA: cannot write to " + folder + " (" + e
          + "). Let the user of this process write there, or choose another folder");
    }
  }

  /** The folder, or the one in which it is to be made. */
  private static Path thereOf(Path folder) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }

  private void runtime() {
    if (configuration.edge() instanceof EdgeChoice.Workerd) {
      try {
        Path binary = configuration.workers().binary().path();
        String fault = start(binary);
        if (fault.isEmpty()) {
          good.add("WHOPSHIP_WORKERD: " + binary + " runs");
        } else {
          problems.add("WHOPSHIP_WORKERD: " + binary + " does not run (" + fault
              + "). Install workerd@" + WorkerdBinary.VERSION + " for this platform");
        }
      } catch (PortException.Unavailable e) {
        problems.add("WHOPSHIP_WORKERD: " + e.getMessage());
      }
    }
  }

  /** Why it does not start; empty if it does. */
  private static String start(Path binary) {
    try {
      Process process = new ProcessBuilder(binary.toString(), "--version")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
      boolean ended = process.waitFor(SECONDS_TO_START, TimeUnit.SECONDS);
      process.destroyForcibly();
      if (!ended) {
        return "no answer to --version within " + SECONDS_TO_START + " s";
      }
      return process.exitValue() == 0 ? "" : "exit code " + process.exitValue();
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
