package io.whopship.agent.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.whopship.ports.driven.PortException.Rejected;
import io.whopship.ports.driven.PortException.Unavailable;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.identity.TokenHash;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Trades a one-time token for the right to come with a key. */
final class Registration {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private Registration() {}

  /**
   * Registers a key; may be repeated with the same one.
   *
   * @return the agent's name
   * @throws Rejected if the token is worth nothing, or this is no server
   * @throws Unavailable if the server does not answer, or cannot now
   */
  static String register(HttpClient http, LinkSettings settings, Secret token, Secret key)
      throws InterruptedException {
    try {
      HttpResponse<String> response = http.send(request(settings, token, key),
          HttpResponse.BodyHandlers.ofString());
      return switch (response.statusCode()) {
        case 200 -> name(settings, response.body());
        case 401 -> throw new Rejected(
            "the token is unknown, was used before, or is too old; ask for a new one:"
                + " POST " + settings.server() + "/api/agents/tokens",
            null);
        case 404, 405 -> throw notAServer(settings, response.statusCode(), null);
        default -> throw new Unavailable("the server at " + settings.server()
            + " did not register this agent: it answered " + response.statusCode(), null);
      };
    } catch (IOException e) {
      throw new Unavailable("the server at " + settings.server() + " cannot be reached: "
          + Cause.of(e), e);
    }
  }

  private static HttpRequest request(LinkSettings settings, Secret token, Secret key)
      throws IOException {
    return HttpRequest.newBuilder(settings.registration())
        .timeout(ANSWER)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(
            Map.of("token", token.reveal(), "keyHash", TokenHash.of(key).hex()))))
        .build();
  }

  private static String name(LinkSettings settings, String body) {
    try {
      JsonNode name = JSON.readTree(body).path("name");
      if (name.isTextual()) {
        return name.textValue();
      }
      throw notAServer(settings, 200, null);
    } catch (IOException e) {
      throw notAServer(settings, 200, e);
    }
  }

  private static Rejected notAServer(LinkSettings settings, int status,
      @Nullable Throwable cause) {
    return new Rejected(settings.server() + " is not the API of a WhopShip server: it answered "
        + status + " to " + settings.registration().getPath() + "; look at --server", cause);
  }
}
