package io.whopship.core.webhooks;

import io.whopship.ports.driven.Ids;

/** The names of messages. */
final class MessageIds {

  private MessageIds() {}

  static String next(Ids ids) {
    return "msg_" + ids.uuid().toString().replace("-", "");
  }
}
