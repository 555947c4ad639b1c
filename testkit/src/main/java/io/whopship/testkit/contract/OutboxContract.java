package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Outbox;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.Notice;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link io.whopship.ports.driven.Outbox} promises. */
public abstract class OutboxContract extends StoresContract {

  private static Notice notice(String type) {
    return new Notice(type, Examples.NOW);
  }

  @Nested
  class Reading {

    @Test
    void isEmptyBeforeTheFirstNotice() {
      moved(addDeployment(addApp("one").id()), new DeploymentState.Building(Examples.NOW));

      assertThat(stores.outbox().read(0, 10)).isEmpty();
    }

    @Test
    void followsTheOrderOfWriting() {
      Deployment first = addDeployment(addApp("one").id());
      Deployment second = addDeployment(addApp("two").id());

      won(Change.lines(second, List.of()).tell(notice("a")).tell(notice("b")));
      won(Change.to(first, new DeploymentState.Building(Examples.NOW)).tell(notice("c")));
      won(Change.lines(second, List.of()).tell(notice("d")));

      List<Outbox.Entry> entries = stores.outbox().read(0, 10);
      assertThat(entries).extracting(Outbox.Entry::notice)
          .containsExactly(notice("a"), notice("b"), notice("c"), notice("d"));
      assertThat(entries).extracting(Outbox.Entry::deployment)
          .containsExactly(second.id(), second.id(), first.id(), second.id());
      assertThat(entries).extracting(Outbox.Entry::app)
          .containsExactly(second.app(), second.app(), first.app(), second.app());
    }

    @Test
    void goesOnBehindTheLastKnownEntry() {
      Deployment deployment = addDeployment(addApp("one").id());
      for (String type : List.of("a", "b", "c", "d", "e")) {
        won(Change.lines(deployment, List.of()).tell(notice(type)));
      }

      StringBuilder seen = new StringBuilder();
      long after = 0;
      List<Outbox.Entry> entries = stores.outbox().read(after, 2);
      while (!entries.isEmpty()) {
        assertThat(entries.size()).isLessThanOrEqualTo(2);
        for (Outbox.Entry entry : entries) {
          assertThat(entry.number()).isGreaterThan(after);
          after = entry.number();
          seen.append(entry.notice().type());
        }
        entries = stores.outbox().read(after, 2);
      }

      assertThat(seen).hasToString("abcde");
    }
  }

  @Nested
  class Forgetting {

    @Test
    void removesWhatIsOldAndRead() {
      Deployment deployment = addDeployment(addApp("one").id());
      Instant old = Examples.NOW.minusSeconds(60);
      for (Notice notice : List.of(new Notice("old", old), notice("new"),
          new Notice("old.unread", old))) {
        won(Change.lines(deployment, List.of()).tell(notice));
      }
      long read = stores.outbox().read(0, 2).getLast().number();

      stores.outbox().forget(read, Examples.NOW);

      assertThat(stores.outbox().read(0, 10)).extracting(entry -> entry.notice().type())
          .containsExactly("new", "old.unread");
    }

    @Test
    void givesNoNumberTwice() {
      Deployment deployment = addDeployment(addApp("one").id());
      won(Change.lines(deployment, List.of()).tell(notice("first")));
      long first = stores.outbox().read(0, 1).getFirst().number();
      stores.outbox().forget(first, Examples.NOW.plusSeconds(1));

      won(Change.lines(deployment, List.of()).tell(notice("second")));

      assertThat(stores.outbox().read(first, 10)).extracting(entry -> entry.notice().type())
          .containsExactly("second");
    }
  }
}
