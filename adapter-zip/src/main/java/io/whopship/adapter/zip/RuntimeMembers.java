package io.whopship.adapter.zip;

import io.whopship.ports.model.artifact.AssetSettings;
import io.whopship.ports.model.artifact.AssetSettings.HtmlHandling;
import io.whopship.ports.model.artifact.AssetSettings.NotFoundHandling;
import io.whopship.ports.model.artifact.AssetSettings.WorkerFirst;
import io.whopship.ports.model.artifact.RuntimeSettings;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a worker wants to be run, in the words of a wrangler configuration. Members that mean nothing
 * here are passed over.
 */
final class RuntimeMembers {

  /** OpenNext needs it, so a list of flags cannot take it away. */
  private static final String NODEJS_COMPAT = "nodejs_compat";

  private RuntimeMembers() {}

  /** The member {@code runtime}; {@code null} if it is absent. */
  static @Nullable RuntimeSettings ofMetaJson(JsonMember runtime) {
    return runtime.isAbsent()
        ? null
        : new RuntimeSettings(date(runtime.member("compatibilityDate")),
            flags(runtime.member("compatibilityFlags")), assets(runtime.member("assets")),
            BindingMembers.read(runtime), runtime.member("deploymentId").text());
  }

  static RuntimeSettings ofWrangler(JsonMember root) {
    return new RuntimeSettings(date(root.member("compatibility_date")),
        flags(root.member("compatibility_flags")), assets(root.member("assets")),
        BindingMembers.read(root), null);
  }

  private static @Nullable LocalDate date(JsonMember member) {
    String text = member.text();
    try {
      return text == null ? null : LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw (IllegalArgumentException) member.isNot("a date such as 2026-04-01").initCause(e);
    }
  }

  private static List<String> flags(JsonMember member) {
    if (member.isAbsent()) {
      return RuntimeSettings.DEFAULT.compatibilityFlags();
    }
    List<String> flags = new ArrayList<>(member.texts());
    if (!flags.contains(NODEJS_COMPAT)) {
      flags.addFirst(NODEJS_COMPAT);
    }
    return flags;
  }

  private static AssetSettings assets(JsonMember member) {
    AssetSettings byDefault = AssetSettings.DEFAULT;
    return new AssetSettings(workerFirst(member.member("run_worker_first")),
        choice(member.member("html_handling"), HtmlHandling.values(), HtmlHandling::word,
            byDefault.htmlHandling()),
        choice(member.member("not_found_handling"), NotFoundHandling.values(),
            NotFoundHandling::word, byDefault.notFoundHandling()));
  }

  private static WorkerFirst workerFirst(JsonMember member) {
    if (member.isAbsent()) {
      return AssetSettings.DEFAULT.runWorkerFirst();
    }
    if (member.node().isBoolean()) {
      return member.node().booleanValue() ? new WorkerFirst.Always() : new WorkerFirst.Never();
    }
    if (!member.node().isArray()) {
      throw member.isNot("true, false or a list of patterns");
    }
    return member.node().isEmpty()
        ? new WorkerFirst.Never()
        : new WorkerFirst.Matching(member.texts());
  }

  private static <E> E choice(JsonMember member, E[] values, Function<E, String> word,
      E byDefault) {
    String text = member.text();
    if (text == null) {
      return byDefault;
    }
    return Arrays.stream(values)
        .filter(value -> word.apply(value).equals(text))
        .findFirst()
        .orElseThrow(() -> member.isNot(
            Arrays.stream(values).map(word).collect(Collectors.joining(", ", "one of ", ""))));
  }
}
