package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.whopship.ports.driven.Edge.Placement;
import io.whopship.ports.driven.Edge.Probe;
import io.whopship.ports.driven.Edge.ProbeResult;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.ArtifactEntry.Kind;
import io.whopship.testkit.FakeArtifact;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link io.whopship.ports.driven.Edge} promises where workers really run. */
public abstract class RunningEdgeContract extends EdgeContract {

  /** Answers a body of 1,000 characters, after which come more, or nothing but no end. */
  private static final FakeArtifact ENDLESS = worker("""
      export default {
        fetch(request) {
          const isStuck = new URL(request.url).pathname === "/stuck";
          const { readable, writable } = new TransformStream();
          const send = async () => {
            const writer = writable.getWriter();
            for (;;) {
              await writer.write(new TextEncoder().encode("x".repeat(1000)));
              if (isStuck) await new Promise((resolve) => setTimeout(resolve, 60000));
            }
          };
          send().catch(() => {}); // nobody wants more
          return new Response(readable);
        },
      };
      """);

  private static FakeArtifact worker(String source) {
    return FakeArtifact.EMPTY.file("open-next/worker/index.js", source);
  }

  private void placeAndRoute(FakeArtifact artifact, Variables variables) {
    assertThat(place(FIRST, artifact, variables)).isInstanceOf(Placement.Placed.class);
    edge.route(toAll(1, FIRST));
  }

  /** What a visitor reads, once the route has reached the edge. */
  private String read(String path) {
    Answer answer = visit(path, visitor(1));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  @Nested
  class AWorker {

    @Test
    void seesItsVariables() {
      placeAndRoute(FakeArtifact.helloWorker(FIRST.toString()),
          new Variables(Map.of("GREETING", "größer \\ 🚢", "EMPTY", "")));
      awaitServed(visitor(1), FIRST);

      assertThat(read("/api/env")).contains("\"GREETING\":\"größer \\\\ 🚢\"", "\"EMPTY\":\"\"");
    }

    @Test
    void seesTheHostAndPathItsVisitorAskedFor() {
      placeAndRoute(FakeArtifact.helloWorker(FIRST.toString()), Variables.NONE);
      awaitServed(visitor(1), FIRST);

      assertThat(read("/api/echo?a=1&b=%20")).contains("://" + HOST)
          .contains("/api/echo?a=1&b=%20");
    }

    @Test
    void importsItsOtherModules() {
      FakeArtifact artifact = worker("""
          import { version } from "./lib/version.js";
          import note from "./note.txt";
          export default {
            fetch: () => new Response(version + " " + note),
          };
          """)
          .file("open-next/worker/lib/version.js",
              "export const version = '" + FIRST + "';")
          .file("open-next/worker/note.txt", "größer 🚢");
      placeAndRoute(artifact, Variables.NONE);
      awaitServed(visitor(1), FIRST);

      assertThat(read("/")).isEqualTo(FIRST + " größer 🚢");
    }

    @Test
    void hasItsAssets() {
      placeAndRoute(FakeArtifact.helloWorker(FIRST.toString()), Variables.NONE);
      awaitServed(visitor(1), FIRST);

      assertThat(read("/_next/static/app.css")).isEqualTo("body { margin: 0 }\n");
      assertThat(read("/about")).contains("<title>About</title>");
    }
  }

  @Nested
  class Refused {

    @ParameterizedTest
    @ValueSource(strings = {"export default { fetch( }", "throw new Error('at the top');",
        "import './missing.js'; export default { fetch: () => new Response('x') };"})
    void isAWorkerThatCannotStart(String source) {
      Placement placement = place(FIRST, worker(source), Variables.NONE);

      assertThat(placement).isInstanceOfSatisfying(Placement.Refused.class, refused -> {
        assertThat(refused.code()).isBetween(400, 499);
        assertThat(refused.reason()).isNotBlank().doesNotContain("\n", "\r");
      });
      assertThat(edge.placed()).isEmpty();
      assertThat(edge.probe(FIRST, HOST, new Probe("/", TIMEOUT)))
          .isInstanceOf(ProbeResult.Silent.class);
    }

    @Test
    void isContentThatCannotBeRead() {
      ArtifactEntry liar = new ArtifactEntry("open-next/worker/index.js", Kind.FILE, 10, 10, false,
          0);

      assertThatThrownBy(() -> place(FIRST, FakeArtifact.EMPTY.entry(liar, new byte[1000]),
          Variables.NONE)).isInstanceOf(PortException.class);
      assertThat(edge.probe(FIRST, HOST, new Probe("/", TIMEOUT)))
          .isInstanceOf(ProbeResult.Silent.class);
    }
  }

  @Nested
  class Judged {

    @ParameterizedTest
    @ValueSource(ints = {200, 301, 404, 499, 500, 503, 599})
    void byItsStatusWhateverItIs(int status) {
      place(FIRST);

      assertThat(edge.probe(FIRST, HOST, new Probe("/api/status?code=" + status, TIMEOUT)))
          .isInstanceOfSatisfying(ProbeResult.Answered.class,
              answered -> assertThat(answered.status()).isEqualTo(status));
    }

    @Test
    void aWorkerThatThrowsHasFailed() {
      place(FIRST);

      assertThat(edge.probe(FIRST, HOST, new Probe("/api/throw", TIMEOUT)))
          .isInstanceOfSatisfying(ProbeResult.Answered.class,
              answered -> assertThat(answered.status()).isEqualTo(500));
    }

    @Test
    void anAnswerThatDoesNotComeInTimeIsNone() {
      place(FIRST);

      assertTimeout(Duration.ofSeconds(10), () -> assertThat(
          edge.probe(FIRST, HOST, new Probe("/api/slow?ms=60000", Duration.ofMillis(300))))
          .isInstanceOf(ProbeResult.Silent.class));
    }

    @Test
    void aBodyIsNotCutWithinACharacter() {
      place(FIRST, worker("export default { fetch: () => new Response('ä🚢') };"), Variables.NONE);

      assertThat(probedBody("/", 100)).isEqualTo("ä🚢");
      assertThat(probedBody("/", 6)).isEqualTo("ä🚢");
      assertThat(probedBody("/", 5)).isEqualTo("ä");
      assertThat(probedBody("/", 1)).isEmpty();
    }

    @Test
    void aBodyWithoutAnEndIsToldAsFarAsItIsWanted() {
      place(FIRST, ENDLESS, Variables.NONE);

      assertTimeout(TIMEOUT, () -> assertThat(probedBody("/flood", 10_000)).hasSize(10_000));
    }

    @Test
    void aBodyThatStopsIsToldAsFarAsItHasCome() {
      place(FIRST, ENDLESS, Variables.NONE);

      assertThat(edge.probe(FIRST, HOST, new Probe("/stuck", Duration.ofSeconds(2), 10_000)))
          .isInstanceOfSatisfying(ProbeResult.Answered.class, answered -> {
            assertThat(answered.status()).isEqualTo(200);
            assertThat(answered.body()).isEqualTo("x".repeat(1000));
            assertThat(answered.latency()).isLessThan(Duration.ofSeconds(2));
          });
    }

    @Test
    void aReleaseSeesTheHostItIsAddressedAs() {
      FakeArtifact artifact = worker("""
          export default {
            fetch: (request) => new Response("", {
              status: new URL(request.url).hostname === "my-app.localhost" ? 200 : 500,
            }),
          };
          """);
      place(FIRST, artifact, Variables.NONE);

      assertThat(edge.probe(FIRST, HOST, new Probe("/", TIMEOUT)))
          .isInstanceOfSatisfying(ProbeResult.Answered.class,
              answered -> assertThat(answered.status()).isEqualTo(200));
      assertThat(edge.probe(FIRST, "other.localhost", new Probe("/", TIMEOUT)))
          .isInstanceOfSatisfying(ProbeResult.Answered.class,
              answered -> assertThat(answered.status()).isEqualTo(500));
    }
  }
}
