package io.whopship.adapter.cloudflare.workerd.storage;

import io.whopship.ports.model.AppId;

/**
 * A KV namespace or an R2 bucket of an app. It needs no creating: one into which nothing was put is
 * empty. Those of another app or kind are others, also if the name is the same.
 *
 * @param name as the artifact asks for it: 1 to 128 characters
 */
public record Namespace(AppId app, StorageKind kind, String name) {

  private static final int MAX_NAME_LENGTH = 128;

  public Namespace {
    if (name.isBlank() || name.length() > MAX_NAME_LENGTH
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("the name of a namespace must be 1 to " + MAX_NAME_LENGTH
          + " characters, none of them a control character, but has " + name.length());
    }
  }
}
