package io.whopship.app;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.whopship.testkit.ArtifactZips;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clients of live logs that the codespace guide prints, run as they are printed: only the URL,
 * the token and the task are set, and the functions are there that they call but do not define.
 */
class LogClientsTest {

  private static final Map<String, String> SETTINGS = Map.of("WHOPSHIP_SOAK", "1s");
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What the basic client leaves to its page. The page may be closed long before the guide says.
   */
  private static final String PAGE = """
      const yourAuthToken = 'sent by no EventSource', lines = [], said = [], shown = [];
      console.log = (...words) => said.push(words.join(' '));
      const appendLogToTerminal = (line) => lines.push(line);
      const showCompletionMessage = () => shown.push('complete');
      const showErrorMessage = () => shown.push('error');
      """;

  @TempDir
  private static Path data;

  private static ServerProcess server;
  private static Caller caller;
  private static Browser browser;

  @TempDir
  private Path folder;

  private long deployment;
  private URI upload;
  private String task;

  @BeforeAll
  static void aServerAndABrowserRun() throws Exception {
    browser = Browser.start();
    server = ServerProcess.start(data, SETTINGS);
    caller = server.caller(server.token());
    caller.createApp("app_1", "my-app");
  }

  @AfterAll
  static void theyStop() {
    browser.close();
    server.close();
  }

  @BeforeEach
  void aDeploymentHasItsFirstLine() {
    JsonNode created = caller.create();
    deployment = created.at("/deployment/id").asLong();
    task = created.at("/deployment/uuid").asText();
    upload = URI.create(created.at("/uploadUrl").asText());
    write(0, 1);
  }

  @Test
  void theBasicClientShowsADeploymentGoLive() throws Exception {
    openPageWithSession();
    browser.run(script("stream.js", PAGE + basicClient()));
    awaitInPage(20, "said.some((words) => words.startsWith('Heartbeat: 20'))");

    goLive();

    awaitInPage(20, "shown.length > 0");
    assertThat(inPage("shown")).containsExactly("complete");
    assertThat(inPage("lines.map((line) => line.id)")).isEqualTo(kept("id"));
    assertThat(inPage("lines.map((line) => line.message)")).isEqualTo(kept("message"));
    assertThat(inPage("[stream.readyState === EventSource.CLOSED]")).containsExactly("true");
  }

  @Test
  void theBasicClientShowsThatASessionIsWrong() throws Exception {
    browser.open(caller.api().resolve("/guide"));

    browser.run(script("stream.js",
        "document.cookie = 'whopship_session=wrong';" + PAGE + basicClient()));

    awaitInPage(10, "shown.length > 0");
    assertThat(inPage("shown")).containsExactly("error");
    assertThat(inPage("lines.map((line) => line.id)")).isEmpty();
    assertThat(inPage("[stream.readyState === EventSource.CLOSED]")).containsExactly("true");
  }

  @Test
  void theReactComponentShowsADeploymentGoLive() throws Exception {
    openPageWithSession();
    browser.run(script("viewer.jsx", GuideProject.resource("logs-viewer.jsx") + """

        import { createRoot } from 'react-dom/client';
        createRoot(document.getElementById('root'))
            .render(<LogsViewer taskId="%s" authToken="sent by no EventSource" />);
        """.formatted(task)));
    awaitInPage(10, "document.querySelector('.status')?.textContent.endsWith('Streaming...')"
        + " && document.querySelectorAll('.log-stdout').length === 1");

    goLive();

    awaitInPage(20, "document.querySelector('.status')?.textContent.endsWith('Complete')");
    assertThat(inPage("[...document.querySelectorAll('.message')].map((it) => it.textContent)"))
        .isEqualTo(kept("message"));
  }

  /**
   * The guide's own retry opens another EventSource, which knows no place and begins anew: by their
   * ids the lines are the same.
   */
  @Test
  void aConnectionThatIsCutGoesOnWhereItWas() throws Exception {
    openPageWithSession();
    browser.run(script("retry.js", PAGE + """
        const handled = [], opened = [];
        const handleLog = (line) => handled.push(line);
        %s
        connectWithRetry('%s', 20);
        const plain = new EventSource('/codespace/task/%s/logs/stream');
        plain.addEventListener('open', () => opened.push(Date.now()));
        plain.addEventListener('log', (event) => lines.push(JSON.parse(event.data)));
        """.formatted(GuideProject.resource("logs-retry.js"), task, task)));
    awaitInPage(10, "lines.length === 1 && handled.length === 1");

    write(1, 200);
    server.kill();
    server = server.restarted(data, SETTINGS);
    write(200, 300);

    awaitInPage(120, "lines.length >= 300 && new Set(handled.map((line) => line.id)).size >= 300");
    write(300, 301);
    awaitInPage(10, "lines.at(-1).message === 'line 300' && handled.at(-1).message === 'line 300'");
    assertThat(inPage("lines.map((line) => line.id)")).isEqualTo(kept("id"));
    assertThat(inPage("[...new Set(handled.map((line) => line.id))]")).isEqualTo(kept("id"));
    assertThat(inPage("opened")).as("when the EventSource was opened").hasSize(2);
    assertThat(inPage("shown")).isEmpty();
  }

  @Test
  void thePythonClientPrintsADeploymentGoLive() throws Exception {
    Path script = script("stream.py", GuideProject.resource("logs-stream.py")
        .replace("http://localhost:8000", caller.api().toString())
        .replace("your-task-id", task)
        .replace("your-auth-token", caller.token()));

    String output = outputWhileGoingLive(List.of("python3", "-u", script.toString()));

    assertThat(found(output, "^\\[.*?'message': '(.*?)', 'created_at'"))
        .isEqualTo(kept("message"));
    assertThat(output).endsWith("Event: complete\nTask completed!\n");
  }

  @Test
  void theCurlCommandsPrintADeploymentGoLive() throws Exception {
    Path script = script("stream.sh", GuideProject.resource("logs-stream.sh")
        .replace("http://localhost:8000", caller.api().toString())
        .replace("TASK_ID", task)
        .replace("YOUR_TOKEN", caller.token()));

    String output = outputWhileGoingLive(List.of("bash", script.toString()));

    List<String> each = kept("id");
    assertThat(found(output, "^data: \\{\"id\":\"([^\"]+)"))
        .isEqualTo(Stream.of(each, each, each).flatMap(List::stream).toList());
    assertThat(found(output, "^event: (complete)$")).hasSize(3);
  }

  /** The last lines of the printed one stop it at once: they say how one would. */
  private String basicClient() throws IOException {
    String printed = GuideProject.resource("logs-stream.js");
    return printed.substring(0, printed.indexOf("// To stop streaming"))
        .replace("your-codespace-task-id", task);
  }

  private static void openPageWithSession() throws IOException {
    browser.open(caller.api().resolve("/guide"));
    assertThat(browser.evaluate("""
        fetch('/session', {method: 'POST', headers: {Authorization: 'Bearer %s'}})
            .then((answer) => answer.status)""".formatted(caller.token())).asInt()).isEqualTo(204);
  }

  private void write(int from, int to) {
    String lines = IntStream.range(from, to)
        .mapToObj(i -> "{\"message\": \"line " + i + "\", \"log_type\": \"stdout\"}")
        .collect(joining(","));
    assertThat(
        caller.post("/deployments/" + deployment + "/logs", "{\"lines\": [" + lines + "]}")
            .statusCode())
        .isEqualTo(201);
  }

  private void goLive() {
    assertThat(caller.put(upload, ArtifactZips.helloWorker("v1").bytes()).statusCode())
        .isEqualTo(200);
    assertThat(caller.post("/deployments/" + deployment + "/trigger", "").statusCode())
        .isEqualTo(202);
    assertThat(caller.awaitFinal(deployment).at("/deployment/status").asText()).isEqualTo("active");
  }

  /** A member of each line of the log, as it is read afterwards. */
  private List<String> kept(String member) throws IOException {
    JsonNode page = JSON.readTree(caller.get("/codespace/task/" + task + "/logs?limit=500").body());
    assertThat(page.at("/total").asInt()).isPositive().isEqualTo(page.at("/logs").size());
    return page.at("/logs").findValuesAsText(member);
  }

  private static void awaitInPage(int seconds, String condition) {
    Callable<Boolean> holds = () -> browser.evaluate(condition).asBoolean();
    await(condition).atMost(Duration.ofSeconds(seconds)).until(holds);
  }

  private static List<String> inPage(String array) throws IOException {
    return JSON.convertValue(browser.evaluate(array),
        JSON.getTypeFactory().constructCollectionType(List.class, String.class));
  }

  private Path script(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /** What a client prints, which has shown the first line before there are more. */
  private String outputWhileGoingLive(List<String> command) throws Exception {
    Path output = folder.resolve("output.txt");
    Path errors = folder.resolve("errors.txt");
    Process client = new ProcessBuilder(command).redirectOutput(output.toFile())
        .redirectError(errors.toFile())
        .start();
    try {
      await().atMost(Duration.ofSeconds(10))
          .until(() -> Files.readString(output).contains("line 0"));
      goLive();
      assertThat(client.waitFor(20, TimeUnit.SECONDS)).as("ends by itself").isTrue();
    } finally {
      client.destroyForcibly();
    }
    assertThat(client.exitValue()).as(Files.readString(errors)).isZero();
    return Files.readString(output);
  }

  private static List<String> found(String text, String pattern) {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .toList();
  }
}
