package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.logs.LogLine;
import java.util.List;

/**
 * Writes a log without end, each line by the other way in, and says the number of each once it is
 * acknowledged. If it cannot open the stores, it says why.
 */
final class EndlessWriter {

  private EndlessWriter() {}

  public static void main(String[] args) {
    try (OpenStores opened = new OpenStores(Child.settings())) {
      if (!Child.settings().isPostgreSql()) {
        // Space is used again at once, not after 45 s: H2 then loses sight of its last commits.
        opened.execute("set retention_time 0");
      }
      JdbcStores stores = opened.stores;
      Deployment deployment = Given.deployment(stores, "child" + ProcessHandle.current().pid());
      for (int i = 1;; i++) {
        List<LogLine> line = List.of(Given.line("line " + i));
        if (i % 2 == 0) {
          stores.logs().append(deployment.id(), line);
        } else {
          Given.won(stores, Change.lines(deployment, line));
        }
        System.out.println(i);
      }
    } catch (PortException e) {
      System.out.println(e.getMessage());
    }
  }
}
