package io.whopship.core.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Finds what a JavaScript module may import, and which of some words it mentions. An import is each
 * literal behind {@code from}, {@code import}, {@code import(} and {@code require(}, wherever it
 * stands. It knows neither strings nor comments nor regular expressions, so it cannot lose its way
 * among them and miss an import; what it takes for one though it stands in a text does no harm
 * unless a file has that name. Its time grows with the size of the module alone. It keeps nothing
 * of what it finds, so that its memory does not grow.
 */
final class ScriptScan {

  /** So much of spaces and comments may stand between two words of an import. */
  private static final int MAX_GAP = 256;
  private static final int MAX_SPECIFIER = 1024;

  /** More than an import has, with its word and two gaps. */
  private static final int LOOK_AHEAD = 2 * 1024;
  private static final int BUFFER = 64 * 1024;

  private final byte[] bytes = new byte[BUFFER];
  /** Whether anything looked for begins with a byte: most do not, and this is asked of each. */
  private final boolean[] isBeginning = new boolean[256];
  private final Consumer<String> imports;
  private final List<String> words;
  private final Consumer<String> mentions;
  private int end;

  private ScriptScan(Consumer<String> imports, List<String> words, Consumer<String> mentions) {
    this.imports = imports;
    this.words = words;
    this.mentions = mentions;
    Stream.concat(Stream.of("from", "import", "require"), words.stream())
        .forEach(word -> isBeginning[word.charAt(0)] = true);
  }

  /**
   * Tells the specifiers in a module, in their order and each time, and so the words. Reads it to
   * its end.
   */
  static void scan(InputStream module, Consumer<String> imports, List<String> words,
      Consumer<String> mentions) throws IOException {
    new ScriptScan(imports, words, mentions).read(module);
  }

  private void read(InputStream module) throws IOException {
    boolean isLast = false;
    while (!isLast) {
      end += module.readNBytes(bytes, end, BUFFER - end);
      isLast = end < BUFFER;
      int looked = isLast ? end : end - LOOK_AHEAD;
      for (int i = 0; i < looked; i++) {
        if (isBeginning[bytes[i] & 0xff]) {
          imported(i).ifPresent(imports);
          mention(i);
        }
      }
      System.arraycopy(bytes, looked, bytes, 0, end - looked);
      end -= looked;
    }
  }

  private void mention(int start) {
    byte first = bytes[start];
    for (String word : words) {
      if (word.charAt(0) == first && startsWith(word, start)) {
        mentions.accept(word);
      }
    }
  }

  private Optional<String> imported(int start) {
    return switch (bytes[start]) {
      case 'f' -> startsWith("from", start) ? literal(gap(start + 4)) : Optional.empty();
      case 'i' -> startsWith("import", start) ? literal(open(start + 6)) : Optional.empty();
      case 'r' -> startsWith("require", start) ? literal(open(start + 7)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private boolean startsWith(String word, int start) {
    if (start + word.length() > end) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (bytes[start + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Behind a parenthesis, if there is one. */
  private int open(int start) {
    int next = gap(start);
    return byteAt(next) == '(' ? gap(next + 1) : next;
  }

  /** Behind spaces, ends of lines and comments. */
  private int gap(int start) {
    int limit = Math.min(end, start + MAX_GAP);
    int i = start;
    while (i < limit) {
      if (Character.isWhitespace(bytes[i])) {
        i++;
      } else if (startsWith("/*", i)) {
        i = behind("*/", i + 2, limit);
      } else if (startsWith("//", i)) {
        i = behind("\n", i + 2, limit);
      } else {
        return i;
      }
    }
    return limit;
  }

  private int behind(String mark, int start, int limit) {
    int i = start;
    while (i < limit && !startsWith(mark, i)) {
      i++;
    }
    return i + mark.length();
  }

  /** A string without escapes, or a template without substitutions. */
  private Optional<String> literal(int start) {
    int quote = byteAt(start);
    if (quote != '"' && quote != '\'' && quote != '`') {
      return Optional.empty();
    }
    int i = start + 1;
    while (byteAt(i) != quote) {
      int each = byteAt(i);
      if (each < 0 || each == '\n' || each == '\\' || (each == '$' && quote == '`')
          || i - start > MAX_SPECIFIER) {
        return Optional.empty();
      }
      i++;
    }
    return Optional.of(new String(bytes, start + 1, i - start - 1, StandardCharsets.UTF_8));
  }

  /** -1 behind the end. */
  private int byteAt(int index) {
    return index < end ? bytes[index] & 0xff : -1;
  }
}
