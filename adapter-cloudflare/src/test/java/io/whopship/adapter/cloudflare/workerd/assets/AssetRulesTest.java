package io.whopship.adapter.cloudflare.workerd.assets;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.model.artifact.AssetSettings.HtmlHandling;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssetRulesTest {

  @Test
  void emptyFilesSayNothing() {
    AssetRules rules = parse("", "");

    assertThat(rules.headers()).isEmpty();
    assertThat(rules.redirects()).isEmpty();
    assertThat(rules.complaints()).isEmpty();
  }

  @Test
  void aHeaderRuleHasTheLinesBelowIt() {
    AssetRules rules = parse("""
        # comment
        /a/:id/*
          X-One: a: b
        X-One: c
        \t! X-Two

        https://:app.example.com/b
          X-Three: 3
        """, "");

    assertThat(rules.complaints()).isEmpty();
    assertThat(rules.headers().encode()).isEqualTo("""
        [{"path":"/a/:id/*","set":[["x-one","a: b"],["x-one","c"]],"unset":["x-two"]},\
        {"host":":app.example.com","path":"/b","set":[["x-three","3"]],"unset":[]}]""");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a\n  no colon", "/a\n  Bad Name: x", "/a\n  X: \u0001", "/a\n  X:",
      "/*/*\n", "/:a/:a\n", "/:splat/*\n", "http://example.com/a\n",
      "https://example.com:80/a\n", "https://:a.com/:a", "X: 1"})
  void aHeaderLineThatCannotBeObeyedIsLeftOut(String file) {
    AssetRules rules = parse(file, "");

    assertThat(rules.complaints()).singleElement()
        .asString()
        .matches("_headers line [12] is left out: .*");
    assertThat(rules.headers().encode()).doesNotContainIgnoringCase("\"x").doesNotContain("*");
  }

  @Test
  void theHeadersBelowAPathThatIsLeftOutAreToldOf() {
    assertThat(parse("/*/*\n  X: 1\n/a\n  Y: 2", "").complaints()).containsExactly(
        "_headers line 1 is left out: a rule must begin with /path or https://host/path, with at"
            + " most one * and each :name once",
        "_headers line 2 is left out: there is no rule with a path above it");
  }

  @Test
  void ofTwoHeaderRulesForAPathTheLastCounts() {
    AssetRules rules = parse("/a\n  X: 1\n/b\n  X: 2\n/a\n  X: 3", "");

    assertThat(rules.headers().encode()).isEqualTo("""
        [{"path":"/b","set":[["x","2"]],"unset":[]},{"path":"/a","set":[["x","3"]],"unset":[]}]""");
    assertThat(rules.complaints())
        .containsExactly("_headers line 1 is left out: line 5 has a rule for the same path");
  }

  @Test
  void aRedirectIsTemporaryUnlessItSaysOtherwise() {
    AssetRules rules = parse("",
        "/a /b\nc/* https://example.com/:splat 301 # why\n/d /e#f\n");

    assertThat(rules.complaints()).isEmpty();
    assertThat(rules.redirects().encode()).isEqualTo("""
        [{"from":"/a","to":"/b","status":302},\
        {"from":"/c/*","to":"https://example.com/:splat","status":301},\
        {"from":"/d","to":"/e#f","status":302}]""");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a", "/a /b 404", "/a /b 301 x", "/a b", "/a javascript:x",
      "/a http://example.com", "/a https:///x", "/a https://example.com 200", "/*/* /b",
      "https://example.com/a /b", "/* /index.html 200", "/x/* /index", "/ /index.html"})
  void aRedirectThatCannotBeObeyedIsLeftOut(String line) {
    AssetRules rules = parse("", "# first\n" + line + "\n/good /b\n");

    assertThat(rules.complaints()).singleElement()
        .asString()
        .startsWith("_redirects line 2 is left out: ");
    assertThat(rules.redirects()).hasSize(1);
  }

  @Test
  void theRootMayLeadToTheIndexIfThatDoesNotLeadBack() {
    assertThat(AssetRules.parse("", "/ /index.html", HtmlHandling.NONE).redirects()).hasSize(1);
  }

  @Test
  void ofTwoRedirectsFromAPathTheFirstCounts() {
    AssetRules rules = parse("", "/a /b\n/a /c\n");

    assertThat(rules.redirects().encode())
        .isEqualTo("[{\"from\":\"/a\",\"to\":\"/b\",\"status\":302}]");
    assertThat(rules.complaints())
        .containsExactly("_redirects line 2 is left out: there is a rule for /a above it");
  }

  @Test
  void moreRulesThanTheLimitAreLeftOut() {
    AssetRules rules = parse(numbered(103, "/%d\n  X: 1\n"),
        numbered(2_001, "/%d /b\n") + numbered(100, "/%d/* /b\n") + "/static /b\n");

    assertThat(rules.headers()).hasSize(100);
    assertThat(rules.redirects()).hasSize(2_100);
    assertThat(rules.complaints()).containsExactly(
        "_headers line 201 is left out, and so is the rest: there are more than 100 rules",
        "_redirects line 2001 is left out: there are more than 2000 rules without a * or :name",
        "_redirects line 2102 is left out: there are more than 100 rules with a * or :name, or"
            + " below one");
  }

  private static String numbered(int count, String line) {
    return IntStream.range(0, count).mapToObj(line::formatted).collect(Collectors.joining());
  }

  @Test
  void linesLongerThanTheLimitAreLeftOut() {
    AssetRules rules = parse("/a\n  X: " + "1".repeat(2_000) + "\n  Y: 2",
        "/" + "a".repeat(2_000) + " /b");

    assertThat(rules.headers().encode()).isEqualTo("""
        [{"path":"/a","set":[["y","2"]],"unset":[]}]""");
    assertThat(rules.redirects()).isEmpty();
    assertThat(rules.complaints()).containsExactly(
        "_headers line 2 is left out: it is longer than 2000 characters",
        "_redirects line 1 is left out: it is longer than 2000 characters");
  }

  @Test
  void manyComplaintsAreCounted() {
    AssetRules rules = parse("", "x\n".repeat(500_000));

    assertThat(rules.complaints()).hasSize(21).last().isEqualTo("and 499980 more");
  }

  private static AssetRules parse(String headersFile, String redirectsFile) {
    return AssetRules.parse(headersFile, redirectsFile, HtmlHandling.AUTO_TRAILING_SLASH);
  }
}
