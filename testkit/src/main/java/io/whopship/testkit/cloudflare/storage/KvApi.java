package io.whopship.testkit.cloudflare.storage;

import io.whopship.testkit.cloudflare.rest.Router;
import java.time.InstantSource;

/** All that has to do with KV, and how a test makes it refuse. */
public final class KvApi {

  private final KvSpaces spaces;
  private final KvValues values;
  private final KvBulk bulk;

  public KvApi(InstantSource clock) {
    spaces = new KvSpaces(clock);
    values = new KvValues(spaces, clock);
    bulk = new KvBulk(spaces, values, clock);
  }

  public void addTo(Router router) {
    spaces.addTo(router);
    values.addTo(router);
    bulk.addTo(router);
  }

  public KvSpaces spaces() {
    return spaces;
  }

  public void limitToOneWriteASecond() {
    values.limitToOneWriteASecond();
  }

  public void leaveOutOfBulk(String key, int times) {
    bulk.leaveOut(key, times);
  }
}
