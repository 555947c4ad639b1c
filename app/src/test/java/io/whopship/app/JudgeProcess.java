package io.whopship.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@link JudgeMain} in a process of its own, with so much heap and no more. */
final class JudgeProcess implements AutoCloseable {

  /** Of a Java that is told to exit when it is out of memory. */
  private static final String LAST_WORDS = "Terminating due to";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final PrintWriter questions;
  private final BufferedReader answers;
  private boolean isAwaited;

  private JudgeProcess(Process process) {
    this.process = process;
    this.questions = new PrintWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8),
        true);
    this.answers = process.inputReader(UTF_8);
  }

  /** Without more heap it ends. Its temporary files go to the folder in which it works. */
  static JudgeProcess start(int heapMebibytes, Path folder) throws IOException {
    return new JudgeProcess(new ProcessBuilder(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx" + heapMebibytes + "m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError",
        "-Djava.io.tmpdir=" + folder, "-cp", System.getProperty("java.class.path"),
        JudgeMain.class.getName()))
        .directory(folder.toFile())
        .redirectError(Redirect.INHERIT)
        .start());
  }

  /** The problems of a zip; none is an acceptance. */
  JsonNode judge(Path zip) throws IOException {
    return ask(zip.toString());
  }

  long usedHeap() throws IOException {
    return ask(JudgeMain.HEAP).asLong();
  }

  /** Spent so far, by all of its threads. */
  Duration processorTime() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  private JsonNode ask(String question) throws IOException {
    isAwaited = true;
    questions.println(question);
    String answer = answers.readLine();
    if (answer == null || answer.startsWith(LAST_WORDS)) {
      throw new AssertionError("it ended, asked for " + question + ": " + answer);
    }
    isAwaited = false;
    return JSON.readTree(answer);
  }

  /** Whether it lives and owes no answer. */
  boolean isReady() {
    return process.isAlive() && !isAwaited;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
