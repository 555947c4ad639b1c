package io.whopship.adapter.http;

import io.javalin.http.HandlerType;
import io.whopship.ports.model.identity.Caller;

/** A method on a path, and what answers it. */
record Endpoint(HandlerType method, String path, Action action) {

  /** Answers anybody. */
  @FunctionalInterface
  interface Action {
    Answer answer(Request request);
  }

  /** Answers a caller who is known. */
  @FunctionalInterface
  interface CallerAction {
    Answer answer(Caller caller, Request request);
  }

  static Endpoint get(String path, Action action) {
    return new Endpoint(HandlerType.GET, path, action);
  }

  static Endpoint post(String path, Action action) {
    return new Endpoint(HandlerType.POST, path, action);
  }

  static Endpoint put(String path, Action action) {
    return new Endpoint(HandlerType.PUT, path, action);
  }

  static Endpoint patch(String path, Action action) {
    return new Endpoint(HandlerType.PATCH, path, action);
  }

  static Endpoint delete(String path, Action action) {
    return new Endpoint(HandlerType.DELETE, path, action);
  }
}
