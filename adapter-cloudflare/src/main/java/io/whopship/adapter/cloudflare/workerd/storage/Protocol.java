package io.whopship.adapter.cloudflare.workerd.storage;

import java.io.IOException;

/** The language of a workerd binding. Called on a thread that may wait. */
interface Protocol {

  /** Answers, unless it throws. */
  void serve(Exchange exchange, Namespace namespace) throws RefusedException, IOException;

  /** Says no in the words of the binding. */
  void refuse(Exchange exchange, RefusedException refused) throws IOException;

  /** For an app that keeps as much as it may. */
  RefusedException full(StorageFullException full);

  /** For an app with too many requests under way. */
  RefusedException tooMany(String message);

  /** For a fault of this machine; the worker need not know which. */
  RefusedException failed();
}
