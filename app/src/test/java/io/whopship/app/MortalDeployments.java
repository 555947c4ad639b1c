package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.testkit.ArtifactZips;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Deployments by way of servers that may die at any moment, and what must hold nevertheless. */
final class MortalDeployments {

  /**
   * What a step says each time that it is begun, what its gate counted, and which old versions
   * there were to remove.
   */
  private static final Pattern TRIES = Pattern
      .compile("^(Download(ing build|ed) artifact|Extracting artifact|Deploying to |All "
          + "|Uploading |Uploaded |Probing the new version|Removing )|meanwhile| was asked ");

  /** What visitors get as long as no version is live. */
  static final String NOBODY = "404";

  private final MortalServers servers;

  /** Answers what a new visitor of a site gets; empty if nobody is there to answer. */
  private final Function<String, String> visitor;

  MortalDeployments(MortalServers servers, Function<String, String> visitor) {
    this.servers = servers;
    this.visitor = visitor;
  }

  void createApp(String app, String subdomain) {
    servers.ask(caller -> caller.post("/apps", """
        {"whopAppId": "%s", "name": "App", "subdomain": "%s"}""".formatted(app, subdomain)),
        answer -> Set.of(201, 409).contains(answer.statusCode()));
  }

  /** Creates and uploads; answers the number. What was not answered is done again. */
  long upload(String app, String version) {
    byte[] zip = ArtifactZips.helloWorker(version).bytes();
    JsonNode created = servers.ask(caller -> caller.create(app),
        answer -> answer.at("/deployment/id").isIntegralNumber());
    long id = created.at("/deployment/id").asLong();
    servers.ask(caller -> caller.put(reachable(caller, created), zip),
        answer -> answer.statusCode() == 200);
    return id;
  }

  /** An URL of this server, if it leads to a server: another one may be dead. */
  private static URI reachable(Caller caller, JsonNode created) {
    URI url = URI.create(created.at("/uploadUrl").asText());
    return url.getPath().startsWith("/upload")
        ? caller.api().resolve(url.getRawPath() + "?" + url.getRawQuery())
        : url;
  }

  void trigger(long id) {
    servers.ask(caller -> caller.post("/deployments/" + id + "/trigger", ""),
        answer -> Set.of(202, 409).contains(answer.statusCode()));
  }

  long deploy(String app, String version) {
    long id = upload(app, version);
    trigger(id);
    return id;
  }

  JsonNode deployment(long id) {
    return Caller.json(servers.ask(caller -> caller.get("/deployments/" + id),
        answer -> answer.statusCode() == 200).body()).path("deployment");
  }

  /** Visits the site until the deployment is over, and sees that visitors get what they should. */
  void awaitActive(long id, String site, String before, String version) {
    List<String> wrong = new ArrayList<>();
    long end = System.nanoTime() + 600_000_000_000L;
    String status;
    do {
      status = deployment(id).path("status").asText();
      String got = visitor.apply(site);
      JsonNode now = deployment(id);
      String after = now.path("status").asText();
      int shares = sumOfShares(now.path("appId").asLong());
      if (shares != 100 && !(before.equals(NOBODY) && shares == 0)) {
        wrong.add(status + ", then " + after + ", but versions have " + shares + " %");
      }
      if (!got.isEmpty()) {
        boolean isOld = got.contains(before);
        boolean isNew = got.contains(version);
        if (!(isOld || isNew) || (status.equals("active") && !isNew)
            || (!after.equals("deploying") && !after.equals("active") && !isOld)) {
          wrong.add(status + ", then " + after + ", but a visitor got " + got);
        }
      }
    } while (!Set.of("active", "failed").contains(status) && System.nanoTime() < end);
    assertThat(status).as(() -> String.join("\n", log(id))).isEqualTo("active");
    assertThat(wrong).isEmpty();
  }

  /** Of all versions of an app, as its route has them at one moment. */
  private int sumOfShares(long app) {
    HttpResponse<String> answer = servers.ask(
        caller -> caller.get("/apps/" + app + "/deployments?limit=100"),
        got -> got.statusCode() == 200);
    int sum = 0;
    for (JsonNode deployment : Caller.json(answer.body()).path("deployments")) {
      sum += deployment.path("trafficPercent").asInt();
    }
    return sum;
  }

  /** What its log says was done, without what is said once a try and what no two runs share. */
  List<String> steps(long id) {
    return log(id).stream()
        .filter(line -> !TRIES.matcher(line).find())
        .map(line -> line.replaceAll("[0-9]+([.][0-9]+)? ?(ms|s|seconds?)\\b", "TIME")
            .replaceAll("version_[0-9a-f]+", "VERSION")
            .replaceAll("(Version ID: |-" + id + "@).*", "$1VERSION")
            .replaceAll("(deployment |-)" + id + "\\b", "$1ID"))
        .toList();
  }

  /** The messages of its log, which has no hole. */
  List<String> log(long id) {
    HttpResponse<String> answer = servers.ask(
        caller -> caller.get("/deployments/" + id + "/logs?format=json&limit=500"),
        got -> got.statusCode() == 200);
    List<String> lines = new ArrayList<>();
    for (JsonNode line : Caller.json(answer.body()).path("logs")) {
      lines.add(line.path("message").asText());
      assertThat(Cursor.parse(line.path("cursor").asText()).offset()).as(answer::body)
          .isEqualTo(lines.size());
    }
    return lines;
  }
}
