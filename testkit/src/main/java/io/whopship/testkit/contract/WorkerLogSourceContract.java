package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.WorkerLogSource;
import io.whopship.ports.driven.WorkerLogSource.Following;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.rollout.ReleaseName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link WorkerLogSource} promises, if it is one on demand. */
public abstract class WorkerLogSourceContract {

  /** The source of one test. */
  public interface OpenSource extends AutoCloseable {

    WorkerLogSource source();

    /** Lets a release print a line. */
    void say(ReleaseName release, String line);

    /** Lines cannot be had until {@link #recover}. */
    void fail();

    void recover();

    /** Until what was said has come to those who follow, or what is wrong. */
    void settle();

    @Override
    void close();
  }

  protected static final ReleaseName FIRST = release(1);
  protected static final ReleaseName SECOND = release(2);

  private OpenSource open;
  private final RecordingSink sink = new RecordingSink();
  private final List<Following> followings = new ArrayList<>();

  protected abstract OpenSource open();

  private static ReleaseName release(long deployment) {
    return new ReleaseName(new AppId(7), new DeploymentId(deployment));
  }

  @BeforeEach
  void openSource() {
    open = open();
  }

  @AfterEach
  void closeSource() {
    followings.forEach(Following::close);
    open.close();
  }

  private void say(ReleaseName release, String... lines) {
    for (String line : lines) {
      open.say(release, line);
    }
    open.settle();
  }

  private Following follow(ReleaseName release, RecordingSink to) {
    Following following = open.source().follow(release, to);
    followings.add(following);
    open.settle();
    return following;
  }

  @Test
  void itIsOnDemand() {
    assertThat(open.source().isOnDemand()).isTrue();
  }

  @Test
  void theLastLinesComeFirstAndThenWhatIsSaid() {
    say(FIRST, "one", "two");

    follow(FIRST, sink);
    assertThat(sink.messages()).containsExactly("one", "two");
    say(FIRST, "three");
    say(FIRST, "four", "five");

    assertThat(sink.messages()).containsExactly("one", "two", "three", "four", "five");
    assertThat(sink.positions()).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(sink.epochs()).hasSize(1);
    assertThat(sink.failures()).isEmpty();
  }

  @Test
  void eachReleaseSaysItsOwn() {
    RecordingSink second = new RecordingSink();
    follow(FIRST, sink);
    follow(SECOND, second);
    say(FIRST, "of the first");
    say(SECOND, "of the second");

    assertThat(sink.messages()).containsExactly("of the first");
    assertThat(second.messages()).containsExactly("of the second");
  }

  @Test
  void aReleaseThatIsNotThereSaysNothing() {
    follow(SECOND, sink);
    say(FIRST, "one");

    assertThat(sink.messages()).isEmpty();
    assertThat(sink.failures()).isEmpty();
  }

  @Test
  void nothingComesAfterTheEnd() {
    Following following = follow(FIRST, sink);
    following.close();
    following.close();
    say(FIRST, "one");

    assertThat(sink.messages()).isEmpty();
  }

  @Test
  void whoeverFollowsAnewGetsANumberingOfItsOwn() {
    say(FIRST, "one");
    follow(FIRST, sink).close();
    follow(FIRST, sink).close();

    assertThat(sink.messages()).containsExactly("one", "one");
    assertThat(sink.positions()).containsExactly(1L, 1L);
    assertThat(sink.epochs()).hasSize(2);
  }

  @Test
  void whatIsWrongIsToldOnceAndLinesGoOn() {
    follow(FIRST, sink);
    say(FIRST, "one");
    open.fail();
    open.settle();
    open.settle();
    assertThat(sink.failures()).hasSize(1);

    open.recover();
    say(FIRST, "two");

    assertThat(sink.messages()).containsExactly("one", "two");
    assertThat(sink.failures()).hasSize(1);
  }
}
