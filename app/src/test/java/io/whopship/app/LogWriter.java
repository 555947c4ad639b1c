package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A builder that writes numbered lines, batch after batch, also while the server is away. */
final class LogWriter {

  /** Lines sent at once. {@code acknowledged} says that the server took them. */
  private record Batch(List<String> lines, boolean json, boolean acknowledged) {}

  private final HttpClient http = HttpClient.newHttpClient();
  private final String name;
  private final URI log;
  private final String token;
  private final SplittableRandom random;
  private final List<Batch> batches = new ArrayList<>();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final Thread thread;
  private volatile @Nullable Throwable failure;
  private volatile boolean stopping;

  private LogWriter(String name, LogTarget target, SplittableRandom random) {
    this.name = name;
    this.log = URI.create("http://127.0.0.1:" + target.port() + target.path());
    this.token = target.token();
    this.random = random;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  /** Each line it writes begins with this name. */
  static LogWriter start(String name, LogTarget target, SplittableRandom random) {
    LogWriter writer = new LogWriter(name, target, random);
    writer.thread.start();
    return writer;
  }

  private void run() {
    try {
      int number = 0;
      while (!stopping) {
        int first = number;
        number += 1 + random.nextInt(40);
        List<String> lines = IntStream.range(first, number).mapToObj(i -> name + " " + i).toList();
        write(lines, random.nextBoolean());
      }
    } catch (Throwable e) {
      failure = e;
    }
  }

  private void write(List<String> lines, boolean json) throws InterruptedException {
    try {
      HttpResponse<String> answer = http.send(
          json
              ? request("application/json", document(lines))
              : request("text/plain", String.join("\n", lines)),
          BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      batches.add(new Batch(lines, json, true));
      acknowledged.incrementAndGet();
    } catch (IOException e) {
      batches.add(new Batch(lines, json, false));
    }
    Thread.sleep(random.nextInt(20));
  }

  private static String document(List<String> lines) {
    return lines.stream()
        .map(line -> "{\"message\": \"" + line + "\"}")
        .collect(Collectors.joining(",", "{\"lines\": [", "]}"));
  }

  private HttpRequest request(String type, String body) {
    return HttpRequest.newBuilder(log)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", type)
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  /** How many batches the server took so far. */
  int acknowledged() {
    if (failure != null) {
      throw new AssertionError(name + " failed", failure);
    }
    return acknowledged.get();
  }

  void stop() throws InterruptedException {
    stopping = true;
    thread.join();
    acknowledged();
  }

  /**
   * Of these lines, its own are what was acknowledged, all of it once and in order, and of each
   * batch that was cut off nothing, all, or, if it was text, what came first.
   */
  void requireWithin(List<String> log) {
    List<String> own = log.stream().filter(line -> line.startsWith(name + " ")).toList();
    int place = 0;
    for (Batch batch : batches) {
      int there = 0;
      while (there < batch.lines.size() && place + there < own.size()
          && own.get(place + there).equals(batch.lines.get(there))) {
        there++;
      }
      boolean isWhole = there == batch.lines.size();
      boolean isAllowed = isWhole || (!batch.acknowledged && (!batch.json || there == 0));
      assertThat(isAllowed).as("%s lines of %s are in the log", there, batch).isTrue();
      place += there;
    }
    assertThat(own).as("nothing but what was written").hasSize(place);
  }
}
