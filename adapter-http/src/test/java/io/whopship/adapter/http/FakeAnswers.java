package io.whopship.adapter.http;

import io.whopship.ports.driving.AnswerOnce;
import io.whopship.ports.model.identity.Caller;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Answers that are kept for as long as a test runs. */
final class FakeAnswers implements AnswerOnce {

  private record Entry(Asked asked, UUID id, boolean running, @Nullable String answer) {}

  private final Map<String, Entry> entries = new HashMap<>();
  volatile @Nullable RuntimeException fault;
  volatile boolean unreadable;

  @Override
  public synchronized Outcome begin(Caller caller, Asked asked) {
    String name = caller.owner() + asked.endpoint() + asked.key();
    Entry known = entries.get(name);
    if (known != null && !known.asked().equals(asked)) {
      return new Outcome.Different();
    }
    if (known != null && known.answer() != null && unreadable) {
      return new Outcome.Unreadable();
    }
    if (known != null && known.answer() != null) {
      return new Outcome.Answered(known.answer());
    }
    if (known != null && known.running()) {
      return new Outcome.UnderWay();
    }
    UUID id = known == null ? UUID.randomUUID() : known.id();
    entries.put(name, new Entry(asked, id, true, null));
    return new Outcome.Begun(new OneTurn(name, asked, id));
  }

  @Override
  public void forgetOld() {
    throw new AssertionError("not the API's matter");
  }

  private final class OneTurn implements Turn {

    private final String name;
    private final Asked asked;
    private final UUID id;

    OneTurn(String name, Asked asked, UUID id) {
      this.name = name;
      this.asked = asked;
      this.id = id;
    }

    @Override
    public UUID id() {
      return id;
    }

    @Override
    public void done(String answer) {
      end(new Entry(asked, id, false, answer));
    }

    @Override
    public void broken() {
      end(new Entry(asked, id, false, null));
    }

    @Override
    public void refused() {
      end(null);
    }

    private void end(@Nullable Entry entry) {
      if (fault != null) {
        throw fault;
      }
      synchronized (FakeAnswers.this) {
        entries.compute(name, (same, old) -> entry);
      }
    }
  }
}
