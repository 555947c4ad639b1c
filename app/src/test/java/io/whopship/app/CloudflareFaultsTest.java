package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each trouble at each call of a deployment, once, and some until it is given up: the deployment
 * ends and says why, and the version before it keeps its visitors. The calls are those of a
 * deployment without trouble.
 */
class CloudflareFaultsTest {

  /** So many deployments share a platform, one after another. */
  private static final int STORIES = 30;
  private static final int STORIES_THAT_HANG = 5;
  private static final int AT_ONCE = 12;

  private record Story(CallSite site, boolean always) {}

  private static final Map<CloudflareTrouble, List<Future<List<String>>>> RUNNING = new EnumMap<>(
      CloudflareTrouble.class);
  private static ExecutorService threads;

  @BeforeAll
  static void allBegin() {
    List<Story> stories = stories();
    threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory());
    for (CloudflareTrouble trouble : CloudflareTrouble.values()) {
      int most = trouble == CloudflareTrouble.HANG ? STORIES_THAT_HANG : STORIES;
      List<Future<List<String>>> parts = new ArrayList<>();
      List<Story> all = stories.stream()
          .filter(story -> !story.always() || trouble.mayLast())
          .toList();
      for (int from = 0; from < all.size(); from += most) {
        List<Story> part = all.subList(from, Math.min(all.size(), from + most));
        parts.add(threads.submit(() -> watch(trouble, part)));
      }
      RUNNING.put(trouble, parts);
    }
  }

  private static List<Story> stories() {
    try (LiveOnCloudflare live = new LiveOnCloudflare(Duration.ofSeconds(5))) {
      var clean = live.deploy();
      List<CallSite> sites = CallSite.of(live.cloudflare().calls(), clean);
      assertThat(sites).hasSizeGreaterThan(20);
      return Stream.concat(sites.stream().map(site -> new Story(site, false)),
          sites.stream().filter(site -> site.nth() == 1).map(site -> new Story(site, true)))
          .toList();
    }
  }

  private static List<String> watch(CloudflareTrouble trouble, List<Story> stories) {
    List<String> wrong = new ArrayList<>();
    try (LiveOnCloudflare live = new LiveOnCloudflare(trouble.callTime())) {
      for (Story story : stories) {
        wrong.addAll(FaultyDeployment.watch(live, trouble, story.site(), story.always()));
      }
    }
    return wrong;
  }

  @AfterAll
  static void allEnd() {
    threads.shutdownNow();
  }

  @ParameterizedTest
  @EnumSource
  void aDeploymentEndsWellOrSaysWhyAndVisitorsNoticeNothing(CloudflareTrouble trouble)
      throws Exception {
    List<String> wrong = new ArrayList<>();
    for (Future<List<String>> part : Objects.requireNonNull(RUNNING.get(trouble))) {
      wrong.addAll(part.get());
    }
    assertThat(wrong).isEmpty();
  }
}
