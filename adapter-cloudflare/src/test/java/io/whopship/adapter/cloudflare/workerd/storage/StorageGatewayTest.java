package io.whopship.adapter.cloudflare.workerd.storage;

import static io.whopship.adapter.cloudflare.workerd.storage.RunningStorage.KV;
import static io.whopship.adapter.cloudflare.workerd.storage.RunningStorage.R2;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.whopship.ports.model.AppId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in, what one worker's behaviour means to others, and what a gateway lets pass. */
class StorageGatewayTest {

  private static final AppId OTHER_APP = new AppId(8);

  @TempDir
  Path directory;

  private static HttpResponse<String> send(RunningStorage storage, String token, String method,
      String path, String body) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + storage.gateway().port() + path))
        .method(method, BodyPublishers.ofString(body))
        .header(Grant.HEADER, token)
        .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString());
    }
  }

  @Test
  void whoHasNoTokenGetsNothing() throws Exception {
    try (RunningStorage storage = RunningStorage.open(directory)) {
      Grant grant = storage.gateway().grant(KV);
      assertThat(send(storage, grant.token(), "PUT", "/key", "value").statusCode()).isEqualTo(200);
      assertThat(send(storage, grant.token(), "GET", "/key", "").body()).isEqualTo("value");

      String guess = grant.token().substring(1) + "A";
      assertThat(send(storage, guess, "GET", "/key", "").statusCode()).isEqualTo(403);
      assertThat(send(storage, "", "GET", "/key", "").statusCode()).isEqualTo(403);
      storage.gateway().revoke(grant);
      assertThat(send(storage, grant.token(), "GET", "/key", "").statusCode()).isEqualTo(403);
    }
  }

  @Test
  void aTokenIsGoodForOneAppAndOneNamespace() throws Exception {
    try (RunningStorage storage = RunningStorage.open(directory)) {
      StorageGateway gateway = storage.gateway();
      send(storage, gateway.grant(KV).token(), "PUT", "/key", "value");

      for (Namespace other : List.of(new Namespace(OTHER_APP, StorageKind.KV, KV.name()),
          new Namespace(KV.app(), StorageKind.KV, "OTHER"))) {
        assertThat(send(storage, gateway.grant(other).token(), "GET", "/key", "").statusCode())
            .as("%s", other)
            .isEqualTo(404);
      }
      assertThat(send(storage, gateway.grant(R2).token(), "GET", "/key", "").headers()
          .firstValue("cf-r2-error")).isPresent();
      assertThat(gateway.grant(KV).toString()).doesNotContain(gateway.grant(KV).token());
    }
  }

  @Test
  void twoVersionsOfAnAppShareWhatItKeeps() {
    try (RunningStorage storage = RunningStorage.open(directory);
        StoringWorker stable = storage.worker();
        StoringWorker candidate = storage.worker()) {
      stable.run("await env.KV.put('k', 'from stable'); await env.R2.put('o', 'from stable');");

      assertThat(candidate.run("""
          const seen = [await env.KV.get("k"), await (await env.R2.get("o")).text()];
          await env.KV.put("k", "from candidate");
          return seen;
          """)).isEqualTo(new JsonArray().add("from stable").add("from stable"));
      assertThat(stable.run("return await env.KV.get('k')")).isEqualTo("from candidate");
    }
  }

  @Test
  void anAppThatIsFullReadsOnAndIsToldWhyItCannotPut() {
    try (
        RunningStorage storage = RunningStorage.open(directory,
            new StorageLimits(100_000, 100_000), InstantSource.system());
        StoringWorker worker = storage.worker()) {
      worker.run("await env.KV.put('k', 'x'.repeat(90_000))");

      assertThat(worker.failure("await env.KV.put('more', 'x'.repeat(20_000))"))
          .startsWith("KV PUT failed: 507 App 7 keeps ")
          .endsWith("Delete something, or raise the limit.");
      assertThat(worker.failure("await env.R2.put('more', 'x'.repeat(20_000))"))
          .startsWith("put: App 7 keeps ")
          .endsWith("Delete something, or raise the limit. (100100)");
      assertThat(worker.run("return (await env.KV.get('k')).length")).isEqualTo(90_000);
      assertThat(worker.run("""
          await env.KV.delete("k");
          await env.KV.put("more", "x".repeat(20_000));
          return (await env.KV.get("more")).length;
          """)).isEqualTo(20_000);
    }
  }

  @Test
  void whoPutsOnAnAlmostFullDiskIsToldSo() {
    try (
        RunningStorage storage = RunningStorage.open(directory,
            new StorageLimits(1 << 30, 1 << 30, 1L << 60), InstantSource.system());
        StoringWorker worker = storage.worker()) {
      assertThat(worker.failure("await env.KV.put('k', 'x')"))
          .startsWith("KV PUT failed: 507 This machine has less than ");
      assertThat(worker.failure("await env.R2.put('o', 'x')"))
          .startsWith("put: This machine has less than ")
          .endsWith("(100100)");
      assertThat(worker.run("return await env.KV.get('k')")).isNull();
    }
  }

  @Test
  void aPutThatBreaksOffLeavesWhatWasThereAndNoFile() throws Exception {
    try (RunningStorage storage = RunningStorage.open(directory)) {
      Grant grant = storage.gateway().grant(KV);
      send(storage, grant.token(), "PUT", "/key", "old");
      try (Socket socket = begin(storage, grant, "PUT", "Content-Length: 1000000\r\n")) {
        socket.getOutputStream().write(new byte[500_000]);
        await().untilAsserted(() -> assertThat(BlobCount.of(directory)).isEqualTo(1));
      }

      await().untilAsserted(() -> assertThat(BlobCount.of(directory)).isZero());
      assertThat(send(storage, grant.token(), "GET", "/key", "").body()).isEqualTo("old");
      assertThat(storage.storage().usedBytes(KV.app())).isLessThan(100);
    }
  }

  private static Socket begin(RunningStorage storage, Grant grant, String method,
      String headers) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), storage.gateway().port());
    OutputStream out = socket.getOutputStream();
    out.write((method + " /key HTTP/1.1\r\nHost: x\r\n" + Grant.HEADER + ": " + grant.token()
        + "\r\n" + headers + "\r\n").getBytes(UTF_8));
    out.flush();
    return socket;
  }

  /** 40 values of 25 MiB that nobody reads: 1 GB, in a JVM that has less. */
  @Test
  void slowReadersNeedNoMemoryAndHoldNobodyUp() throws Exception {
    try (RunningStorage storage = RunningStorage.open(directory)) {
      Grant grant = storage.gateway().grant(KV);
      storage.storage().seed(KV, "key", new ByteArrayInputStream(new byte[25 << 20]));
      long before = usedMemory();
      List<Socket> slow = new ArrayList<>();
      try {
        for (int i = 0; i < 40; i++) {
          slow.add(begin(storage, grant, "GET", ""));
          assertThat(slow.getLast().getInputStream().read()).isEqualTo('H');
        }
        assertThat(send(storage, grant.token(), "PUT", "/other", "x").statusCode()).isEqualTo(200);
        assertThat(usedMemory() - before).isLessThan(40L << 20);
        InputStream late = slow.getFirst().getInputStream();
        assertThat(late.readNBytes(25 << 20)).hasSize(25 << 20);
      } finally {
        for (Socket socket : slow) {
          socket.close();
        }
      }
    }
  }

  private static long usedMemory() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void anAppMayNotHaveEndlesslyManyOperationsUnderWay() throws Exception {
    try (RunningStorage storage = RunningStorage.open(directory)) {
      Grant grant = storage.gateway().grant(KV);
      List<Socket> waiting = new ArrayList<>();
      try {
        for (int i = 0; i < StorageGateway.MAX_UNDER_WAY; i++) {
          waiting.add(begin(storage, grant, "PUT", "Content-Length: 10\r\n"));
        }
        await().untilAsserted(() -> { // whoever asks may take the last place from one of them
          waiting.add(begin(storage, grant, "PUT", "Content-Length: 10\r\n"));
          assertThat(send(storage, grant.token(), "GET", "/key", "").statusCode()).isEqualTo(429);
        });
        Grant other = storage.gateway().grant(new Namespace(OTHER_APP, StorageKind.KV, "K"));
        assertThat(send(storage, other.token(), "GET", "/key", "").statusCode()).isEqualTo(404);
      } finally {
        for (Socket socket : waiting) {
          socket.close();
        }
      }
      await().untilAsserted(
          () -> assertThat(send(storage, grant.token(), "GET", "/key", "").statusCode())
              .isEqualTo(404));
    }
  }

  /** An interrupt would close the file of the index, for all apps. */
  @Test
  void whatIsStillUnderWayWhenItClosesIsNotInterrupted() throws Exception {
    AtomicBoolean interrupted = new AtomicBoolean();
    InstantSource clock = () -> { // asked for by whoever puts in place of another
      interrupted.compareAndSet(false, Thread.currentThread().isInterrupted());
      return Instant.now();
    };
    try (RunningStorage storage = RunningStorage.open(directory, StorageLimits.DEFAULT, clock)) {
      storage.storage().seed(R2, "late", new ByteArrayInputStream(new byte[10]));
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch closed = new CountDownLatch(1);
      Thread holder = Thread.ofPlatform().start(() -> hold(storage, held, closed));
      held.await();
      Grant grant = storage.gateway().grant(R2);
      try (Socket socket = begin(storage, grant, "PUT", """
          cf-r2-metadata-size: 44\r
          Content-Length: 10044\r
          """)) {
        String put = "{\"version\":1,\"method\":\"put\",\"object\":\"late\"}";
        socket.getOutputStream().write((put + "x".repeat(10_044 - put.length())).getBytes(UTF_8));
        await().untilAsserted(() -> assertThat(BlobCount.of(directory)).isOne());
        storage.gateway().close();
      }
      closed.countDown();
      holder.join();

      await().untilAsserted(() -> assertThat(
          storage.storage().entries(R2).find("late").orElseThrow().content().size())
          .isEqualTo(10_000));
      assertThat(interrupted).isFalse();
    }
  }

  /** Holds the bucket, as a slow disk does. */
  private static void hold(RunningStorage storage, CountDownLatch held, CountDownLatch closed) {
    EntryMap entries = storage.storage().entries(R2);
    try (Draft draft = entries.draft()) {
      entries.put("other", "", Entry.NEVER, draft, false, present -> {
        held.countDown();
        await().atMost(20, TimeUnit.SECONDS).until(() -> closed.getCount() == 0);
        return true;
      });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each of them would hold a connection for as long as it likes. */
  @Test
  void anOperationTooManyIsAnsweredAndClosedBeforeItsBodyHasCome() throws Exception {
    try (RunningStorage storage = RunningStorage.open(directory)) {
      Grant grant = storage.gateway().grant(KV);
      List<Socket> waiting = new ArrayList<>();
      try {
        for (int i = 0; i < StorageGateway.MAX_UNDER_WAY; i++) {
          waiting.add(begin(storage, grant, "PUT", "Content-Length: 10\r\n"));
        }
        // those before may still be on their way
        await().ignoreException(SocketTimeoutException.class).untilAsserted(() -> {
          Socket one = begin(storage, grant, "PUT", "Content-Length: 10\r\n");
          waiting.add(one);
          one.setSoTimeout(500);
          assertThat(new String(one.getInputStream().readAllBytes(), UTF_8))
              .startsWith("HTTP/1.1 429 More than 512 operations");
        });
      } finally {
        for (Socket socket : waiting) {
          socket.close();
        }
      }
    }
  }

  @Test
  void aConnectionTooManyIsClosedAndThereIsRoomWhenOthersHaveGone() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (AppStorage storage = AppStorage.open(directory, StorageLimits.DEFAULT,
        InstantSource.system());
        StorageGateway gateway = StorageGateway.start(vertx, storage, 2);
        Socket first = connect(gateway)) {
      try (Socket second = connect(gateway); Socket third = connect(gateway)) {
        assertThat(third.getInputStream().read()).isEqualTo(-1);
        assertThat(isServed(first)).isTrue();
        assertThat(isServed(second)).isTrue();
      }
      await().untilAsserted(() -> {
        try (Socket late = connect(gateway)) {
          assertThat(isServed(late)).isTrue();
        }
      });
    } finally {
      vertx.close().await();
    }
  }

  private static Socket connect(StorageGateway gateway) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    socket.setSoTimeout(5_000);
    return socket;
  }

  /** A 403, as it has no token. */
  private static boolean isServed(Socket socket) throws IOException {
    socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
    return new String(socket.getInputStream().readNBytes(12), UTF_8).equals("HTTP/1.1 403");
  }

  @Test
  void whatIsNoRequestOfWorkerdIsRefused() throws Exception {
    try (RunningStorage storage = RunningStorage.open(directory)) {
      String kv = storage.gateway().grant(KV).token();
      String r2 = storage.gateway().grant(R2).token();

      assertThat(send(storage, kv, "POST", "/other", "").statusCode()).isEqualTo(404);
      assertThat(send(storage, kv, "PATCH", "/key", "").statusCode()).isEqualTo(405);
      assertThat(send(storage, kv, "PUT", "/key?expiration=soon", "").statusCode()).isEqualTo(400);
      assertThat(send(storage, kv, "POST", "/bulk/get", "[").statusCode()).isEqualTo(400);
      assertThat(send(storage, kv, "PUT", "/" + "k".repeat(513), "").statusCode()).isEqualTo(414);
      assertThat(send(storage, r2, "PUT", "/", "{}").statusCode()).isEqualTo(400);
      assertThat(send(storage, r2, "GET", "/", "").statusCode()).isEqualTo(400);
      assertThat(send(storage, r2, "DELETE", "/", "").statusCode()).isEqualTo(501);
    }
  }
}
