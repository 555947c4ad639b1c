package io.whopship.adapter.cloudflare.upload;

import static io.whopship.testkit.cloudflare.Fault.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.adapter.cloudflare.api.ApiSettings;
import io.whopship.adapter.cloudflare.api.CloudflareApi;
import io.whopship.adapter.cloudflare.api.ImpatientApi;
import io.whopship.adapter.cloudflare.upload.Uploads.Uploaded;
import io.whopship.ports.driven.PortException.Rejected;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.testkit.FakeArtifact;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import io.whopship.testkit.cloudflare.Fault;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three batches, each of one asset of 30 KiB. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class UploadMemoryTest {

  private static final long KIB = 1024;
  private static final int BATCH = 30 * 1024;
  private static final FakeArtifact ARTIFACT = FakeArtifact.EMPTY
      .file("open-next/worker/index.js", "export default {}")
      .file("open-next/assets/a.txt", "a".repeat(BATCH))
      .file("open-next/assets/b.txt", "b".repeat(BATCH))
      .file("open-next/assets/c.txt", "c".repeat(BATCH));

  private final FakeCloudflare cloudflare = FakeCloudflare.start().withDispatchNamespace("tenants");
  private final CloudflareApi api = ImpatientApi.open(ApiSettings.of(cloudflare.baseUrl(),
      cloudflare.account(), new Secret(cloudflare.token())));

  @AfterEach
  void close() {
    api.close();
    cloudflare.close();
  }

  private Uploads uploads(UploadMemory memory) {
    return new Uploads(api, "tenants", 3, InstantSource.system(), memory);
  }

  private static WorkerUpload request(int app) {
    return new WorkerUpload("whopship-" + app + "-1", new AppId(app), ARTIFACT.bundle(), List.of(),
        List.of(), List.of());
  }

  @ParameterizedTest
  @CsvSource({"65, 2", "1, 1"})
  void uploadsAtOnceFinishAndNeverHoldMoreThanTheirShare(int kib, int batches) throws Exception {
    cloudflare.fail(on("POST", "/assets/upload\\?").always()
        .with(Fault.late(
            Duration.ofMillis(100))));
    HeldBatches held = new HeldBatches();
    Uploads uploads = uploads(new UploadMemory(kib * KIB, 0));

    try (ExecutorService deployments = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Uploaded>> all = deployments.invokeAll(List.of(
          () -> uploads.upload(request(1), held.open(ARTIFACT), held::line),
          () -> uploads.upload(request(2), held.open(ARTIFACT), held::line)));
      for (Future<Uploaded> each : all) {
        assertThat(each.get()).isInstanceOf(Uploaded.Done.class);
      }
    }

    assertThat(held.most()).isEqualTo(batches);
  }

  @Test
  void whatIsKeptIsReadOnce() {
    HeldBatches held = new HeldBatches();

    uploads(new UploadMemory(100 * KIB, 100 * KIB)).upload(request(1), held.open(ARTIFACT),
        held::line);

    assertThat(held.most()).as("read a second time").isZero();
  }

  @Test
  void whatAnUploadHeldThatFailedIsFreeForTheNext() {
    Uploads uploads = uploads(new UploadMemory(100 * KIB, 100 * KIB));
    cloudflare.fail(on("POST", "/assets-upload-session$").with(Fault.status(400)));
    cloudflare.fail(on("POST", "/assets/upload\\?").with(Fault.status(400)));
    HeldBatches held = new HeldBatches();

    for (String at : List.of("the list of assets", "the upload of assets")) {
      assertThatThrownBy(() -> uploads.upload(request(1), held.open(ARTIFACT), held::line))
          .isInstanceOf(Rejected.class)
          .hasMessageContaining(at);
    }

    assertThat(uploads.upload(request(1), held.open(ARTIFACT), held::line))
        .isInstanceOf(Uploaded.Done.class);
    assertThat(held.most()).as("read a second time").isZero();
  }

  @Test
  void aShareIsHeldUntilWhatItIsForIsOver() throws Exception {
    UploadMemory memory = new UploadMemory(10 * KIB, 0);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    List<String> order = new CopyOnWriteArrayList<>();
    Thread first = Thread.ofVirtual().start(() -> memory.whileHolding(6 * KIB, () -> {
      begun.countDown();
      await(mayEnd);
      order.add("first");
    }));
    begun.await();
    Thread second = Thread.ofVirtual()
        .start(() -> memory.whileHolding(6 * KIB, () -> order.add("second")));
    Awaitility.await().until(() -> second.getState() == Thread.State.WAITING);
    mayEnd.countDown();
    first.join();
    second.join();
    assertThat(order).containsExactly("first", "second");
  }

  @Test
  void aShareIsGivenBackIfWhatItIsForFails() {
    UploadMemory memory = new UploadMemory(10 * KIB, 0);
    assertThatThrownBy(() -> memory.whileHolding(10 * KIB, () -> {
      throw new IllegalStateException("on purpose");
    })).hasMessage("on purpose");

    assertThatCode(() -> memory.whileHolding(10 * KIB, () -> {
    })).doesNotThrowAnyException();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
