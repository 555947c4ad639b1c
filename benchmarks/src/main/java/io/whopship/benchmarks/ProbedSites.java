package io.whopship.benchmarks;

import io.whopship.testkit.http.Answer;
import io.whopship.testkit.http.Exchange;
import io.whopship.testkit.http.LoopbackServer;
import java.io.IOException;

/** Where sites should be: answers each probe as the release would that it is for. */
record ProbedSites(LoopbackServer server) implements AutoCloseable {

  static ProbedSites open() {
    return new ProbedSites(LoopbackServer.start(ProbedSites::answer));
  }

  private static void answer(Exchange exchange) throws IOException {
    String[] probe = exchange.read().header("x-whopship-probe").orElse("..").split("\\.", -1);
    exchange.send(Answer.of(200, "text/plain", "well").with("x-whopship-release", probe[1]));
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
