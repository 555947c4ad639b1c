package io.whopship.testkit.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a form into its parts, by the rules of browsers: names are raw UTF-8, in which {@code "}, CR
 * and LF are percent-encoded.
 */
final class Multipart {

  private static final Pattern BOUNDARY = Pattern.compile(
      "multipart/form-data\\s*;.*?boundary=(?:\"([^\"]+)\"|([^;\\s]+)).*",
      Pattern.CASE_INSENSITIVE);
  private static final Pattern NAME = Pattern.compile("[; ]name=\"([^\"]*)\"");
  private static final Pattern FILENAME = Pattern.compile("[; ]filename=\"([^\"]*)\"");

  private final byte[] body;
  private final byte[] delimiter;
  private final int[] skips = new int[256];

  private Multipart(byte[] body, String boundary) {
    this.body = body;
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.UTF_8);
    Arrays.fill(skips, delimiter.length);
    for (int i = 0; i < delimiter.length - 1; i++) {
      skips[delimiter[i] & 0xff] = delimiter.length - 1 - i;
    }
  }

  static List<Part> parse(String contentType, byte[] body) {
    Matcher matcher = BOUNDARY.matcher(contentType);
    if (!matcher.matches()) {
      throw new MalformedFormException("Invalid Content-Type header '" + contentType
          + "'. The request body must be in multipart/form-data.");
    }
    String quoted = matcher.group(1);
    return new Multipart(body, quoted == null ? matcher.group(2) : quoted).parts();
  }

  private List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    int at = opening();
    while (!startsWith(at, "--")) {
      if (!startsWith(at, "\r\n")) {
        throw new MalformedFormException("no line ends after the boundary at byte " + at);
      }
      int end = next(at);
      parts.add(part(at, end));
      at = end + delimiter.length;
    }
    return List.copyOf(parts);
  }

  /** The first boundary has no line before it. */
  private int opening() {
    if (!Arrays.equals(body, 0, Math.min(body.length, delimiter.length - 2), delimiter, 2,
        delimiter.length)) {
      throw new MalformedFormException("the form does not begin with its boundary");
    }
    return delimiter.length - 2;
  }

  private Part part(int from, int end) {
    int blank = blankLine(from, end);
    String disposition = "";
    @Nullable
    String contentType = null;
    for (String line : new String(body, from, blank - from, StandardCharsets.UTF_8)
        .split("\r\n", -1)) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-disposition:")) {
        disposition = line;
      } else if (lower.startsWith("content-type:")) {
        contentType = line.substring("content-type:".length()).strip();
      }
    }
    String name = parameter(NAME, disposition);
    if (name == null) {
      throw new MalformedFormException("a part without a name at byte " + from);
    }
    return new Part(name, parameter(FILENAME, disposition), contentType, body, blank + 4, end);
  }

  private static @Nullable String parameter(Pattern pattern, String disposition) {
    Matcher matcher = pattern.matcher(disposition);
    return matcher.find()
        ? matcher.group(1).replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
        : null;
  }

  private int blankLine(int from, int end) {
    for (int at = from; at + 4 <= end; at++) {
      if (startsWith(at, "\r\n\r\n")) {
        return at;
      }
    }
    throw new MalformedFormException("a part without an end of its headers at byte " + from);
  }

  private boolean startsWith(int at, String text) {
    if (at + text.length() > body.length) {
      throw new MalformedFormException("the form ends before its closing boundary");
    }
    for (int i = 0; i < text.length(); i++) {
      if (body[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Where the next delimiter begins, by Horspool's search, which looks at few of the bytes. */
  private int next(int from) {
    int last = delimiter.length - 1;
    int at = from;
    while (at + last < body.length) {
      byte end = body[at + last];
      if (end == delimiter[last] && Arrays.equals(body, at, at + delimiter.length, delimiter, 0,
          delimiter.length)) {
        return at;
      }
      at += skips[end & 0xff];
    }
    throw new MalformedFormException("the form ends before its closing boundary");
  }
}
