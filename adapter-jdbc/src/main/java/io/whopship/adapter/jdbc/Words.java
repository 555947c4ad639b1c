package io.whopship.adapter.jdbc;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The stored words for the constants of an enum. They are given as an exhaustive switch, so that a
 * new constant does not compile until it has its word.
 */
final class Words<E extends Enum<E>> {

  private final Function<E, String> wordOf;
  private final Map<String, E> byWord;

  Words(E[] constants, Function<E, String> wordOf) {
    this.wordOf = wordOf;
    this.byWord = Stream.of(constants).collect(Collectors.toMap(wordOf, Function.identity()));
  }

  String word(E constant) {
    return wordOf.apply(constant);
  }

  E read(String word) {
    E constant = byWord.get(word);
    if (constant == null) {
      throw new IllegalArgumentException("unknown word '" + word + "'");
    }
    return constant;
  }
}
