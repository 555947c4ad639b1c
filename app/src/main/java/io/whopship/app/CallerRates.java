package io.whopship.app;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.whopship.ports.driven.RateLimits;
import io.whopship.ports.model.identity.OwnerId;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A token bucket for each caller and kind, in memory: each server counts what it is asked. */
final class CallerRates implements RateLimits {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** By then a bucket is full again, as a new one is. */
  private static final Duration FORGOTTEN_AFTER = WINDOW.multipliedBy(2);

  /** Some 400 bytes each. */
  private static final int MAX_CALLERS = 100_000;

  private final Map<Kind, Buckets> limited = new EnumMap<>(Kind.class);

  /** By a time that no change of the clock reaches. */
  CallerRates(RateSettings settings) {
    this(settings, TimeMeter.SYSTEM_NANOTIME);
  }

  CallerRates(RateSettings settings, TimeMeter time) {
    limit(Kind.STATUS, settings.statusPerMinute(), time);
    limit(Kind.LOGS, settings.logsPerMinute(), time);
  }

  private void limit(Kind kind, int quota, TimeMeter time) {
    if (quota > 0) {
      limited.put(kind, new Buckets(new Policy(quota, WINDOW), time));
    }
  }

  @Override
  public Verdict count(OwnerId owner, Kind kind) {
    @Nullable
    Buckets buckets = limited.get(kind);
    return buckets == null ? new Verdict.Unlimited() : buckets.take(owner);
  }

  /** The buckets of one kind. */
  private static final class Buckets {

    private final Policy policy;
    private final LoadingCache<OwnerId, Bucket> byCaller;

    Buckets(Policy policy, TimeMeter time) {
      this.policy = policy;
      this.byCaller = CacheBuilder.newBuilder()
          .maximumSize(MAX_CALLERS)
          .expireAfterAccess(FORGOTTEN_AFTER)
          .build(CacheLoader.from(() -> full(policy, time)));
    }

    private static Bucket full(Policy policy, TimeMeter time) {
      return Bucket.builder()
          .addLimit(limit -> limit.capacity(policy.quota())
              .refillGreedy(policy.quota(), policy.window()))
          .withCustomTimePrecision(time)
          .build();
    }

    Verdict take(OwnerId owner) {
      ConsumptionProbe probe = byCaller.getUnchecked(owner).tryConsumeAndReturnRemaining(1);
      return probe.isConsumed()
          ? new Verdict.Allowed(policy, probe.getRemainingTokens(),
              Duration.ofNanos(probe.getNanosToWaitForReset()))
          : new Verdict.Exceeded(policy, Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }
  }
}
