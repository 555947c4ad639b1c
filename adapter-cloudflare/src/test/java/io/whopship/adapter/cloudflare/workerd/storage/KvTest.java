package io.whopship.adapter.cloudflare.workerd.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.whopship.testkit.MovableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers KV as a worker in the real workerd sees it. */
class KvTest {

  @TempDir
  static Path directory;

  static final MovableClock clock = new MovableClock(Instant.parse("2026-11-21T10:00:00Z"));
  static RunningStorage storage;
  static StoringWorker worker;

  @BeforeAll
  static void startAWorker() {
    storage = RunningStorage.open(directory, StorageLimits.DEFAULT, clock);
    worker = storage.worker();
  }

  @AfterAll
  static void stop() {
    worker.close();
    storage.close();
  }

  @Test
  void aValueIsReadInEveryForm() {
    assertThat(worker.object("""
        await env.KV.put("form", '{"a":[1,"zwei"]}');
        const stream = await env.KV.get("form", "stream");
        return {
          text: await env.KV.get("form"),
          json: await env.KV.get("form", { type: "json", cacheTtl: 60 }),
          bytes: new Uint8Array(await env.KV.get("form", "arrayBuffer")).length,
          stream: await new Response(stream).text(),
        };
        """)).isEqualTo(new JsonObject("""
        {"text": "{\\"a\\":[1,\\"zwei\\"]}", "json": {"a":[1,"zwei"]}, "bytes": 16,
         "stream": "{\\"a\\":[1,\\"zwei\\"]}"}"""));
  }

  @Test
  void whatIsNotThereIsNull() {
    assertThat(worker.run("return await env.KV.get('never-put')")).isNull();
    assertThat(worker.object("return await env.KV.getWithMetadata('never-put')")
        .getValue("value")).isNull();
  }

  @Test
  void aDeletedValueIsGoneAndMayBeDeletedAgain() {
    assertThat(worker.run("""
        await env.KV.put("deleted", "x");
        await env.KV.delete("deleted");
        await env.KV.delete("deleted");
        return await env.KV.get("deleted");
        """)).isNull();
  }

  @Test
  void aValueMayBeOfAnySizeUpTo25Mebibytes() {
    for (int size : new int[]{0, 1, 4096, 4097, 65_536, 65_537, 1_000_000, 25 << 20}) {
      assertThat(worker.run("""
          const sent = new Uint8Array(%d).map((zero, i) => i * 7 %% 251);
          await env.KV.put("size", sent);
          const got = new Uint8Array(await env.KV.get("size", "arrayBuffer"));
          return got.length === sent.length && got.every((b, i) => b === sent[i]);
          """.formatted(size))).as("%d bytes", size).isEqualTo(true);
    }
  }

  @Test
  void aLargerValueIsRefusedAndTheOldOneStays() {
    assertThat(worker.failure("""
        await env.KV.put("too-large", "old");
        await env.KV.put("too-large", new Uint8Array((25 << 20) + 1));
        """)).isEqualTo("KV PUT failed: 413 Value length of more than 26214400 exceeds limit of"
        + " 26214400.");
    assertThat(worker.run("return await env.KV.get('too-large')")).isEqualTo("old");
  }

  @Test
  void aStreamOfUnknownLengthIsStored() {
    assertThat(worker.run("""
        const { readable, writable } = new TransformStream();
        const put = env.KV.put("stream", readable);
        const writer = writable.getWriter();
        for (let i = 0; i < 100; i++) {
          await writer.write(new Uint8Array(1000).fill(i));
        }
        await writer.close();
        await put;
        return (await env.KV.get("stream", "arrayBuffer")).byteLength;
        """)).isEqualTo(100_000);
  }

  @Test
  void anyTextIsAKey() {
    assertThat(worker.run("""
        const keys = ["a/b", "a//b", "a/../b", "?q=1&r=%20#x", "100%", "a+b c", "schön 🚢 ﬁ",
          "\\u0001\\n\\t", "__proto__", "k".repeat(512), "é".repeat(256)];
        for (const key of keys) {
          await env.KV.put(key, "value of " + key);
        }
        const wrong = [];
        for (const key of keys) {
          if (await env.KV.get(key) !== "value of " + key) wrong.push(key);
          const listed = await env.KV.list({ prefix: key, limit: 1 });
          if (listed.keys[0]?.name !== key) wrong.push("list " + key);
          await env.KV.delete(key);
          if (await env.KV.get(key) !== null) wrong.push("delete " + key);
        }
        return wrong;
        """)).isEqualTo(new JsonArray());
  }

  @Test
  void metadataComeBackAsTheyWere() {
    assertThat(worker.object(
        """
            await env.KV.put("meta/1", "x", { metadata: { name: "schön 🚢 \\" \\\\ \\n", list: [1, null] } });
            return {
              alone: await env.KV.getWithMetadata("meta/1"),
              listed: await env.KV.list({ prefix: "meta/" }),
            };
            """))
        .isEqualTo(new JsonObject(
            """
                {"alone": {"value": "x", "cacheStatus": null,
                           "metadata": {"name": "schön 🚢 \\" \\\\ \\n", "list": [1, null]}},
                 "listed": {"list_complete": true, "cacheStatus": null, "keys": [
                   {"name": "meta/1", "metadata": {"name": "schön 🚢 \\" \\\\ \\n", "list": [1, null]}}]}}"""));
  }

  @Test
  void metadataOfMoreThan1024BytesAreRefused() {
    assertThat(worker.run("await env.KV.put('m', '', { metadata: 'é'.repeat(511) }); return 1;"))
        .isEqualTo(1);
    assertThat(worker.failure("await env.KV.put('m', '', { metadata: 'é'.repeat(512) })"))
        .isEqualTo("KV PUT failed: 413 Metadata length of 1026 exceeds limit of 1024.");
  }

  @Test
  void anExpiredValueIsGone() {
    worker.run("""
        await env.KV.put("ttl", "x", { expirationTtl: 60 });
        await env.KV.put("at", "x", { expiration: %d });
        """.formatted(clock.instant().getEpochSecond() + 100));

    clock.advance(Duration.ofSeconds(59));
    assertThat(present()).isEqualTo(new JsonArray().add("x").add("x").add("at").add("ttl"));
    clock.advance(Duration.ofSeconds(1));
    assertThat(present()).isEqualTo(new JsonArray().addNull().add("x").add("at"));
    clock.advance(Duration.ofSeconds(40));
    assertThat(present()).isEqualTo(new JsonArray().addNull().addNull());
  }

  private static @Nullable Object present() {
    return worker.run("""
        const listed = [...(await env.KV.list({ prefix: "at" })).keys,
          ...(await env.KV.list({ prefix: "ttl" })).keys];
        return [await env.KV.get("ttl"), await env.KV.get("at"), ...listed.map((k) => k.name)];
        """);
  }

  @Test
  void aListSaysWhenAValueExpires() {
    long expires = clock.instant().getEpochSecond() + 3600;

    assertThat(worker.run("""
        await env.KV.put("says-when", "", { expirationTtl: 3600 });
        return (await env.KV.list({ prefix: "says-when" })).keys[0].expiration;
        """)).isEqualTo((int) expires);
  }

  @Test
  void aTimeToLiveOfLessThan60SecondsIsRefused() {
    assertThat(worker.failure("await env.KV.put('short', 'x', { expirationTtl: 59 })"))
        .isEqualTo("KV PUT failed: 400 Invalid expiration_ttl of 59. Expiration TTL must be at"
            + " least 60.");
    assertThat(worker.failure("await env.KV.put('short', 'x', { expiration: 1000 })"))
        .startsWith("KV PUT failed: 400 Invalid expiration of 1000.");
    assertThat(worker.failure("await env.KV.get('short', { cacheTtl: 29 })"))
        .startsWith("KV GET failed: 400 Invalid cache_ttl of 29.");
  }

  @Test
  void manyKeysAreListedPageByPageInTheOrderOfTheirBytes() {
    assertThat(worker.object(
        """
            const names = [...Array(2500).keys()].map((i) => "page/" + i);
            names.push("page/ﬁ", "page/🚢", "page/ä", "page/Z");
            for (let i = 0; i < names.length; i += 50) {
              await Promise.all(names.slice(i, i + 50).map((name) => env.KV.put(name, "")));
            }
            const seen = [], sizes = [];
            let page = {};
            do {
              page = await env.KV.list({ prefix: "page/", cursor: page.cursor });
              sizes.push(page.keys.length);
              seen.push(...page.keys.map((key) => key.name));
            } while (!page.list_complete);
            const bytes = (s) => [...new TextEncoder().encode(s)].map((b) => String.fromCharCode(b)).join("");
            const expected = names.sort((a, b) => bytes(a) < bytes(b) ? -1 : 1);
            return { sizes, same: JSON.stringify(seen) === JSON.stringify(expected), cursor: page.cursor };
            """))
        .isEqualTo(new JsonObject("{\"sizes\": [1000, 1000, 504], \"same\": true}"));
  }

  @Test
  void aListThatEndsWithItsPageIsComplete() {
    assertThat(worker.object("""
        for (const i of [1, 2, 3]) await env.KV.put("full/" + i, "");
        const { list_complete, keys } = await env.KV.list({ prefix: "full/", limit: 3 });
        return { list_complete, keys: keys.length };
        """)).isEqualTo(new JsonObject("{\"list_complete\": true, \"keys\": 3}"));
  }

  @Test
  void aListOfMoreThanAThousandOrFromAForeignCursorIsRefused() {
    assertThat(worker.failure("await env.KV.list({ limit: 1001 })"))
        .startsWith("KV GET failed: 400 Invalid key_count_limit of 1001.");
    assertThat(worker.failure("await env.KV.list({ cursor: '*' })"))
        .startsWith("KV GET failed: 400 Invalid cursor");
  }

  @Test
  void manyValuesAreReadAtOnce() {
    assertThat(worker.object("""
        await env.KV.put("bulk/1", '{"n":12345678901234567890.10}', { metadata: { m: 1 } });
        await env.KV.put("bulk/2", '"schön \\\\" 🚢\\\\n"');
        const keys = ["bulk/1", "bulk/2", "bulk/none"];
        return {
          text: [...await env.KV.get(keys)],
          json: [...await env.KV.get(keys, "json")],
          meta: [...await env.KV.getWithMetadata(keys)],
        };
        """)).isEqualTo(new JsonObject("""
        {"text": [["bulk/1", "{\\"n\\":12345678901234567890.10}"],
                  ["bulk/2", "\\"schön \\\\\\" 🚢\\\\n\\""], ["bulk/none", null]],
         "json": [["bulk/1", {"n": 12345678901234567000}], ["bulk/2", "schön \\" 🚢\\n"],
                  ["bulk/none", null]],
         "meta": [["bulk/1", {"value": "{\\"n\\":12345678901234567890.10}", "metadata": {"m": 1}}],
                  ["bulk/2", {"value": "\\"schön \\\\\\" 🚢\\\\n\\"", "metadata": null}],
                  ["bulk/none", null]]}"""));
  }

  @Test
  void manyValuesThatAreNotWhatWasAskedForAreRefused() {
    worker.run("""
        await env.KV.put("not-json", "{} {}");
        for (const i of [1, 2]) await env.KV.put("half/" + i, "x".repeat(14e6));
        """);

    assertThat(worker.failure("await env.KV.get(['not-json'], 'json')"))
        .startsWith("KV GET_BULK failed: 400 At least one of the requested keys");
    assertThat(worker.failure("await env.KV.get(['not-json'], 'stream')"))
        .startsWith("KV GET_BULK failed: 400 \"stream\" is not a valid type");
    assertThat(worker.failure("await env.KV.get([...Array(101).keys()].map(String))"))
        .startsWith("KV GET_BULK failed: 400 You can request 1 to 100 keys, but asked for 101.");
    assertThat(worker.failure("await env.KV.get(['half/1', 'half/2'])"))
        .startsWith("KV GET_BULK failed: 413 Total size of the values exceeds");
  }

  @Test
  void ofManyWhoPutAtOnceOneWinsWhole() {
    assertThat(worker.run("""
        await Promise.all([...Array(50).keys()].map((i) =>
          env.KV.put("contended", String.fromCharCode(65 + i).repeat(20000))));
        const value = await env.KV.get("contended");
        return value.length === 20000 && new Set(value).size === 1;
        """)).isEqualTo(true);
  }
}
