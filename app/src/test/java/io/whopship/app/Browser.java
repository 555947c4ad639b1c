package io.whopship.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real Chromium with one page, driven through {@code src/test/browser/browser.mjs}. */
final class Browser implements AutoCloseable {

  private static final Path NPM = Path.of("target", "browser").toAbsolutePath();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final PrintWriter commands;
  private final BufferedReader answers;

  private Browser(Process process) {
    this.process = process;
    this.commands = new PrintWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8), true);
    this.answers = process.inputReader(UTF_8);
  }

  static Browser start() throws Exception {
    assumeFalse("off".equals(System.getProperty("whopship.browser.tests")),
        "whopship.browser.tests is off");
    Files.createDirectories(NPM);
    for (String file : List.of("package.json", "package-lock.json", "browser.mjs")) {
      Files.write(NPM.resolve(file), Files.readAllBytes(Path.of("src/test/browser", file)));
    }
    if (!Files.exists(NPM.resolve("node_modules/playwright-core"))) {
      Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund")
          .directory(NPM.toFile())
          .redirectError(Redirect.INHERIT)
          .redirectOutput(Redirect.DISCARD)
          .start();
      assertThat(npm.waitFor()).as("what npm ci ends with in %s", NPM).isZero();
    }
    return new Browser(new ProcessBuilder("node", "browser.mjs")
        .directory(NPM.toFile())
        .redirectError(Redirect.INHERIT)
        .start());
  }

  /** Shows an empty page of this address, which no server is asked for; forgets all before it. */
  void open(URI page) throws IOException {
    ask("open", page.toString());
  }

  /** Runs a script in the page; one of JSX with the packages that it imports. */
  void run(Path script) throws IOException {
    ask("run", script.toString());
  }

  /** The value of an expression in the page, awaited. */
  JsonNode evaluate(String expression) throws IOException {
    return ask("evaluate", expression);
  }

  private JsonNode ask(String command, String what) throws IOException {
    commands.println(JSON.writeValueAsString(Map.of(command, what)));
    String line = answers.readLine();
    if (line == null) {
      throw new AssertionError("the browser has ended: Debian's chromium is at /usr/bin/chromium,"
          + " another one where CHROMIUM says");
    }
    JsonNode answer = JSON.readTree(line);
    if (answer.has("error")) {
      throw new AssertionError(command + " " + what + ": " + answer.get("error").asText());
    }
    return answer.get("value");
  }

  @Override
  public void close() {
    commands.close();
    try {
      await().atMost(Duration.ofSeconds(20)).until(() -> !process.isAlive());
    } finally {
      process.destroyForcibly();
    }
  }
}
