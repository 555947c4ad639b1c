package io.whopship.adapter.cloudflare.wrangler;

import java.util.List;

/**
 * Where our deploy is not wrangler's, and why.
 *
 * @param place a regular expression for all of it, as those for what is there
 */
record WranglerDifference(String reason, String place, String theirs, String ours) {

  private static final String SCRIPT = "PUT .*/dispatch/namespaces/tenants/scripts/whopship-1-.";
  private static final String RECORDS = "/accounts/\\{account}/storage/kv/namespaces/\\{tenants-routes}"
      + "/values/";
  private static final String NONE = "none";
  private static final String MADE = "is made";

  static final List<WranglerDifference> ALL = List.of(
      new WranglerDifference("each says who it is", ".*, user-agent", "wrangler/.*", "WhopShip"),

      new WranglerDifference(
          "hashes are salted with the app, so that nobody learns what another app has",
          "POST .*/assets-upload-session, manifest .* hash", "[0-9a-f]{32}", "[0-9a-f]{32}"),

      new WranglerDifference("the type that a file is served as is part of its hash, its ending is"
          + " not: twin.js and twin.mjs are one upload",
          "POST .*/workers/assets/upload, parts", "14", "13"),

      new WranglerDifference("wrangler looks for the settings of the account's own script of that"
          + " name, which has nothing to do with the one in the namespace",
          "GET .*/workers/scripts/whopship-1-./settings", MADE, NONE),

      new WranglerDifference("an app's buckets are allotted, and need not be looked for",
          "GET .*/r2/buckets/tenants-1-files-03fcc257", MADE, NONE),

      new WranglerDifference("the first release of an app gets a KV namespace of its own",
          "POST /accounts/\\{account}/storage/kv/namespaces", NONE, MADE),

      new WranglerDifference("the first release of an app gets a bucket of its own",
          "POST /accounts/\\{account}/r2/buckets", NONE, MADE),

      new WranglerDifference("what an app was given is written down, for the day it is deleted",
          "(GET|PUT) " + RECORDS + "app%3A1( again)?", NONE, MADE),

      new WranglerDifference("a release that is complete is not placed again",
          "(GET|PUT) " + RECORDS + "release%3Awhopship-1-.", NONE, MADE),

      new WranglerDifference("tags tell the platform's scripts from those of others",
          SCRIPT + ", metadata tags", NONE, "\\[\"whopship\",\"app-1\",\"deployment-.\"]"),

      new WranglerDifference("a script has the variables that its app has now: wrangler keeps the"
          + " secrets of the script before, those that were removed, too",
          SCRIPT + ", metadata keep_bindings", "\\[\"secret_text\",\"secret_key\"]", NONE),

      new WranglerDifference("tags are a member of the metadata, what is kept is none",
          SCRIPT + ", metadata members",
          "\\[main_module, bindings, compatibility_date, compatibility_flags, migrations,"
              + " keep_bindings, assets, observability]",
          "\\[main_module, bindings, compatibility_date, compatibility_flags, migrations,"
              + " tags, assets, observability]"),

      new WranglerDifference(
          "bindings stand in the order of the artifact's settings, the app's variables first;"
              + " wrangler orders them by kind",
          SCRIPT + ", order of bindings",
          "\\[GREETING, LIMITS, API_KEY, STORE, ROOM, FILES, WORKER_SELF_REFERENCE, IMAGES,"
              + " VERSION, ASSETS]",
          "\\[API_KEY, GREETING, LIMITS, STORE, FILES, ROOM, VERSION, IMAGES, ASSETS,"
              + " WORKER_SELF_REFERENCE]"),

      new WranglerDifference("the members of a binding stand in the order of the alphabet",
          SCRIPT + ", binding WORKER_SELF_REFERENCE",
          "\\{\"name\":\"WORKER_SELF_REFERENCE\",\"type\":\"service\","
              + "\"service\":\"tenants-dispatcher\",\"entrypoint\":\"Self\","
              + "\"props\":\\{\"app\":1,\"release\":\"whopship-1-.\"}}",
          "\\{\"name\":\"WORKER_SELF_REFERENCE\",\"type\":\"service\","
              + "\"entrypoint\":\"Self\",\"props\":\\{\"app\":1,\"release\":\"whopship-1-.\"},"
              + "\"service\":\"tenants-dispatcher\"}"));

  boolean explains(Disagreement disagreement) {
    return disagreement.place().matches(place) && disagreement.theirs().matches(theirs)
        && disagreement.ours().matches(ours);
  }

  @Override
  public String toString() {
    return reason;
  }
}
