package io.whopship.adapter.cloudflare.workerd.assets;

import io.vertx.core.json.JsonArray;
import io.whopship.ports.model.artifact.AssetSettings.HtmlHandling;
import java.util.List;

/**
 * What the files {@code _headers} and {@code _redirects} among the assets say, in the form that the
 * assets worker reads. A line that cannot be obeyed is left out, and a complaint says so.
 *
 * @param headers each {@code {host?, path, set: [[name, value]], unset: [name]}}
 * @param redirects each {@code {from, to, status}}
 * @param complaints what was left out and why, a line each
 */
public record AssetRules(JsonArray headers, JsonArray redirects, List<String> complaints) {

  public static final String HEADERS_FILE = "/_headers";
  public static final String REDIRECTS_FILE = "/_redirects";

  /** Of one file: more than any that keeps the limits and is not mostly comments. */
  public static final long MAX_FILE_BYTES = 1 << 20;

  /** As Wrangler reads them, which is more generous than Cloudflare's documentation. */
  static final int MAX_LINE = 2_000;

  public static AssetRules parse(String headersFile, String redirectsFile, HtmlHandling html) {
    Complaints complaints = new Complaints();
    JsonArray headers = HeadersFile.parse(headersFile, complaints);
    JsonArray redirects = RedirectsFile.parse(redirectsFile, html, complaints);
    return new AssetRules(headers, redirects, complaints.lines());
  }

  /** Why a file of this size is not read at all. */
  public static String tooLarge(String file, long bytes) {
    return file.substring(1) + " is left out: it has " + bytes + " bytes, and " + MAX_FILE_BYTES
        + " are allowed";
  }
}
