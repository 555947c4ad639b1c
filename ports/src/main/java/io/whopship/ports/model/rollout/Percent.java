package io.whopship.ports.model.rollout;

/** A share of traffic, 0 to 100. */
public record Percent(int value) implements Comparable<Percent> {

  public static final Percent NONE = new Percent(0);
  public static final Percent ALL = new Percent(100);

  public Percent {
    if (value < 0 || value > 100) {
      throw new IllegalArgumentException("percent must be 0 to 100, but is " + value);
    }
  }

  @Override
  public int compareTo(Percent other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public String toString() {
    return value + "%";
  }
}
