package io.whopship.adapter.cloudflare.upload;

import static io.whopship.testkit.cloudflare.Fault.on;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.whopship.adapter.cloudflare.api.ApiSettings;
import io.whopship.adapter.cloudflare.api.CloudflareApi;
import io.whopship.adapter.cloudflare.api.ImpatientApi;
import io.whopship.adapter.cloudflare.api.Pauses;
import io.whopship.adapter.cloudflare.upload.Uploads.Uploaded;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.PortException.Rejected;
import io.whopship.ports.driven.PortException.Unavailable;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.identity.Secret;
import io.whopship.testkit.FakeArtifact;
import io.whopship.testkit.cloudflare.Call;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import io.whopship.testkit.cloudflare.Fault;
import io.whopship.testkit.cloudflare.Fault.When;
import io.whopship.testkit.http.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fault at each call of an upload. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class UploadFaultsTest {

  private static final String NAMESPACE = "tenants";
  private static final FakeArtifact ARTIFACT = artifact(30);
  private static final int ASSETS = 30;

  private static final Map<String, Fault.Calls> CALLS = new TreeMap<>(Map.of(
      "the search for the script", on("GET", "/scripts/whopship-1-7$"),
      "the session", on("POST", "/assets-upload-session$"),
      "a batch", on("POST", "/assets/upload\\?").nth(2),
      "the script", on("PUT", "/scripts/whopship-1-7\\?")));

  private static final Map<String, Fault.Trouble> TROUBLES = new TreeMap<>(Map.ofEntries(
      Map.entry("500", Fault.status(500)),
      Map.entry("502, a page", Fault.status(502).html()),
      Map.entry("503, a page", Fault.status(503).html()),
      Map.entry("504, nothing", Fault.status(504).empty()),
      Map.entry("524, a page", Fault.status(524).html()),
      Map.entry("200, a page", Fault.status(200).html()),
      Map.entry("200, nothing", Fault.status(200).empty()),
      Map.entry("409, busy", Fault.status(409).code(10035, "Multiple attempts")),
      Map.entry("429", Fault.tooMany()),
      Map.entry("429 with Retry-After", Fault.tooMany().retryAfter(2)),
      Map.entry("cut off", Fault.cutJson()),
      Map.entry("reset before the body", Fault.reset(When.BEFORE_THE_BODY)),
      Map.entry("reset after the body", Fault.reset(When.AFTER_THE_BODY)),
      Map.entry("reset after it was done", Fault.reset(When.AFTER_APPLYING)),
      Map.entry("reset in mid-answer", Fault.reset(When.IN_MID_ANSWER)),
      Map.entry("silence", Fault.hang())));

  /** The first try was carried out, only its answer did not come. */
  private static final List<String> LOST_ANSWERS = List.of("cut off", "reset after it was done",
      "reset in mid-answer");

  private final FakeCloudflare cloudflare = FakeCloudflare.start().withDispatchNamespace(NAMESPACE);
  private final CloudflareApi api = client(Duration.ofSeconds(10));
  /** For those who wait for the end of it. */
  private final CloudflareApi hasty = client(Duration.ofSeconds(1));
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());

  private CloudflareApi client(Duration limit) {
    return ImpatientApi.open(new ApiSettings(cloudflare.baseUrl(), cloudflare.account(),
        new Secret(cloudflare.token()), limit, limit, Pauses.REAL));
  }

  @AfterEach
  void close() {
    api.close();
    hasty.close();
    cloudflare.close();
  }

  static Stream<Arguments> eachFaultAtEachCall() {
    return CALLS.keySet()
        .stream()
        .flatMap(call -> TROUBLES.keySet().stream().map(fault -> Arguments.of(fault, call)));
  }

  @ParameterizedTest(name = "{0} at {1}")
  @MethodSource("eachFaultAtEachCall")
  void whatGoesWrongOnceIsTriedAgain(String fault, String call) {
    cloudflare.fail(calls(call).with(trouble(fault)));

    assertThat(upload(fault)).isInstanceOf(Uploaded.Done.class);

    assertThat(cloudflare.scripts(NAMESPACE)).singleElement()
        .satisfies(script -> assertThat(script.assets()).hasSize(ASSETS));
    // The JDK's client itself asks again when a connection that it had kept breaks at a GET.
    if (!call.equals("the search for the script")) {
      assertThat(told).anyMatch(line -> line.matches(".*, trying again in .* s \\(2 of 4\\)"));
    }
    if (!LOST_ANSWERS.contains(fault)) {
      assertThat(acceptedHashes()).doesNotHaveDuplicates().hasSize(ASSETS);
    }
    assertNoSecrets(String.join("\n", told));
  }

  @ParameterizedTest(name = "{0} at {1}")
  @MethodSource("eachFaultAtEachCall")
  void whatStaysWrongEndsSoonAndSaysWhy(String fault, String call) {
    cloudflare.fail(calls(call).always().with(trouble(fault)));

    Throwable thrown = catchThrowable(() -> upload(fault));

    assertThat(thrown).isInstanceOf(Unavailable.class)
        .hasMessageMatching("(Cloudflare|The connection to Cloudflare) .*");
    assertNoSecrets(thrown.toString() + told);
    assertThat(cloudflare.calls()).hasSizeLessThan(25);
    assertThat(cloudflare.scripts(NAMESPACE)).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void aBatchThatFailedForGoodIsAllThatTheNextUploadSends() {
    cloudflare.fail(on("POST", "/assets/upload\\?").nth(3)
        .with(Fault.status(400)
            .code(-1, "An unknown error has occurred")));
    assertThatThrownBy(this::upload).isInstanceOf(Rejected.class)
        .hasMessageContaining("the upload of assets")
        .hasMessageContaining("(code -1)");

    assertThat(upload()).isInstanceOf(Uploaded.Done.class);

    assertThat(acceptedHashes()).doesNotHaveDuplicates().hasSize(ASSETS);
  }

  @Test
  void anExpiredSessionIsFollowedByANewOne() {
    cloudflare.fail(on("POST", "/assets/upload\\?").nth(2)
        .with(Fault.status(403).body("text/plain", "Expired JWT")));

    assertThat(upload()).isInstanceOf(Uploaded.Done.class);

    assertThat(told)
        .contains("The upload session has ended (Cloudflare answered 403: \"Expired JWT\","
            + " which is not an answer of the API), going on with a new session");
    assertThat(acceptedHashes()).doesNotHaveDuplicates().hasSize(ASSETS);
    assertThat(sessions()).hasSize(2);
  }

  @Test
  void sessionsThatNeverWorkAreGivenUp() {
    cloudflare.fail(on("POST", "/assets/upload\\?").always()
        .with(Fault.status(401)
            .code(10000, "Authentication error")));
    assertThatThrownBy(this::upload).isInstanceOf(Unavailable.class)
        .hasMessageStartingWith(
            "Cloudflare did not take the assets in 2 upload sessions: The upload"
                + " session has ended (Cloudflare answered 401: ");
    assertThat(sessions()).hasSize(2);
  }

  @Test
  void aSessionWithoutAResultIsAskedForAgain() {
    cloudflare.fail(on("POST", "/assets-upload-session$").with(Fault.nullResult()));
    assertThat(upload()).isInstanceOf(Uploaded.Done.class);
    assertThat(sessions()).hasSize(2);
  }

  @Test
  void aLastBatchWithoutATokenLeadsToASessionThatHasIt() {
    cloudflare.fail(on("POST", "/assets/upload\\?").always().with(Fault.nullResult()));
    assertThat(upload()).isInstanceOf(Uploaded.Done.class);
    assertThat(acceptedHashes()).doesNotHaveDuplicates().hasSize(ASSETS);
    assertThat(sessions()).hasSize(2);
  }

  @Test
  void whoIsToldToWaitLongFailsAtOnceAndSaysWhen() {
    cloudflare.fail(on("PUT", "/scripts/").always().with(Fault.tooMany().retryAfter(90)));
    assertThatThrownBy(this::upload).isInstanceOf(Unavailable.class)
        .hasMessageMatching("Cloudflare answered 429 to the upload of the worker.*: too many calls."
            + " It asks to be asked again at 20..-..-..T..:..:..Z");
    assertThat(cloudflare.calls().stream().filter(call -> call.method().equals("PUT"))).hasSize(1);
  }

  @Test
  void aSlowAnswerIsWaitedFor() {
    cloudflare.fail(on("*", "").always().with(Fault.late(Duration.ofMillis(100))));
    assertThat(upload()).isInstanceOf(Uploaded.Done.class);
    assertThat(told).noneMatch(line -> line.contains("trying again"));
  }

  @Test
  void anArtifactThatCannotBeReadIsSaid() {
    FakeArtifact corrupt = ARTIFACT.entry(new ArtifactEntry(
        "open-next/assets/lie.txt", ArtifactEntry.Kind.FILE, 2, 2,
        false, 99_999), "more than two".getBytes(UTF_8));
    assertThatThrownBy(
        () -> new Uploads(api, NAMESPACE).upload(request(corrupt), corrupt.open(), told::add))
        .isInstanceOf(PortException.Corrupt.class)
        .hasMessageContaining("open-next/assets/lie.txt");
    assertThat(cloudflare.scripts(NAMESPACE)).isEmpty();
  }

  private Uploaded upload() {
    return upload("");
  }

  private Uploaded upload(String fault) {
    CloudflareApi client = fault.equals("silence") ? hasty : api;
    return new Uploads(client, NAMESPACE).upload(request(ARTIFACT), ARTIFACT.open(), told::add);
  }

  private static WorkerUpload request(FakeArtifact artifact) {
    return new WorkerUpload("whopship-1-7", new AppId(1), artifact.bundle(), List.of(),
        List.of("Queue"), List.of());
  }

  private static FakeArtifact artifact(int assets) {
    FakeArtifact artifact = FakeArtifact.EMPTY.file("open-next/worker/index.js",
        "export class Queue {}");
    for (int i = 0; i < assets; i++) {
      artifact = artifact.file("open-next/assets/" + i + ".txt", "content " + i);
    }
    return artifact;
  }

  private static Fault.Calls calls(String name) {
    return Objects.requireNonNull(CALLS.get(name));
  }

  private static Fault.Trouble trouble(String name) {
    return Objects.requireNonNull(TROUBLES.get(name));
  }

  private void assertNoSecrets(String text) {
    assertThat(text).doesNotContain(cloudflare.token()).doesNotContain("eyJ");
  }

  private List<Call> sessions() {
    return cloudflare.calls()
        .stream()
        .filter(call -> call.path().endsWith("/assets-upload-session"))
        .toList();
  }

  private List<String> acceptedHashes() {
    return cloudflare.calls()
        .stream()
        .filter(call -> call.path().endsWith("/workers/assets/upload"))
        .filter(call -> call.status() == 202 || call.status() == 201)
        .flatMap(call -> call.parts().stream())
        .map(Part::name)
        .toList();
  }
}
