package io.whopship.app;

import io.whopship.ports.model.DeploymentId;
import io.whopship.testkit.cloudflare.Call;
import io.whopship.testkit.cloudflare.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A call that every deployment makes.
 *
 * @param path with {@code {id}} for ids of Cloudflare, {@code {this}} for the number of the
 * deployment and {@code {other}} for that of an earlier one
 * @param nth of those with this method and path
 * @param tidyingUp whether it serves to remove what nobody needs any more, which may wait for the
 * next deployment
 */
record CallSite(String method, String path, int nth, boolean tidyingUp) {

  private static final String ID = "[0-9a-f]{32}";

  /** Those of a deployment that met no trouble, in their order. */
  static List<CallSite> of(List<Call> calls, DeploymentId deployment) {
    Map<String, Integer> seen = new HashMap<>();
    List<CallSite> sites = new ArrayList<>();
    boolean tidyingUp = false;
    for (Call call : calls) {
      String path = call.path()
          .replaceAll(ID, "{id}")
          .replaceAll("(whopship-1-|my-app--)" + deployment + "(?![0-9])", "$1{this}")
          .replaceAll("(whopship-1-|my-app--)[0-9]+", "$1{other}");
      int nth = seen.merge(call.method() + path, 1, Integer::sum);
      tidyingUp |= call.method().equals("GET") && path.endsWith("/scripts"); // what is there
      sites.add(new CallSite(call.method(), path, nth, tidyingUp));
    }
    return sites;
  }

  /** This very call of a deployment. */
  Fault.Calls calls(DeploymentId deployment) {
    return Fault.on(method, pattern(deployment)).nth(nth);
  }

  String pattern(DeploymentId deployment) {
    return "^" + Pattern.quote(path)
        .replace("{id}", "\\E" + ID + "\\Q")
        .replace("{this}", deployment.toString())
        .replace("{other}", "\\E(?!" + deployment + "\\b)[0-9]+\\Q") + "(\\?|$)";
  }

  @Override
  public String toString() {
    return method + " " + path.replaceFirst("^/accounts/\\{id}", "") + (nth > 1 ? " #" + nth : "");
  }
}
