package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Signals;
import io.whopship.ports.driven.Signals.Listening;
import io.whopship.ports.driven.Signals.Signal;
import io.whopship.ports.driven.Signals.Signal.DeploymentChanged;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link Signals} promise where there is more than one server. */
public abstract class SignalsContract {

  /** Two servers on the same stores. */
  public interface Pair extends AutoCloseable {

    Signals one();

    Signals other();

    /** Lets time pass until it is so, or fails. */
    void await(BooleanSupplier condition);

    @Override
    void close();
  }

  private static final Signal CHANGE = change(7);

  private Pair pair;
  private final Set<Signal> heard = ConcurrentHashMap.newKeySet();

  /** Opens them; a test closes them at its end. */
  protected abstract Pair open() throws Exception;

  @BeforeEach
  void openPair() throws Exception {
    pair = open();
  }

  @AfterEach
  void closePair() {
    pair.close();
  }

  private static Signal change(long deployment) {
    return new DeploymentChanged(new DeploymentId(deployment));
  }

  /** From when on nothing is lost that is announced. */
  private Listening listen(Signals signals, Set<Signal> into) {
    Listening listening = signals.listen(into::add);
    Signals announcer = signals.equals(pair.one()) ? pair.other() : pair.one();
    Signal first = change(1_000_000 + into.size());
    pair.await(() -> {
      announcer.announce(first);
      return into.contains(first);
    });
    return listening;
  }

  @Test
  void areOfServersThatReachOthers() {
    assertThat(pair.one().reachOthers()).isTrue();
  }

  @Test
  void areHeardByOtherServers() {
    listen(pair.other(), heard);

    Set<Signal> all = Set.of(CHANGE, new Signal.AppChanged(new AppId(7)), new Signal.WorkIsDue(),
        new Signal.Anything());
    all.forEach(pair.one()::announce);

    pair.await(() -> heard.containsAll(all));
  }

  @Test
  void areNotHeardByTheServerThatAnnouncesThem() {
    listen(pair.one(), heard);
    Set<Signal> heardByOther = ConcurrentHashMap.newKeySet();
    listen(pair.other(), heardByOther);

    pair.one().announce(CHANGE);
    pair.await(() -> heardByOther.contains(CHANGE));
    pair.other().announce(change(8));

    pair.await(() -> heard.contains(change(8)));
    assertThat(heard).doesNotContain(CHANGE);
  }

  @Test
  void areAllHeardHoweverManyComeAtOnce() {
    listen(pair.other(), heard);
    Set<Signal> many = ConcurrentHashMap.newKeySet();
    LongStream.range(1, 3_000).forEach(i -> many.add(change(i)));

    many.forEach(pair.one()::announce);

    pair.await(() -> heard.containsAll(many));
  }

  @Test
  void areHeardByEveryListener() {
    Set<Signal> heardByAnother = ConcurrentHashMap.newKeySet();
    listen(pair.other(), heard);
    listen(pair.other(), heardByAnother);

    pair.one().announce(CHANGE);

    pair.await(() -> heard.contains(CHANGE) && heardByAnother.contains(CHANGE));
  }

  @Test
  void areHeardAlthoughAListenerThrows() {
    pair.other().listen(signal -> {
      throw new IllegalStateException("thrown by a test");
    });
    listen(pair.other(), heard);

    pair.one().announce(CHANGE);
    pair.await(() -> heard.contains(CHANGE));
    pair.one().announce(change(8));

    pair.await(() -> heard.contains(change(8)));
  }

  @Test
  void areNotHeardByAListenerThatIsClosed() {
    Listening closed = listen(pair.other(), heard);
    Set<Signal> heardByAnother = ConcurrentHashMap.newKeySet();
    listen(pair.other(), heardByAnother);
    closed.close();
    closed.close();

    pair.one().announce(CHANGE);

    pair.await(() -> heardByAnother.contains(CHANGE));
    assertThat(heard).doesNotContain(CHANGE);
  }
}
