package io.whopship.adapter.cloudflare.workerd;

import io.whopship.adapter.cloudflare.workerd.RawClient.Answer;
import io.whopship.ports.model.artifact.AssetSettings;
import io.whopship.ports.model.artifact.AssetSettings.NotFoundHandling;
import java.util.List;
import java.util.Set;

/**
 * Where this edge answers otherwise than miniflare does, and why.
 *
 * @param applies when it is to be met
 * @param parts what differs, as {@link Answer#differingFrom} names it
 */
record AssetDifference(String reason, Case applies, Set<String> parts) {

  interface Case {
    boolean test(AssetSettings site, String request, Answer theirs);
  }

  static final List<AssetDifference> ALL = List.of(
      new AssetDifference("RFC 9110 wants every 405 to say what is allowed",
          (site, request, theirs) -> theirs.status() == 405, Set.of("allow")),

      new AssetDifference("RFC 9110 has If-None-Match hold a list, or *",
          (site, request, theirs) -> request.matches("GET .*If-None-Match: (\\*|.*, .*)")
              && theirs.status() == 200 && isAsset(theirs),
          Set.of("status", "body")),

      new AssetDifference("RFC 9110 has conditions ignored where the answer is an error",
          (site, request, theirs) -> theirs.status() == 304 && request.startsWith("GET /nope")
              && site.notFoundHandling() == NotFoundHandling.PAGE_404,
          Set.of("status", "body")),

      new AssetDifference(
          "Cloudflare's cache in front of its asset worker sends parts; miniflare has none",
          (site, request, theirs) -> request.matches("GET /a.js .*Range: bytes=(0-3|-2)")
              && isAsset(theirs),
          Set.of("status", "body", "content-range")),

      new AssetDifference("a part, as before: nothing of the file is there to be sent",
          (site, request, theirs) -> request.matches("GET /a.js .*Range: bytes=50-60")
              && isAsset(theirs),
          Set.of("status", "body", "content-range", "content-type", "etag")),

      new AssetDifference("a part, as before: an empty file has no parts",
          (site, request, theirs) -> request.matches("GET /empty.txt .*Range: bytes=0-3")
              && isAsset(theirs),
          Set.of("status", "content-range", "content-type", "etag")),

      new AssetDifference(
          "Cloudflare and this edge know a file by its content, miniflare by its path and time; of"
              + " two files with the same content either may answer",
          (site, request, theirs) -> isAsset(theirs)
              && request.equals(switch (site.htmlHandling()) {
                case FORCE_TRAILING_SLASH -> "GET /twin.html";
                case DROP_TRAILING_SLASH -> "GET /twin/index.html";
                case AUTO_TRAILING_SLASH, NONE -> "nothing";
              }),
          Set.of("status", "body", "location", "etag", "content-type", "cache-control")),

      new AssetDifference("Next.js takes the data of a page for such only with this type",
          (site, request, theirs) -> request.equals("GET /types/x.rsc"), Set.of("content-type")),

      new AssetDifference("miniflare makes https:/ of https:// in the query of a target",
          (site, request, theirs) -> request.equals("GET /jump/x") && theirs.status() == 302,
          Set.of("location")));

  boolean applies(AssetSettings site, String request, Answer theirs) {
    return applies.test(site, request, theirs);
  }

  @Override
  public String toString() {
    return reason;
  }

  private static boolean isAsset(Answer answer) {
    return answer.headers().containsKey("etag");
  }
}
