package io.whopship.adapter.zip;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a wrangler configuration asks for in vain, and its owner may count on. */
final class PassedOver {

  /** Of OpenNext. Which worker an artifact has is seen from its files, not from this member. */
  private static final Set<String> USUAL_MAINS = Set.of(".open-next/worker.js", "worker.js");

  private PassedOver() {}

  /** Each within a sentence, with its verb: {@code triggers are}. */
  static List<String> of(JsonMember root) {
    List<String> asked = new ArrayList<>();
    if (isThere(root.member("triggers"))) {
      asked.add("triggers are");
    }
    JsonMember queues = root.member("queues");
    if (queues.node().isObject() && isThere(queues.member("consumers"))) {
      asked.add("consumers of queues are");
    }
    if (isThere(root.member("env"))) {
      asked.add("env is");
    }
    String main = root.member("main").node().asText();
    if (!main.isEmpty() && !USUAL_MAINS.contains(withoutDot(main))) {
      asked.add(OneLine.of("main '" + main + "' is"));
    }
    return asked;
  }

  private static boolean isThere(JsonMember member) {
    return !member.isAbsent() && (!member.node().isContainerNode() || !member.node().isEmpty());
  }

  private static String withoutDot(String path) {
    return path.startsWith("./") ? path.substring(2) : path;
  }
}
