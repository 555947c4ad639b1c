package io.whopship.adapter.cloudflare.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A part of Cloudflare with codes of its own, which mean something else in the others, and with a
 * permission of its own that a token needs.
 */
public enum Product {
  WORKERS, KV, R2, ROUTES, ZONES, DNS, ANALYTICS, OBSERVABILITY;

  /** As Cloudflare's dashboard calls it. */
  public String permission() {
    return switch (this) {
      case WORKERS -> "Workers Scripts Edit";
      case KV -> "Workers KV Storage Edit";
      case R2 -> "Workers R2 Storage Edit";
      case ROUTES -> "Workers Routes Edit";
      case ZONES -> "Zone Read";
      case DNS -> "DNS Read";
      case ANALYTICS -> "Account Analytics Read";
      case OBSERVABILITY -> "Workers Observability Edit";
    };
  }

  private boolean isOfZones() {
    return this == ROUTES || this == ZONES || this == DNS;
  }

  /** What an operator, or the author of a worker, can do about a code; empty if unknown. */
  Optional<String> advice(int code) {
    return Optional.ofNullable(switch (code) {
      case 1000, 6003, 6111, 9106, 10001 -> "Check the API token: Cloudflare does not know it.";
      case 9109, 10000 -> "Give the API token the permission '" + permission()
          + "' for this " + (isOfZones() ? "zone" : "account")
          + ", and look whether it has expired.";
      case 7003 -> "Check the ids of the account and of what is asked for.";
      case 971 -> "Wait: the API token has used up its calls.";
      default -> switch (this) {
        case WORKERS -> ofWorkers(code);
        case KV -> ofKeyValues(code);
        case R2 -> ofBuckets(code);
        case ROUTES -> ofRoutes(code);
        case ZONES, DNS, ANALYTICS, OBSERVABILITY -> null;
      };
    });
  }

  private static @Nullable String ofWorkers(int code) {
    return switch (code) {
      case 10006, 10068, 10069 ->
        "Cloudflare finds no worker in this code. Check that the build's entry point exports one.";
      case 10021 ->
        "The worker broke, or took too long, when it was started. Do less outside of requests.";
      case 10027 -> "Make the worker smaller: drop or load less of what its modules import.";
      case 10015 -> "Order Workers for Platforms for this account.";
      case 10016 -> "Check the name of the script.";
      case 10026 -> "This is a fault of WhopShip: please report it.";
      case 10035 -> "Somebody else changes the same worker. Try again.";
      case 10037 -> "Remove workers that nobody needs, or ask Cloudflare for more.";
      case 10041 -> "A KV namespace that the worker is bound to is not there.";
      case 10052, 10055, 10056, 10057 -> "Check the bindings of the worker.";
      case 10054 -> "Make the variable smaller: a worker's variable has at most 5 KiB.";
      case 10061 -> "The worker does not export the class of one of its Durable Objects.";
      case 10074, 10123, 10211, 100402, 100405, 100406 ->
        "Check the classes of the worker's Durable Objects.";
      case 10085 -> "An R2 bucket that the worker is bound to is not there.";
      case 10144 ->
        "A worker that this one is bound to is not there: run 'whopship cloudflare init'"
            + " if it is the dispatcher.";
      case 100119 -> "Run 'whopship cloudflare init', which creates the dispatch namespace.";
      default -> null;
    };
  }

  private static @Nullable String ofKeyValues(int code) {
    return switch (code) {
      case 10013 -> "Run 'whopship cloudflare init' if it is the namespace of the routes.";
      case 10014 -> "Choose another title, or use the namespace that has it.";
      default -> null;
    };
  }

  private static @Nullable String ofBuckets(int code) {
    return switch (code) {
      case 10005 -> "A bucket's name has 3 to 63 of a-z 0-9 -.";
      case 10008 -> "Empty the bucket first.";
      case 10042 -> "Switch R2 on for this account, in Cloudflare's dashboard.";
      default -> null;
    };
  }

  private static @Nullable String ofRoutes(int code) {
    return switch (code) {
      case 10020 -> "Another worker has this route: remove it there first.";
      case 10022 -> "Check the pattern of the route.";
      default -> null;
    };
  }
}
