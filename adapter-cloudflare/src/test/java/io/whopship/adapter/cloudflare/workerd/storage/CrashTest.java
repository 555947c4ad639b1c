package io.whopship.adapter.cloudflare.workerd.storage;

import static io.whopship.adapter.cloudflare.workerd.storage.RunningStorage.R2;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.adapter.cloudflare.workerd.storage.EntryMap.Condition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed while its workers put objects. */
class CrashTest {

  private static final int KEYS = 20;
  private static final int THREADS = 4;

  @TempDir
  Path directory;

  /** Puts, each thread its own keys again and again, and says so after each. */
  public static final class Server {

    public static void main(String[] arguments) {
      AppStorage storage = AppStorage.open(Path.of(arguments[0]), StorageLimits.DEFAULT,
          InstantSource.system());
      for (int thread = 0; thread < THREADS; thread++) {
        int own = thread;
        Thread.ofPlatform().start(() -> putForEver(storage, own, System.out));
      }
    }

    private static void putForEver(AppStorage storage, int thread, PrintStream acknowledged) {
      EntryMap entries = storage.entries(R2);
      try {
        for (int round = 1;; round++) {
          String key = thread + "/" + round % KEYS;
          try (Draft draft = entries.draft()) {
            draft.write(value(round));
            entries.put(key, Integer.toString(round), Entry.NEVER, draft, true, Condition.ALWAYS);
          }
          synchronized (acknowledged) {
            acknowledged.println(key + " " + round);
            acknowledged.flush();
          }
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Small ones and large ones, which are kept in different ways. */
  private static byte[] value(int round) {
    byte[] value = new byte[round % 3 == 0 ? 100 : 10_000];
    Arrays.fill(value, (byte) round);
    return value;
  }

  @RepeatedTest(3)
  void whatWasAcknowledgedIsThereAndNothingIsHalf() throws Exception {
    Map<String, Integer> acknowledged = putUntilKilled(300 + ThreadLocalRandom.current()
        .nextInt(300));

    try (AppStorage storage = AppStorage.open(directory, StorageLimits.DEFAULT,
        InstantSource.system())) {
      EntryMap entries = storage.entries(R2);
      assertThat(acknowledged).hasSize(KEYS * THREADS);
      for (Map.Entry<String, Integer> each : acknowledged.entrySet()) {
        try (OpenEntry open = entries.open(each.getKey()).orElseThrow()) {
          int round = Integer.parseInt(open.entry().attributes());
          assertThat(round).as(each.getKey()).isGreaterThanOrEqualTo(each.getValue());
          assertThat(open.bytes().readAllBytes()).as(each.getKey()).isEqualTo(value(round));
        }
      }
    }
  }

  /** The last round that was acknowledged for each key. */
  private Map<String, Integer> putUntilKilled(int puts) throws Exception {
    Process server = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
        "-cp", System.getProperty("java.class.path"), Server.class.getName(), directory.toString())
        .redirectError(Redirect.INHERIT)
        .start();
    Map<String, Integer> acknowledged = new HashMap<>();
    try (BufferedReader lines = server.inputReader(UTF_8)) {
      int count = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] put = line.split(" ", 2);
        if (put.length == 2) {
          acknowledged.put(put[0], Integer.parseInt(put[1]));
        }
        count++;
        if (count == puts) {
          server.toHandle().destroyForcibly(); // Process would close what is to be read
        }
      }
    }
    server.waitFor();
    return acknowledged;
  }
}
