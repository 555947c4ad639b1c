package io.whopship.testkit.hostile;

import static io.whopship.testkit.hostile.RawEntry.deflated;
import static io.whopship.testkit.hostile.SampleZip.accepted;
import static io.whopship.testkit.hostile.SampleZip.refused;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/** A {@code meta.json} that is large, deep, or not what it should be. */
final class BadMetadata {

  private static final String META = "meta.json";

  private BadMetadata() {}

  static List<SampleZip> all() {
    return List.of(
        json("meta-empty", ""),
        json("meta-no-json", "PK\u0003\u0004"),
        json("meta-cut-off", "{\"nextVersion\": \"16"),
        json("meta-two-documents", "{} {}"),
        json("meta-list", "[]"),
        json("meta-of-64-kib-and-more", "{\"a\": \"" + "x".repeat(64 * 1024) + "\"}"),
        json("meta-deep-list", "{\"a\": " + "[".repeat(30_000) + "]".repeat(30_000) + "}"),
        json("meta-deep-object", "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000)),
        json("meta-deep-and-cut-off", "[".repeat(60_000)),
        json("meta-duplicate-member", "{\"nextVersion\": \"1\", \"nextVersion\": \"2\"}"),
        json("meta-duplicate-member-escaped", "{\"nextVersion\": \"1\", \"nextVersio\\u006e\": 2}"),
        json("meta-wrong-type", "{\"nextVersion\": {\"$gt\": \"\"}}"),
        json("meta-wrong-runtime", "{\"runtime\": \"node\"}"),
        json("meta-number-of-60000-digits", "{\"buildTime\": " + "9".repeat(60_000) + "}"),
        json("meta-number-with-a-huge-exponent", "{\"buildTime\": 1e999999999}"),
        json("meta-not-a-number", "{\"buildTime\": NaN}"),
        json("meta-with-a-comment", "{\"buildTime\": 1 /* ms */}"),
        refused("meta-huge", "a meta.json of 20 MiB in 20 KiB", "meta-malformed", META,
            () -> Hello.with(Bombs.zeros(META, 20)).bytes()),
        refused("meta-said-to-be-small", "a meta.json of 20 MiB that claims two bytes",
            "meta-malformed", META,
            () -> Hello.with(Bombs.zeros(META, 20).both(header -> header.size(2))).bytes()),
        refused("meta-not-utf-8", "bytes that are no text", "meta-malformed", META,
            () -> Hello.with(deflated(META, new byte[]{'{', '"', (byte) 0xff, '"', ':', '1', '}'}))
                .bytes()),
        refused("meta-duplicate", "two meta.json, of which one is good", "duplicate-name", META,
            () -> Hello.with(deflated(META, "{}"), deflated(META, "[]")).bytes()),
        refused("meta-symlink", "a meta.json that is a link", "symbolic-link", META,
            () -> Hello.with(deflated(META, "/etc/passwd").unixMode(0120777)).bytes()),
        refused("meta-encrypted", "a meta.json that is encrypted", "encrypted", META,
            () -> Hello.with(deflated(META, "{}").both(header -> header.flags(1))).bytes()),
        accepted("meta-with-a-mark", "a meta.json that starts with a byte order mark",
            () -> Hello.with(deflated(META, "\ufeff{\"nextVersion\": \"16.0.0\"}")).bytes()),
        accepted("meta-in-utf-16", "a meta.json in the other encoding of JSON",
            () -> Hello.with(deflated(META, "{\"nextVersion\": \"16.0.0\"}".getBytes(UTF_16)))
                .bytes()),
        accepted("meta-of-strangers", "a meta.json whose members mean nothing here",
            () -> Hello.with(deflated(META, "{\"__proto__\": {\"a\": 1}, \"b\": [[[]]]}"
                .getBytes(UTF_8))).bytes()));
  }

  private static SampleZip json(String sample, String json) {
    return refused(sample, "a meta.json that is not good: " + sample.replace('-', ' '),
        "meta-malformed", META, () -> Hello.with(deflated(META, json)).bytes());
  }
}
