package io.whopship.adapter.cloudflare.upload;

import io.whopship.adapter.cloudflare.api.Call;
import io.whopship.adapter.cloudflare.api.Call.Trait;
import io.whopship.adapter.cloudflare.api.CloudflareApi;
import io.whopship.adapter.cloudflare.api.Content;
import io.whopship.adapter.cloudflare.api.Product;
import io.whopship.adapter.cloudflare.api.Reply;
import io.whopship.adapter.cloudflare.upload.AssetManifest.Blob;
import io.whopship.ports.driven.Edge.Progress;
import io.whopship.ports.driven.PortException.Unavailable;
import io.whopship.ports.model.identity.Secret;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends the batches of one session, some at once, while the next one is read: so in memory there is
 * at most one more than is under way, if there is room for so many. What is under way when one
 * fails goes on to its end, so that nothing that arrived has to be sent again.
 */
final class Batches {

  private final CloudflareApi api;
  private final InstantSource clock;
  private final AssetSession session;
  private final ArtifactContent content;
  private final Progress progress;
  private final int atOnce;
  private final Semaphore sending;
  private final Queue<List<Blob>> waiting;
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicReference<@Nullable Secret> completion = new AtomicReference<>();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final AtomicReference<@Nullable String> end = new AtomicReference<>();

  Batches(CloudflareApi api, int atOnce, InstantSource clock, AssetSession session,
      ArtifactContent content, Progress progress) {
    this.api = api;
    this.clock = clock;
    this.session = session;
    this.content = content;
    this.progress = progress;
    this.atOnce = atOnce;
    this.sending = new Semaphore(atOnce);
    this.waiting = new ConcurrentLinkedQueue<>(session.batches());
  }

  /**
   * How far it came.
   *
   * @param completion the token for the script; {@code null} if something is missing yet
   * @param accepted batches
   * @param why there is no such token
   */
  record Sent(@Nullable Secret completion, int accepted, String why) {}

  Sent send() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < Math.min(atOnce + 1, session.batches().size()); i++) {
        threads.execute(this::work);
      }
    }
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
    String why = end.get();
    return new Sent(completion.get(), accepted.get(),
        why == null ? "Cloudflare took all assets without saying that they are complete" : why);
  }

  private void work() {
    try {
      for (List<Blob> batch = next(); batch != null; batch = next()) {
        long bytes = Sizes.of(batch);
        content.memory().takeToSend(bytes);
        try {
          sendInTurn(batch);
        } finally {
          content.memory().sent(bytes);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure.compareAndSet(null, new Unavailable("The upload of assets was stopped", e));
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  private void sendInTurn(List<Blob> batch) throws InterruptedException {
    if (!mayBegin()) { // it may have waited long for room
      return;
    }
    Content form = form(batch);
    sending.acquire();
    try {
      if (mayBegin()) { // the turn may have come late
        send(batch, form);
      }
    } finally {
      sending.release();
    }
  }

  private @Nullable List<Blob> next() {
    return mayBegin() ? waiting.poll() : null;
  }

  private boolean mayBegin() {
    if (isGoing() && session.isNearItsEnd(clock.instant())) {
      end.compareAndSet(null, "The upload session is about to end");
    }
    return isGoing();
  }

  private boolean isGoing() {
    return end.get() == null && failure.get() == null;
  }

  private Content form(List<Blob> batch) {
    Form form = new Form();
    batch.forEach(blob -> form.base64File(blob.hash(), blob.type(), content.read(blob.source())));
    return form.content();
  }

  private void send(List<Blob> batch, Content form) {
    Call call = Call
        .post(Product.WORKERS, api.account() + "/workers/assets/upload?base64=true",
            "the upload of assets", form)
        .within(session.token())
        .with(Trait.REPEATABLE)
        .with(Trait.HEAVY)
        .telling(progress);
    switch (api.send(call)) {
      case Reply.Done done -> accepted(batch, done.result().path("jwt").asText(""));
      case Reply.Refused refused when refused.status() == 401 || refused.status() == 403 ->
        end.compareAndSet(null, "The upload session has ended (Cloudflare answered "
            + refused.status() + ": " + refused.reason() + ")");
      case Reply.Refused refused -> throw refused.asException();
    }
  }

  private void accepted(List<Blob> batch, String token) {
    if (!token.isEmpty()) {
      completion.set(new Secret(token));
    }
    int count = accepted.incrementAndGet();
    int all = session.batches().size();
    if (all <= 10 || count * 10 / all > (count - 1) * 10 / all) { // ten lines are enough
      progress.line("Uploaded " + count + " of " + all + " batches of assets, the last of "
          + Sizes.kib(Sizes.of(batch)));
    }
  }
}
