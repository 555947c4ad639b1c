package io.whopship.adapter.cloudflare.workerd.storage;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A part of an object, inside of it. */
record R2Range(long offset, long length) {

  private static final Pattern HEADER = Pattern.compile("\\s*bytes=(\\d{0,18})-(\\d{0,18})\\s*");
  private static final long NONE = -1;

  /** Empty if all of it is asked for, or a header asks for what R2 does not know: two ranges. */
  static Optional<R2Range> asked(R2Request request, long size) throws RefusedException {
    if (request.has("range")) {
      JsonObject range = request.json().getJsonObject("range");
      long suffix = R2Request.number(range, "suffix", NONE);
      return Optional.of(suffix == NONE
          ? part(R2Request.number(range, "offset", 0), R2Request.number(range, "length", size),
              size)
          : suffix(suffix, size));
    }
    Matcher header = HEADER.matcher(request.text("rangeHeader"));
    if (!header.matches() || (header.group(1).isEmpty() && header.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (header.group(1).isEmpty()) {
      return Optional.of(suffix(Long.parseLong(header.group(2)), size));
    }
    long first = Long.parseLong(header.group(1));
    long last = header.group(2).isEmpty() ? size : Long.parseLong(header.group(2));
    if (first == size || last < first) {
      throw unsatisfiable(size);
    }
    return Optional.of(part(first, last - first + 1, size));
  }

  private static R2Range part(long offset, long length, long size) throws RefusedException {
    if (offset < 0 || offset > size || (length < 1 && size > 0)) {
      throw unsatisfiable(size);
    }
    return new R2Range(offset, Math.min(length, size - offset));
  }

  private static R2Range suffix(long length, long size) throws RefusedException {
    if (length < 1) {
      throw unsatisfiable(size);
    }
    long inside = Math.min(length, size);
    return new R2Range(size - inside, inside);
  }

  private static RefusedException unsatisfiable(long size) {
    return RefusedException.r2(R2Fault.INVALID_RANGE,
        "The requested range is not satisfiable: the object has " + size + " bytes.");
  }

  JsonObject json() {
    return new JsonObject().put("offset", offset).put("length", length);
  }
}
