package io.whopship.testkit.cloudflare;

import io.whopship.testkit.http.Answer;
import io.whopship.testkit.http.Request;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Every request there was. */
final class Calls {

  private final List<Call> calls = new ArrayList<>();
  private int forgotten;

  /** Answers its number. */
  synchronized int began(Instant at, Request request) {
    int number = forgotten + calls.size() + 1;
    calls.add(new Call(number, at, request, 0, ""));
    return number;
  }

  synchronized void answered(int number, Answer answer) {
    int index = number - forgotten - 1;
    if (index >= 0) {
      Call call = calls.get(index);
      calls.set(index, new Call(number, call.at(), call.request(), answer.status(),
          new String(answer.body(), StandardCharsets.UTF_8)));
    }
  }

  synchronized List<Call> all() {
    return List.copyOf(calls);
  }

  synchronized void forget() {
    forgotten += calls.size();
    calls.clear();
  }
}
