package io.whopship.adapter.cloudflare.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.whopship.adapter.cloudflare.workerd.ConfiguredWorkerd;
import io.whopship.testkit.FakeEdge;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dispatcher's rules, held to the vectors that every router obeys. */
class DispatcherVectorsTest {

  private static final JsonObject SPLIT = read("split-vectors.json");
  private static final JsonObject SKEW = read("skew-vectors.json");

  @TempDir
  static Path directory;

  static ConfiguredWorkerd workerd;
  static HttpClient client;

  private static JsonObject read(String name) {
    try (InputStream json = Objects.requireNonNull(FakeEdge.class.getResourceAsStream(name))) {
      return new JsonObject(new String(json.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeAll
  static void start() throws IOException {
    try (InputStream worker = Objects
        .requireNonNull(DispatcherVectorsTest.class.getResourceAsStream("vectors.js"))) {
      Files.copy(worker, directory.resolve("vectors.js"));
    }
    Files.writeString(directory.resolve("dispatcher.js"), Dispatcher.script());
    workerd = ConfiguredWorkerd.start(directory, """
        using Workerd = import "/workerd/workerd.capnp";
        const config :Workerd.Config = (
          services = [(name = "main", worker = (
            modules = [
              (name = "vectors.js", esModule = embed "vectors.js"),
              (name = "dispatcher.js", esModule = embed "dispatcher.js"),
            ],
            compatibilityDate = "%s"))],
          sockets = [(name = "http", address = "127.0.0.1:0", service = "main", http = ())]);
        """.formatted(Dispatcher.COMPATIBILITY_DATE), 1);
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void close() {
    client.close();
    workerd.close();
  }

  private static Object call(String function, @Nullable Object... args) throws Exception {
    String body = new JsonObject().put("name", function)
        .put("args", new JsonArray(Arrays.asList(args)))
        .encode();
    String answer = client
        .send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + workerd.port("http")))
            .POST(BodyPublishers.ofString(body))
            .build(), BodyHandlers.ofString())
        .body();
    return new JsonObject("{\"value\":" + answer + "}").getValue("value");
  }

  static Stream<JsonObject> buckets() {
    return objects(SPLIT, "vectors");
  }

  static Stream<JsonObject> edges() {
    return objects(SPLIT, "edges");
  }

  static Stream<JsonObject> requests() {
    return objects(SKEW, "requests");
  }

  static Stream<JsonObject> choices() {
    return objects(SKEW, "choices");
  }

  private static Stream<JsonObject> objects(JsonObject vectors, String member) {
    return vectors.getJsonArray(member).stream().map(JsonObject.class::cast);
  }

  @ParameterizedTest
  @MethodSource("buckets")
  void aVisitorFallsIntoTheBucketOfTheVector(JsonObject vector) throws Exception {
    assertThat(call("bucketOf", vector.getString("salt"), vector.getString("id")))
        .isEqualTo(vector.getInteger("bucket"));
  }

  @ParameterizedTest
  @MethodSource("edges")
  void theLineOfAShareIsSharp(JsonObject edge) throws Exception {
    JsonObject record = new JsonObject().put("salt", edge.getString("salt"))
        .put("stable", new JsonObject().put("w", "stable"))
        .put("candidate",
            new JsonObject().put("w", "candidate").put("percent", edge.getInteger("share")));

    assertThat(((JsonObject) call("pick", record, edge.getString("id"))).getString("w"))
        .isEqualTo(edge.getBoolean("candidate") ? "candidate" : "stable");
  }

  @ParameterizedTest
  @MethodSource("requests")
  void aRequestNamesWhatItNames(JsonObject request) throws Exception {
    assertThat(call("skewOf", request.getString("path"), request.getValue("query"),
        request.getValue("header"), request.getValue("mode")))
        .isEqualTo(new JsonObject().put("deploymentId", request.getValue("deploymentId"))
            .put("staticFile", request.getValue("staticFile")));
  }

  /** As the dispatcher asks them: who is named, then all in turn, for as long as they say 404. */
  @ParameterizedTest
  @MethodSource("choices")
  void theReleaseThatAnswersIsTheOneOfTheVector(JsonObject choice) throws Exception {
    JsonObject record = new JsonObject().put("salt", "salt")
        .put("stable", release(choice.getInteger("stable")))
        .put("kept", new JsonArray(choice.getJsonArray("kept")
            .stream()
            .map(number -> release((Integer) number))
            .toList()));
    if (choice.getInteger("candidate") != null) {
      record.put("candidate", release(choice.getInteger("candidate")).put("percent", 50));
    }
    JsonObject picked = release(choice.getInteger("picked"));
    Object deploymentId = choice.getValue("deploymentId");

    JsonObject chosen = (JsonObject) call("choose", record, picked, deploymentId);

    String file = choice.getString("staticFile");
    List<JsonObject> asked = new ArrayList<>(
        chosen.getJsonArray("known").stream().map(JsonObject.class::cast).toList());
    assertThat(asked.getFirst()).isEqualTo(chosen.getJsonObject("named"));
    JsonObject answers = asked.stream()
        .filter(release -> file != null && files(release).contains(file))
        .findFirst()
        .orElse(chosen.getJsonObject("named"));
    assertThat(answers.getString("w")).isEqualTo("whopship-1-" + choice.getInteger("release"));
    assertThat(call("names", deploymentId, answers)).isEqualTo(choice.getBoolean("named"));
  }

  private static JsonObject release(int number) {
    JsonObject build = SKEW.getJsonObject("builds").getJsonObject(Integer.toString(number));
    JsonObject release = new JsonObject().put("w", "whopship-1-" + number);
    return build.getString("deploymentId") == null
        ? release
        : release.put("dpl", build.getString("deploymentId"));
  }

  private static JsonArray files(JsonObject release) {
    String number = release.getString("w").substring("whopship-1-".length());
    return SKEW.getJsonObject("builds").getJsonObject(number).getJsonArray("files");
  }
}
