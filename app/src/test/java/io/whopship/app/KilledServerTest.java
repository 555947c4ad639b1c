package io.whopship.app;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One server, on H2, that runs workers on its own machine. */
class KilledServerTest extends KilledServersContract {

  @Override
  List<Map<String, String>> environments() {
    return List.of(Map.of("WHOPSHIP_ADMIN_TOKEN", MortalServers.TOKEN, "WHOPSHIP_SOAK", "1s",
        "WHOPSHIP_DOCKER", "off"));
  }

  @Override
  Function<String, String> visitor(MortalServers servers) {
    return site -> {
      try {
        HttpResponse<String> answer = servers.process(0)
            .caller(MortalServers.TOKEN)
            .visit(site, "/api/version");
        return answer.statusCode() + " " + answer.body();
      } catch (AssertionError e) {
        if (e.getCause() instanceof IOException) {
          return "";
        }
        throw e;
      }
    };
  }
}
