package io.whopship.adapter.http.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.webhooks.WebhookSender;
import io.whopship.ports.model.webhooks.SendResult;
import io.whopship.ports.model.webhooks.WebhookUrl;
import io.whopship.testkit.contract.WebhookSenderContract;
import io.whopship.testkit.http.Answer;
import io.whopship.testkit.http.Exchange;
import io.whopship.testkit.http.LoopbackServer;
import io.whopship.testkit.http.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class HttpWebhookSenderTest {

  private static final Duration LONG = Duration.ofSeconds(15);

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private HttpWebhookSender sender(boolean privateAllowed, GuardedAddresses.Names names,
      Duration timeout) {
    HttpWebhookSender sender = new HttpWebhookSender(privateAllowed, names, timeout,
        InstantSource.system());
    open.add(sender);
    return sender;
  }

  private HttpWebhookSender lenient(Duration timeout) {
    return sender(true, HttpWebhookSenderTest::find, timeout);
  }

  private static List<InetAddress> find(String host) throws UnknownHostException {
    return List.of(InetAddress.getAllByName(host));
  }

  private LoopbackServer receiver(LoopbackServer.Handler handler) {
    LoopbackServer server = LoopbackServer.start(handler);
    open.add(server);
    return server;
  }

  private static WebhookUrl url(String host, LoopbackServer server) {
    return WebhookUrl.parse("http://" + host + ":" + server.port() + "/hook?a=b%20c");
  }

  private static SendResult send(WebhookSender sender, WebhookUrl url) {
    return sender.send(url, Map.of(), "{}");
  }

  @Nested
  class AsPromised extends WebhookSenderContract {
    @Override
    protected Receivers open() {
      return new Loopback();
    }
  }

  @Nested
  class Guarding {

    @Test
    void connectsToTheAddressThatWasLookedAtAndAsksForNoOther() {
      AtomicInteger asked = new AtomicInteger();
      HttpWebhookSender sender = sender(true,
          host -> asked.getAndIncrement() == 0
              ? find("127.0.0.1")
              : find("127.0.0.2"),
          LONG);
      LoopbackServer receiver = receiver(exchange -> {
        exchange.read();
        exchange.send(Answer.empty(204));
      });

      assertThat(send(sender, url("rebinding.localhost", receiver)).isSuccess()).isTrue();
      assertThat(asked).hasValue(1);
    }

    @Test
    void asksAnewForEachRequest() {
      AtomicInteger asked = new AtomicInteger();
      HttpWebhookSender sender = sender(true, host -> {
        asked.incrementAndGet();
        return find("127.0.0.1");
      }, LONG);
      LoopbackServer receiver = receiver(exchange -> {
        exchange.read();
        exchange.send(Answer.empty(204));
      });

      for (int request = 0; request < 200; request++) {
        int before = asked.get();
        send(sender, url("one.localhost", receiver));
        assertThat(asked).hasValueGreaterThan(before);
      }
    }

    @Test
    void refusesANameThatLeadsInside() {
      HttpWebhookSender sender = sender(false,
          host -> List.of(find("1.1.1.1").getFirst(), find("127.0.0.1").getFirst()),
          LONG);

      assertThat(send(sender, WebhookUrl.parse("https://inside.example:8443/")))
          .isInstanceOfSatisfying(SendResult.Forbidden.class,
              forbidden -> assertThat(forbidden.reason()).contains("public address"));
    }

    @Test
    void refusesPlainHttpToAnotherMachineWhateverItsName() {
      HttpWebhookSender sender = sender(true, host -> find("10.0.0.1"),
          LONG);

      assertThat(send(sender, WebhookUrl.parse("http://other.localhost:8080/")))
          .isInstanceOf(SendResult.Forbidden.class);
    }

    @Test
    void speaksNothingButTlsToHttps() {
      LoopbackServer receiver = receiver(exchange -> exchange.send(Answer.empty(204)));

      assertThat(send(lenient(LONG),
          WebhookUrl.parse("https://localhost:" + receiver.port() + "/")))
          .isInstanceOf(SendResult.Unreachable.class);
    }
  }

  @Nested
  class Waiting {

    private final Duration shortly = Duration.ofMillis(400);

    @Test
    void endsWhenNobodyAnswers() {
      LoopbackServer receiver = receiver(Exchange::hang);

      assertThat(send(lenient(shortly), url("127.0.0.1", receiver)))
          .isEqualTo(new SendResult.Unreachable("there was no answer within 0.4 s"));
    }

    @Test
    void endsWhenANameServerIsSilent() {
      CountDownLatch never = new CountDownLatch(1);
      HttpWebhookSender sender = sender(true, host -> {
        await(never);
        return List.of();
      }, shortly);

      assertThat(send(sender, WebhookUrl.parse("https://hooks.example/")))
          .isEqualTo(new SendResult.Unreachable("there was no answer within 0.4 s"));
      never.countDown();
    }

    @Test
    void countsAnAnswerWhoseBodyDoesNotEnd() {
      byte[] half = "ok, and".getBytes(UTF_8);
      LoopbackServer receiver = receiver(exchange -> {
        exchange.read();
        exchange.sendHalf(Answer.of(200, "text/plain", new byte[2 * half.length]));
      });

      assertThat(send(lenient(LONG), url("127.0.0.1", receiver)).isSuccess()).isTrue();
    }

    @Test
    void endsWithTheServerAndBlamesNobody() throws Exception {
      CountDownLatch there = new CountDownLatch(1);
      LoopbackServer receiver = receiver(exchange -> {
        there.countDown();
        exchange.hang();
      });
      HttpWebhookSender sender = lenient(LONG);
      CompletableFuture<SendResult> sending = CompletableFuture
          .supplyAsync(() -> send(sender, url("127.0.0.1", receiver)));
      assertThat(there.await(20, TimeUnit.SECONDS)).isTrue();

      sender.close();

      assertThat(sending).failsWithin(Duration.ofSeconds(20))
          .withThrowableOfType(ExecutionException.class)
          .withCauseInstanceOf(PortException.Unavailable.class);
      assertThatThrownBy(() -> send(sender, url("127.0.0.1", receiver)))
          .isInstanceOf(PortException.Unavailable.class);
    }

    @Test
    void ofOneDelaysNoOther() throws Exception {
      CountDownLatch hanging = new CountDownLatch(30);
      LoopbackServer slow = receiver(exchange -> {
        hanging.countDown();
        exchange.hang();
      });
      LoopbackServer quick = receiver(exchange -> {
        exchange.read();
        exchange.send(Answer.empty(204));
      });
      HttpWebhookSender sender = lenient(LONG);
      List<CompletableFuture<SendResult>> waiting = Stream.generate(() -> CompletableFuture
          .supplyAsync(() -> send(sender, url("127.0.0.1", slow)), Thread::startVirtualThread))
          .limit(30)
          .toList();
      assertThat(hanging.await(20, TimeUnit.SECONDS)).isTrue();

      assertThat(send(sender, url("127.0.0.1", quick)).isSuccess()).isTrue();
      assertThat(waiting).noneMatch(CompletableFuture::isDone);
    }

    private static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Nested
  class Reading {

    private SendResult.Answered answer(byte[] body) {
      LoopbackServer receiver = receiver(exchange -> {
        exchange.read();
        exchange.send(Answer.of(200, "text/plain", body));
      });
      return (SendResult.Answered) send(lenient(LONG), url("127.0.0.1", receiver));
    }

    @Test
    void endsAfterTheBeginning() {
      assertThat(answer(new byte[8 * 1024 * 1024]).excerpt()).isBlank().hasSize(1000);
    }

    @Test
    void leavesOutWhatNoDatabaseTakes() {
      assertThat(answer(new byte[]{'a', 0, 'b', 27, '\n', (byte) 0xff}).excerpt())
          .isEqualTo("a b \n\uFFFD");
    }

    @Test
    void cutsNoCharacter() {
      String ships = "🚢".repeat(600);

      assertThat(answer(ships.getBytes(UTF_8)).excerpt())
          .isEqualTo("🚢".repeat(500));
    }
  }

  private static final class Loopback implements WebhookSenderContract.Receivers {

    private final HttpWebhookSender sender = new HttpWebhookSender(true, InstantSource.system());
    private final List<LoopbackServer> servers = new ArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    @Override
    public WebhookSender sender() {
      return sender;
    }

    private WebhookUrl answering(Answer answer) {
      LoopbackServer server = LoopbackServer.start(exchange -> {
        requests.add(exchange.read());
        exchange.send(answer);
      });
      servers.add(server);
      return url("127.0.0.1", server);
    }

    @Override
    public WebhookUrl answering(int status, String body, int retryAfterSeconds) {
      Answer answer = Answer.of(status, "text/plain", body);
      return answering(retryAfterSeconds == 0
          ? answer
          : answer.with("retry-after", Integer.toString(retryAfterSeconds)));
    }

    @Override
    public WebhookUrl redirecting() {
      return answering(Answer.empty(302).with("location", answering(200, "", 0).toString()));
    }

    @Override
    public WebhookUrl nobody() {
      try (ServerSocket socket = new ServerSocket(0)) {
        return WebhookUrl.parse("http://127.0.0.1:" + socket.getLocalPort());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public WebhookUrl forbidden() {
      return WebhookUrl.parse("http://169.254.169.254/");
    }

    @Override
    public Map<String, String> lastHeaders() {
      return requests.getLast().headers();
    }

    @Override
    public String lastBody() {
      return requests.getLast().text();
    }

    @Override
    public int requests() {
      return requests.size();
    }

    @Override
    public void close() {
      sender.close();
      servers.forEach(LoopbackServer::close);
    }
  }
}
