package io.whopship.testkit.hostile;

import static io.whopship.testkit.hostile.RawEntry.stored;

import java.util.ArrayList;
import java.util.List;

/** The good part of each sample: an artifact of one worker, so that nothing else is wrong. */
final class Hello {

  static final String WORKER = "open-next/worker/index.js";

  private Hello() {}

  static RawEntry worker() {
    return stored(WORKER,
        "export default { fetch() { return new Response(\"hello\"); } };\n");
  }

  static RawZip with(RawEntry... more) {
    return with(List.of(more));
  }

  static RawZip with(List<RawEntry> more) {
    List<RawEntry> entries = new ArrayList<>(List.of(worker()));
    entries.addAll(more);
    return RawZip.of(entries);
  }

  static String asset(String path) {
    return "open-next/assets/" + path;
  }
}
