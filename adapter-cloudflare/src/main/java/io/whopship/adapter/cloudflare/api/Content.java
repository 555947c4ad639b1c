package io.whopship.adapter.cloudflare.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.function.Supplier;

/**
 * The body of a call.
 *
 * @param publisher makes it anew for each try
 */
public record Content(String type, Supplier<BodyPublisher> publisher) {

  public static Content json(JsonNode json) {
    return bytes("application/json", Json.write(json));
  }

  public static Content bytes(String type, byte[] bytes) {
    return new Content(type, () -> BodyPublishers.ofByteArray(bytes));
  }
}
