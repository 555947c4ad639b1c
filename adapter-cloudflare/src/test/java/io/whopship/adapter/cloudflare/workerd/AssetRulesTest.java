package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssetRulesTest {

  @Test
  void emptyFilesSayNothing() {
    AssetRules rules = AssetRules.parse("", "");

    assertThat(rules.headers()).isEmpty();
    assertThat(rules.redirects()).isEmpty();
    assertThat(rules.complaints().lines()).isEmpty();
  }

  @Test
  void aHeaderRuleHasItsIndentedLines() {
    AssetRules rules = AssetRules.parse("""
        # comment
        /a/:id/*
          X-One: a: b
        \t! X-Two

        /b
          X-Three:
        """, "");

    assertThat(rules.complaints().lines()).isEmpty();
    assertThat(rules.headers().encode()).isEqualTo("""
        [{"path":"/a/:id/*","set":[["X-One","a: b"]],"unset":["X-Two"]},\
        {"path":"/b","set":[["X-Three",""]],"unset":[]}]""");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a\n  no colon", "/a\n  Bad Name: x", "/a\n  X: \u0001", "/*/*\n  X: 1",
      "/:a/:a\n  X: 1", "/:splat/*\n  X: 1", "https://example.com/a\n  X: 1"})
  void aHeaderRuleThatCannotBeObeyedIsLeftOut(String file) {
    AssetRules rules = AssetRules.parse(file, "");

    assertThat(rules.complaints().lines()).singleElement().asString().startsWith("_headers line ");
    assertThat(rules.headers().encode()).doesNotContain("X").doesNotContain("no colon");
  }

  @Test
  void aRedirectIsTemporaryUnlessItSaysOtherwise() {
    AssetRules rules = AssetRules.parse("", "/a /b\n/c/* https://example.com/:splat 301\n");

    assertThat(rules.complaints().lines()).isEmpty();
    assertThat(rules.redirects().encode()).isEqualTo("""
        [{"from":"/a","to":"/b","status":302},\
        {"from":"/c/*","to":"https://example.com/:splat","status":301}]""");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a", "/a /b 404", "/a /b 301 x", "a /b", "/a b", "/a javascript:x",
      "/a https://example.com 200", "/*/* /b"})
  void aRedirectThatCannotBeObeyedIsLeftOut(String line) {
    AssetRules rules = AssetRules.parse("", "# first\n" + line + "\n/good /b\n");

    assertThat(rules.complaints().lines()).singleElement()
        .asString()
        .startsWith("_redirects line 2 is left out: ");
    assertThat(rules.redirects()).hasSize(1);
  }

  @Test
  void moreRulesThanTheLimitAreLeftOut() {
    AssetRules rules = AssetRules.parse("/a\n  X: 1\n".repeat(102),
        "/a /b\n".repeat(2_001) + "/a/* /b\n".repeat(101));

    assertThat(rules.headers()).hasSize(100);
    assertThat(rules.redirects()).hasSize(2_100);
    assertThat(rules.complaints().lines()).hasSize(4);
  }

  @Test
  void linesLongerThanTheLimitAreLeftOut() {
    AssetRules rules = AssetRules.parse("/a\n  X: " + "1".repeat(2_000) + "\n  Y: 2",
        "/" + "a".repeat(1_000) + " /b");

    assertThat(rules.headers().encode()).isEqualTo("""
        [{"path":"/a","set":[["Y","2"]],"unset":[]}]""");
    assertThat(rules.redirects()).isEmpty();
    assertThat(rules.complaints().lines()).containsExactly(
        "_headers line 2 is left out: it is longer than 2000 characters",
        "_redirects line 1 is left out: it is longer than 1000 characters");
  }

  @Test
  void manyComplaintsAreCounted() {
    AssetRules rules = AssetRules.parse("", "x\n".repeat(500_000));

    assertThat(rules.complaints().lines()).hasSize(21).last().isEqualTo("and 499980 more");
  }
}
