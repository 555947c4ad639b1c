package io.whopship.adapter.cloudflare.workerd.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** R2 as a worker in the real workerd sees it. */
class R2Test {

  private static final long MAX_OBJECT_BYTES = 30L << 20;

  @TempDir
  static Path directory;

  static RunningStorage storage;
  static StoringWorker worker;

  @BeforeAll
  static void startAWorker() {
    storage = RunningStorage.open(directory,
        new StorageLimits(StorageLimits.DEFAULT.appBytes(), MAX_OBJECT_BYTES),
        InstantSource.system());
    worker = storage.worker();
    worker.run("globalThis.bytes = (n) => new Uint8Array(n).map((zero, i) => i * 7 % 251);");
  }

  @AfterAll
  static void stop() {
    worker.close();
    storage.close();
  }

  @Test
  void anObjectComesBackAsItWasPut() {
    assertThat(worker.object(
        """
            const put = await env.R2.put("whole/schön 🚢", "Hallö", {
              httpMetadata: { contentType: "text/plain", contentLanguage: "de", cacheControl: "no-store",
                contentDisposition: "inline", contentEncoding: "identity", cacheExpiry: new Date(1000) },
              customMetadata: { name: "schön 🚢", empty: "" },
            });
            const got = await env.R2.get("whole/schön 🚢");
            const head = await env.R2.head("whole/schön 🚢");
            const all = (o) => [o.key, o.version, o.size, o.etag, o.httpEtag, o.uploaded, o.storageClass,
              o.httpMetadata, o.customMetadata, o.checksums];
            return {
              same: [put, head].every((o) => JSON.stringify(all(o)) === JSON.stringify(all(got))),
              age: Math.abs(Date.now() - got.uploaded) < 60_000,
              key: got.key, size: got.size, etag: got.etag, md5: got.checksums.toJSON().md5,
              http: got.httpMetadata, custom: got.customMetadata, text: await got.text(),
            };
            """))
        .isEqualTo(new JsonObject(
            """
                {"same": true, "age": true, "key": "whole/schön 🚢", "size": 6,
                 "etag": "4fd6cde52c723e71b5864dc6222909f2", "md5": "4fd6cde52c723e71b5864dc6222909f2",
                 "http": {"contentType": "text/plain", "contentLanguage": "de", "cacheControl": "no-store",
                          "contentDisposition": "inline", "contentEncoding": "identity",
                          "cacheExpiry": "1970-01-01T00:00:01.000Z"},
                 "custom": {"name": "schön 🚢", "empty": ""}, "text": "Hallö"}"""));
  }

  @Test
  void whatIsNotThereIsNull() {
    assertThat(worker.run("return [await env.R2.get('none'), await env.R2.head('none')]"))
        .isEqualTo(new JsonArray().addNull().addNull());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4096, 4097, 65_536, 1_000_000, 30 << 20})
  void anObjectMayBeOfAnySizeUpToTheLimit(int size) {
    assertThat(worker.run("""
        await env.R2.put("size", bytes(%d));
        const got = new Uint8Array(await (await env.R2.get("size")).arrayBuffer());
        return got.length === %1$d && bytes(%1$d).every((b, i) => b === got[i]);
        """.formatted(size))).isEqualTo(true);
  }

  @Test
  void aLargerOneIsRefusedAndTheOldOneStays() {
    assertThat(worker.failure("""
        await env.R2.put("too-large", "old");
        await env.R2.put("too-large", new Uint8Array((30 << 20) + 1));
        """)).isEqualTo("put: Your proposed upload exceeds the maximum allowed object size of"
        + " 31457280 bytes. (100100)");
    assertThat(worker.run("return await (await env.R2.get('too-large')).text()"))
        .isEqualTo("old");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{ range: { offset: 2 } }                          | 23456789 | 2 | 8",
      "{ range: { offset: 2, length: 3 } }               | 234      | 2 | 3",
      "{ range: { length: 3 } }                          | 012      | 0 | 3",
      "{ range: { offset: 8, length: 100 } }             | 89       | 8 | 2",
      "{ range: { suffix: 3 } }                          | 789      | 7 | 3",
      "{ range: { suffix: 100 } }                        | 0123456789 | 0 | 10",
      "{ range: new Headers({ Range: 'bytes=2-4' }) }    | 234      | 2 | 3",
      "{ range: new Headers({ Range: 'bytes=2-' }) }     | 23456789 | 2 | 8",
      "{ range: new Headers({ Range: 'bytes=-3' }) }     | 789      | 7 | 3",
      "{ range: new Headers({ Range: 'bytes=0-100' }) }  | 0123456789 | 0 | 10",
  })
  void aPartOfAnObjectIsRead(String options, String text, int offset, int length) {
    assertThat(worker.object("""
        await env.R2.put("part", "0123456789");
        const got = await env.R2.get("part", %s);
        return { text: await got.text(), ...got.range, size: got.size };
        """.formatted(options))).isEqualTo(new JsonObject().put("text", text)
        .put("offset", offset)
        .put("length", length)
        .put("size", 10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{ offset: 11 }", "{ length: 0 }", "{ suffix: 0 }",
      "new Headers({ Range: 'bytes=10-' })", "new Headers({ Range: 'bytes=5-4' })"})
  void aPartThatThereIsNotIsRefused(String range) {
    assertThat(worker.failure("""
        await env.R2.put("part", "0123456789");
        await env.R2.get("part", { range: %s });
        """.formatted(range))).isEqualTo(
        "get: The requested range is not satisfiable: the object has 10 bytes. (10039)");
  }

  @Test
  void aPartOfALargeObjectIsReadWithoutTheRest() {
    assertThat(worker.run("""
        await env.R2.put("large", bytes(10_000_000));
        const got = await env.R2.get("large", { range: { offset: 9_000_000, length: 500_000 } });
        const part = new Uint8Array(await got.arrayBuffer());
        return part.length === 500_000 && part.every((b, i) => b === (9_000_000 + i) * 7 % 251);
        """)).isEqualTo(true);
  }

  /** The etag of "v1" stands for ETAG. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{ etagMatches: ETAG }                                     | true  | true",
      "{ etagMatches: 'other' }                                  | false | false",
      "{ etagMatches: '*' }                                      | true  | true",
      "{ etagDoesNotMatch: ETAG }                                | false | false",
      "{ etagDoesNotMatch: 'other' }                             | true  | true",
      "{ etagDoesNotMatch: '*' }                                 | false | false",
      "{ uploadedAfter: PAST }                                   | true  | true",
      "{ uploadedAfter: FUTURE }                                 | false | false",
      "{ uploadedBefore: FUTURE }                                | true  | true",
      "{ uploadedBefore: PAST }                                  | false | false",
      "{ etagMatches: ETAG, uploadedBefore: PAST }               | true  | true",
      "{ etagDoesNotMatch: 'other', uploadedAfter: FUTURE }      | true  | true",
      "new Headers({ 'If-Match': `\"x\", \"${ETAG}\"` })         | true  | true",
      "new Headers({ 'If-Match': `W/\"${ETAG}\"` })              | false | false",
      "new Headers({ 'If-None-Match': `W/\"${ETAG}\"` })         | false | false",
      "new Headers({ 'If-Modified-Since': FUTURE.toUTCString() }) | false | false",
      "new Headers({ 'If-Unmodified-Since': FUTURE.toUTCString() }) | true | true",
  })
  void aConditionDecides(String condition, boolean isRead, boolean isPut) {
    assertThat(worker.object("""
        const ETAG = (await env.R2.put("conditional", "v1")).etag;
        const PAST = new Date(Date.now() - 3600_000), FUTURE = new Date(Date.now() + 3600_000);
        const got = await env.R2.get("conditional", { onlyIf: %s });
        const put = await env.R2.put("conditional", "v2", { onlyIf: %1$s });
        const now = await (await env.R2.get("conditional")).text();
        return { known: got.size, read: "body" in got, put: put !== null, now };
        """.formatted(condition))).isEqualTo(new JsonObject().put("known", 2)
        .put("read", isRead)
        .put("put", isPut)
        .put("now", isPut ? "v2" : "v1"));
  }

  @Test
  void anObjectIsPutOnlyIfThereIsNone() {
    assertThat(worker.run("""
        await env.R2.delete("once");
        const puts = await Promise.all([...Array(20).keys()].map((i) =>
          env.R2.put("once", String(i), { onlyIf: { etagDoesNotMatch: "*" } })));
        const winners = puts.filter((put) => put !== null);
        const late = await env.R2.put("absent", "x", { onlyIf: { etagMatches: "*" } });
        return [winners.length, winners[0].etag === (await env.R2.head("once")).etag, late];
        """)).isEqualTo(new JsonArray().add(1).add(true).addNull());
  }

  @ParameterizedTest
  @CsvSource({"md5,MD5", "sha1,SHA-1", "sha256,SHA-256", "sha384,SHA-384", "sha512,SHA-512"})
  void aChecksumIsVerifiedAndKept(String name, String title) {
    assertThat(worker.run("""
        const digest = await crypto.subtle.digest("%2$s", new TextEncoder().encode("checked"));
        await env.R2.put("checked", "checked", { %1$s: digest });
        const kept = (await env.R2.head("checked")).checksums.%1$s;
        return new Uint8Array(kept).join() === new Uint8Array(digest).join();
        """.formatted(name, title))).isEqualTo(true);
    assertThat(worker.failure("""
        const digest = await crypto.subtle.digest("%2$s", new TextEncoder().encode("other"));
        await env.R2.put("checked", "wrong", { %1$s: digest });
        """.formatted(name, title)))
        .startsWith("put: The " + title + " checksum you specified did not match")
        .endsWith("(10037)");
    assertThat(worker.run("return await (await env.R2.get('checked')).text()"))
        .isEqualTo("checked");
  }

  @Test
  void deletedObjectsAreGoneAndMayBeDeletedAgain() {
    assertThat(worker.run("""
        for (const key of ["d1", "d2", "d3"]) await env.R2.put(key, "x");
        await env.R2.delete("d1");
        await env.R2.delete(["d1", "d2"]);
        return (await env.R2.list({ prefix: "d" })).objects.map((o) => o.key);
        """)).isEqualTo(new JsonArray().add("d3"));
    assertThat(worker.failure("await env.R2.delete(Array(1001).fill('x'))"))
        .isEqualTo("delete: At most 1000 keys can be deleted at once, but 1001 were named."
            + " (10022)");
  }

  @Test
  void objectsAreListedPageByPageInTheOrderOfTheirBytes() {
    assertThat(worker.object(
        """
            const names = [...Array(1200).keys()].map((i) => "page/" + i);
            names.push("page/ﬁ", "page/🚢", "page/ä", "page/Z");
            for (let i = 0; i < names.length; i += 100) {
              await Promise.all(names.slice(i, i + 100).map((name) => env.R2.put(name, "")));
            }
            const seen = [], sizes = [];
            let page = {};
            do {
              page = await env.R2.list({ prefix: "page/", cursor: page.cursor });
              sizes.push(page.objects.length);
              seen.push(...page.objects.map((object) => object.key));
            } while (page.truncated);
            const bytes = (s) => [...new TextEncoder().encode(s)].map((b) => String.fromCharCode(b)).join("");
            const expected = names.sort((a, b) => bytes(a) < bytes(b) ? -1 : 1);
            const after = await env.R2.list({ prefix: "page/", startAfter: "page/ä" });
            return { sizes, same: JSON.stringify(seen) === JSON.stringify(expected),
              after: after.objects.map((o) => o.key) };
            """))
        .isEqualTo(new JsonObject("""
            {"sizes": [1000, 204], "same": true, "after": ["page/ﬁ", "page/🚢"]}"""));
  }

  @Test
  void aPageEndsBeforeItIsTooLargeForWorkerd() {
    assertThat(worker.object("""
        const customMetadata = { text: "\\u0001".repeat(2000) };
        for (let i = 0; i < 100; i++) {
          await env.R2.put("heavy/" + i + "\\u0001".repeat(1000), "", { customMetadata });
        }
        let page = {}, seen = 0, pages = 0;
        do {
          page = await env.R2.list({ prefix: "heavy/", cursor: page.cursor,
            include: ["customMetadata"] });
          seen += page.objects.length;
          pages++;
        } while (page.truncated);
        return { seen, pages };
        """)).isEqualTo(new JsonObject("{\"seen\": 100, \"pages\": 2}"));
  }

  @Test
  void aListTellsMetadataThatItIsAskedFor() {
    assertThat(worker.object("""
        await env.R2.put("told", "", { httpMetadata: { contentType: "a/b" },
          customMetadata: { c: "d" } });
        const told = async (include) => {
          const [o] = (await env.R2.list({ prefix: "told", include })).objects;
          return [o.httpMetadata ?? null, o.customMetadata ?? null];
        };
        return { nothing: await told([]), http: await told(["httpMetadata"]),
          both: await told(["customMetadata", "httpMetadata"]) };
        """)).isEqualTo(new JsonObject("""
        {"nothing": [null, null], "http": [{"contentType": "a/b"}, null],
         "both": [{"contentType": "a/b"}, {"c": "d"}]}"""));
  }

  @Test
  void aDelimiterMakesFolders() {
    assertThat(worker.object(
        """
            for (const key of ["a", "b/1", "b/2", "b/c/3", "d/4", "e", "f//5"]) {
              await env.R2.put("tree/" + key, "");
            }
            const list = async (options) => {
              const { objects, delimitedPrefixes } = await env.R2.list({ delimiter: "/", ...options });
              return [objects.map((o) => o.key.slice(5)), delimitedPrefixes.map((p) => p.slice(5))];
            };
            const pages = [];
            let page = {};
            do {
              page = await env.R2.list({ prefix: "tree/", delimiter: "/", limit: 1, cursor: page.cursor });
              pages.push(...page.objects.map((o) => o.key.slice(5)),
                ...page.delimitedPrefixes.map((p) => p.slice(5)));
            } while (page.truncated);
            return { top: await list({ prefix: "tree/" }), below: await list({ prefix: "tree/b/" }),
              pages };
            """))
        .isEqualTo(new JsonObject("""
            {"top": [["a", "e"], ["b/", "d/", "f/"]], "below": [["b/1", "b/2"], ["b/c/"]],
             "pages": ["a", "b/", "d/", "e", "f/"]}"""));
  }

  @Test
  void anObjectIsUploadedInParts() {
    assertThat(worker.object("""
        const size = 5 << 20, content = bytes(2 * size + 1000);
        const started = await env.R2.createMultipartUpload("parts",
          { httpMetadata: { contentType: "a/b" }, customMetadata: { c: "d" } });
        const upload = env.R2.resumeMultipartUpload("parts", started.uploadId);
        const parts = [await upload.uploadPart(2, content.slice(size, 2 * size))];
        await upload.uploadPart(1, "replaced");
        parts.unshift(await upload.uploadPart(1, content.slice(0, size)));
        parts.push(await upload.uploadPart(3, content.slice(2 * size)));
        const before = await env.R2.head("parts");
        const done = await upload.complete(parts);
        const got = await env.R2.get("parts");
        const read = new Uint8Array(await got.arrayBuffer());
        return { before, etag: done.etag.slice(-2), same: got.etag === done.etag,
          size: done.size, http: got.httpMetadata, custom: got.customMetadata,
          content: read.length === content.length && read.every((b, i) => b === content[i]),
          again: await upload.complete(parts).catch((e) => e.message) };
        """)).isEqualTo(new JsonObject("""
        {"before": null, "etag": "-3", "same": true, "size": 10486760,
         "http": {"contentType": "a/b"}, "custom": {"c": "d"}, "content": true,
         "again": "completeMultipartUpload: The specified multipart upload does not exist. (10024)"}
        """));
  }

  @Test
  void anUploadInPartsThatDoNotFitIsRefused() {
    assertThat(worker.run(
        """
            const upload = await env.R2.createMultipartUpload("misfit");
            const one = await upload.uploadPart(1, "small"), two = await upload.uploadPart(2, "x");
            const why = (parts) => upload.complete(parts).then(() => "done", (e) => e.message.slice(-7));
            return [await why([one, two]), await why([one, one]), await why([]),
              await why([{ ...one, etag: "0".repeat(32) }]),
              await env.R2.resumeMultipartUpload("other", upload.uploadId).uploadPart(1, "x")
                .catch((e) => e.message.slice(-7))];
            """))
        .isEqualTo(new JsonArray().add("(10011)")
            .add("(10025)")
            .add("(10025)")
            .add("(10025)")
            .add("(10024)"));
  }

  @Test
  void anAbortedUploadLeavesNothing() {
    worker.run("await env.R2.put('before', '')");
    long used = storage.storage().usedBytes(RunningStorage.APP);

    worker.run("""
        const upload = await env.R2.createMultipartUpload("aborted");
        await upload.uploadPart(1, bytes(100_000));
        await upload.abort();
        """);

    assertThat(storage.storage().usedBytes(RunningStorage.APP)).isEqualTo(used);
  }

  @Test
  void whatIsNotValidIsRefusedWithR2sCode() {
    assertThat(worker.failure("await env.R2.put('k'.repeat(1025), 'x')"))
        .startsWith("put: The specified object name is not valid: it has 1025 bytes")
        .endsWith("(10020)");
    assertThat(worker.failure("await env.R2.get('')")).endsWith("(10020)");
    assertThat(
        worker.failure("await env.R2.put('m', '', { customMetadata: { k: 'v'.repeat(2048) } })"))
        .startsWith("put: Your metadata headers exceed the maximum allowed metadata size:"
            + " customMetadata has 2049 bytes")
        .endsWith("(10012)");
    assertThat(worker.failure("await env.R2.list({ limit: 1001 })"))
        .startsWith("list: MaxKeys params must be positive integer <= 1000")
        .endsWith("(10022)");
    assertThat(worker.failure("await env.R2.put('s', '', { ssecKey: 'a'.repeat(64) })"))
        .startsWith("put: Keys of one's own (ssecKey) are not supported on this edge.");
  }
}
