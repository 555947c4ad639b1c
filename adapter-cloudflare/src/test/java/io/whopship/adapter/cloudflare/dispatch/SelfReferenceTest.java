package io.whopship.adapter.cloudflare.dispatch;

import static io.whopship.adapter.cloudflare.dispatch.RunningDispatcher.HOST;
import static io.whopship.adapter.cloudflare.dispatch.RunningDispatcher.release;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.model.rollout.Traffic;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a worker reaches itself, and nobody else. */
class SelfReferenceTest {

  @TempDir
  static Path directory;

  static RunningDispatcher dispatcher;

  /** Asks itself for what the parameter {@code url} names, or says who it is. */
  private static String worker(int number) {
    return """
        export default {
          async fetch(request, env) {
            const url = new URL(request.url);
            if (url.pathname === "/loop") {
              return env.SELF.fetch(request); // with all headers
            }
            const wanted = url.searchParams.get("url");
            if (!wanted) {
              return new Response(`release %d at ${request.url}, `
                + [...request.headers.keys()].filter((name) => name.includes("whopship")
                  || name.includes("version") || name.includes("runtime")));
            }
            const answer = await env.SELF.fetch(wanted,
              { method: "POST", body: "x", headers: { "Cloudflare-Workers-Version-Key": "forged",
                "x-whopship-probe": "forged", "x-runtime-props": "{}" } });
            return new Response(`${answer.status} ${await answer.text()}`);
          },
        };
        """.formatted(number);
  }

  @BeforeAll
  static void publish() {
    dispatcher = RunningDispatcher.start(directory)
        .upload(release(1), worker(1))
        .upload(release(2), worker(2))
        .upload(release(8, 3), worker(3))
        .route(HOST, new Traffic.Whole(release(1)), release(2))
        .route("my-app--2.example.com", new Traffic.Whole(release(2)))
        .route("other.example.com", new Traffic.Whole(release(8, 3)))
        .route("closed.example.com", new Traffic.None());
  }

  @AfterAll
  static void close() {
    dispatcher.close();
  }

  private static String fetchedBy(String host, String url) throws Exception {
    return dispatcher
        .ask(host, "/?url=" + URLEncoder.encode(url, StandardCharsets.UTF_8))
        .body();
  }

  @Test
  void aWorkerReachesItselfUnderItsHost() throws Exception {
    assertThat(fetchedBy(HOST, "https://my-app.example.com/page"))
        .isEqualTo("200 release 1 at https://my-app.example.com/page, x-whopship-depth");
  }

  @Test
  void theReleaseThatAsksIsTheOneThatAnswers() throws Exception {
    assertThat(fetchedBy("my-app--2.example.com", "http://my-app.example.com/page"))
        .startsWith("200 release 2 at http://my-app.example.com/page");
  }

  @Test
  void theHostOfAnotherAppIsRefused() throws Exception {
    assertThat(fetchedBy(HOST, "https://other.example.com/"))
        .isEqualTo(
            "403 other.example.com is no host of app 7: a worker reaches only itself here.\n");
    assertThat(fetchedBy("other.example.com", "https://my-app.example.com/"))
        .startsWith("403 my-app.example.com is no host of app 8");
  }

  @Test
  void aHostWithoutAnAppIsRefused() throws Exception {
    assertThat(fetchedBy(HOST, "https://nobody.example.com/"))
        .isEqualTo("403 nobody.example.com is no host of app 7: there is no such site.\n");
    assertThat(fetchedBy(HOST, "https://closed.example.com/"))
        .startsWith("403 closed.example.com is no host of app 7");
  }

  @Test
  void aRecordThatCannotBeReadLetsNobodyThrough() throws Exception {
    dispatcher.record("later.example.com", "{\"v\":2,\"app\":7}");

    assertThat(fetchedBy(HOST, "https://later.example.com/")).startsWith("503 ");
  }

  @Test
  void aLoopEnds() throws Exception {
    dispatcher.runtime().asked().clear();

    HttpResponse<String> answer = dispatcher.get("/loop");

    assertThat(answer.statusCode()).isEqualTo(508);
    assertThat(answer.body())
        .isEqualTo("whopship-7-1 has called itself 8 times within one request.\n");
    assertThat(dispatcher.runtime().asked()).as("the visitor's request, and 8").hasSize(9);
  }

  @Test
  void aVisitorCannotMakeItLookLikeALoop() throws Exception {
    assertThat(dispatcher.get("/", "x-whopship-depth", "8").body()).startsWith("release 1 at ");
  }
}
