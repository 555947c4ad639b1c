package io.whopship.app;

import io.whopship.adapter.cloudflare.setup.Step;
import io.whopship.adapter.cloudflare.setup.Step.State;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/** What an operator sees of the setting up of an account. */
final class SetupReport {

  private static final String LINE = "  %s %-21s %s%n";

  private final Configuration configuration;
  private final CloudflareConfiguration account;
  private final PrintWriter out;

  SetupReport(Configuration configuration, PrintWriter out) {
    this.configuration = configuration;
    this.account = CloudflareOptions.account(configuration);
    this.out = out;
  }

  void plan(List<Step> plan) {
    out.printf("Account %s, sites %s%n", account.api().account(),
        configuration.addresses().sites().pattern());
    plan.forEach(step -> out.printf(LINE, sign(step.state()), step.thing().label(),
        step.name() + detail(step.state())));
    List<String> missing = plan.stream()
        .map(Step::state)
        .filter(State.Forbidden.class::isInstance)
        .map(state -> ((State.Forbidden) state).permission())
        .distinct()
        .toList();
    if (!missing.isEmpty()) {
      forbidden(missing);
    } else if (plan.stream().anyMatch(Step::isInTheWay)) {
      out.printf("%nNothing was changed: see to the lines with ✗ first.%n");
    }
    out.flush();
  }

  private static String sign(State state) {
    return switch (state) {
      case State.There() -> "✓";
      case State.ToCreate() -> "+";
      case State.ToChange(String now) -> "~";
      case State.Yours(String todo) -> "!";
      case State.Unseen(String todo) -> "?";
      case State.Forbidden(String permission) -> "✗";
      case State.Blocked(String why) -> "✗";
    };
  }

  private static String detail(State state) {
    return switch (state) {
      case State.There() -> "";
      case State.ToCreate() -> ": to be created";
      case State.ToChange(String now) -> ": to be changed, " + now;
      case State.Yours(String todo) -> ": for you to do. " + todo;
      case State.Unseen(String todo) -> ": " + todo;
      case State.Forbidden(String permission) -> ": the token may not look ('" + permission + "')";
      case State.Blocked(String why) -> ": " + why;
    };
  }

  private void forbidden(List<String> missing) {
    out.printf("%nNothing was changed: the API token lacks %s.%n",
        missing.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", ")));
    out.printf("Add what it lacks, and check that it is a token of this account and has not"
        + " expired. It needs%n");
    out.printf("  for the account  Workers Scripts Edit, Workers KV Storage Edit,"
        + " Workers R2 Storage Edit%n");
    out.printf("  for the zone     Zone Read, Workers Routes Edit, and DNS Read to look at DNS%n");
  }

  void start(List<Step> plan) {
    if (plan.stream().anyMatch(Step::isToDo)) {
      out.printf("%nSetting up:%n");
      out.flush();
    }
  }

  void done(Step step) {
    out.printf(LINE, "✓", step.thing().label(), step.name());
    out.flush();
  }

  /** What an operator does now. */
  void left(List<Step> plan) {
    out.printf("%nThe account is set up. What is left to you:%n");
    for (Step step : plan) {
      if (step.state() instanceof State.Yours(String todo)) {
        out.printf("  - %s %s: %s%n", step.thing().label(), step.name(), todo);
      } else if (step.state() instanceof State.Unseen(String todo)) {
        out.printf("  - %s %s: %s%n", step.thing().label(), step.name(), todo);
      }
    }
    if (!CloudflareOptions.hasBucketKeys(configuration)) {
      keys(plan);
    }
    out.printf("  - Start the server with the same settings:%n");
    settings().forEach(setting -> out.printf("      %s \\%n", setting));
    out.printf("      whopship serve --data %s%n", configuration.data());
    out.flush();
  }

  private void keys(List<Step> plan) {
    boolean inR2 = plan.stream().anyMatch(step -> step.thing() == Step.Thing.BUCKET);
    out.printf(inR2
        ? "  - Create an R2 API token (R2 > API > Manage API tokens), 'Object Read & Write' for all"
            + " buckets,%n    and set WHOPSHIP_S3_ACCESS_KEY_ID and WHOPSHIP_S3_SECRET_ACCESS_KEY"
            + " to its keys.%n"
        : "  - Set WHOPSHIP_S3_ACCESS_KEY_ID and WHOPSHIP_S3_SECRET_ACCESS_KEY to the keys of your"
            + " bucket.%n");
  }

  private List<String> settings() {
    return List.of("WHOPSHIP_EDGE=cloudflare",
        "WHOPSHIP_CLOUDFLARE_ACCOUNT=" + account.api().account(),
        "WHOPSHIP_CLOUDFLARE_TOKEN=...",
        "WHOPSHIP_CLOUDFLARE_NAMESPACE=" + account.installation().namespace(),
        "WHOPSHIP_SITE_URL='" + configuration.addresses().sites().pattern() + "'",
        "WHOPSHIP_S3_ACCESS_KEY_ID=... WHOPSHIP_S3_SECRET_ACCESS_KEY=...");
  }
}
