package io.whopship.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * One log, many viewers: a deployment's log of the real server, whose lines are stored before they
 * are passed on, beside nginx with nchan, which keeps them in memory. Both are given one line a
 * request.
 */
public final class FanOutBenchmark {

  private static final Duration WARM = Duration.ofSeconds(4);
  private static final Duration TIME = Duration.ofSeconds(8);
  private static final Duration SETTLE = Duration.ofSeconds(3);
  private static final int CROWD = 1_000;

  private final Table table = new Table("transport", "viewers x lines/s", "through",
      "delivered lines/s", "of all", "p50 ms", "p99 ms", "lines per CPU second",
      "KB per idle viewer");

  /** Somebody who passes lines on. */
  private interface Passer {

    String name();

    int port();

    long pid();

    Speaker speaker();

    String request(String transport);
  }

  public static void main(String[] arguments) {
    System.out.println(Machine.describe());
    List<String> transports = List.of(System.getProperty("transports", "sse,ws").split(","));
    try (Folder folder = Folder.create();
        Nchan nchan = Nchan.start(folder);
        WhopShip server = WhopShip.start(folder, "0s")) {
      Passer peer = new ByNchan(nchan);
      Passer ours = new ByWhopShip(server, pendingDeployment(server));
      FanOutBenchmark benchmark = new FanOutBenchmark();
      for (String transport : transports) {
        for (int viewers : new int[]{1, 100, CROWD}) {
          for (int rate : viewers == CROWD ? new int[]{10, 100, 200, 400} : new int[]{10, 100}) {
            benchmark.measure(transport, viewers, rate, peer);
            benchmark.measure(transport, viewers, rate, ours);
          }
        }
      }
      benchmark.table.print();
    }
  }

  private static long pendingDeployment(WhopShip server) {
    server.createApp();
    return server.upload("v1");
  }

  private void measure(String transport, int viewers, int rate, Passer by) {
    double before = Machine.residentMegabytes(by.pid());
    try (Speaker speaker = by.speaker();
        Audience audience = new Audience(by.port(), viewers, by.request(transport))) {
      Pause.of(SETTLE);
      double perViewer = (Machine.residentMegabytes(by.pid()) - before) * 1024 / viewers;
      speaker.speak(rate, WARM);
      Pause.of(Duration.ofSeconds(1));
      long heardBefore = audience.lines();
      double cpuBefore = Machine.cpuSeconds(by.pid());
      long began = System.nanoTime();
      audience.measure(true);
      long said = speaker.speak(rate, TIME);
      double seconds = (System.nanoTime() - began) / 1e9;
      long heard = audience.lines() - heardBefore;
      double cpu = Machine.cpuSeconds(by.pid()) - cpuBefore;
      Pause.of(Duration.ofSeconds(2));
      audience.measure(false);
      long heardInAll = audience.lines() - heardBefore;
      table.row(transport, viewers + " x " + rate, by.name(), number(heard / seconds),
          String.format(Locale.ROOT, "%.1f %%", 100.0 * heardInAll / (said * viewers)),
          String.format(Locale.ROOT, "%.1f", audience.latencies().quantile(0.5)),
          String.format(Locale.ROOT, "%.1f", audience.latencies().quantile(0.99)),
          number(heard / cpu), viewers == CROWD ? number(perViewer) : "");
      System.err.println(transport + " " + viewers + " x " + rate + " " + by.name() + ": "
          + number(heard / seconds) + "/s, p99 " + audience.latencies().quantile(0.99) + " ms, "
          + number(heard / cpu) + " per CPU second, " + number(perViewer) + " KB");
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  private static String upgrade(String path, String headers) {
    String key = Base64.getEncoder().encodeToString("0123456789abcdef".getBytes(US_ASCII));
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade:"
        + " websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key + "\r\n" + headers
        + "\r\n";
  }

  private record ByNchan(Nchan nchan) implements Passer {

    @Override
    public String name() {
      return "nchan";
    }

    @Override
    public int port() {
      return nchan.port();
    }

    @Override
    public long pid() {
      return nchan.worker();
    }

    /** What our server makes of a line, so that both have as much to send. */
    @Override
    public Speaker speaker() {
      return new Speaker(port(), "POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Type:"
          + " application/json\r\n",
          line -> """
              {"id":"0f5c2d1e-7b8a-3c4d-9e0f-112233445566","step_name":"build","log_type":"stdout",\
              "message":"%s","created_at":"2026-11-21T12:00:00.000Z","progress_percentage":null,\
              "metadata":{},"cursor":"0f5c2d1e:123456"}""".formatted(line));
    }

    @Override
    public String request(String transport) {
      return transport.equals("ws")
          ? upgrade("/subscribe", "")
          : "GET /subscribe HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";
    }
  }

  private record ByWhopShip(WhopShip server, long deployment) implements Passer {

    @Override
    public String name() {
      return "WhopShip";
    }

    @Override
    public int port() {
      return server.api().port();
    }

    @Override
    public long pid() {
      return server.pid();
    }

    @Override
    public Speaker speaker() {
      return new Speaker(port(), "POST /deployments/" + deployment + "/logs?step_name=build"
          + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n" + authorization(),
          line -> line);
    }

    @Override
    public String request(String transport) {
      return transport.equals("ws")
          ? upgrade("/api/logs/ws", authorization()) + subscribe()
          : "GET /deployments/" + deployment + "/logs/stream?timeout=1800 HTTP/1.1\r\nHost:"
              + " localhost\r\nAccept: text/event-stream\r\n" + authorization() + "\r\n";
    }

    private String authorization() {
      return "Authorization: Bearer " + server.api().token() + "\r\n";
    }

    /** A text frame, masked with zeros, as a browser would send it after the upgrade. */
    private String subscribe() {
      String message = "{\"subject\":\"log.subscribe\",\"data\":{\"deployment\":" + deployment
          + ",\"tail\":0}}";
      return "\u0081" + (char) (0x80 | message.length()) + "\0\0\0\0" + message;
    }
  }
}
