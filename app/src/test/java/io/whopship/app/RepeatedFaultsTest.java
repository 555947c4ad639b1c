package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log as an operator reads it, by the configuration of the server. */
class RepeatedFaultsTest {

  private final LoggerContext context = new LoggerContext();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @BeforeEach
  void configure() throws Exception {
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Main.class.getResource("/logback.xml"));
    var appender = (OutputStreamAppender<?>) context.getLogger(Logger.ROOT_LOGGER_NAME)
        .getAppender("STDERR");
    appender.setOutputStream(written);
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  private Logger logger(String name) {
    return context.getLogger(name);
  }

  private List<String> lines() {
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static IOException fullDisk() {
    return new IOException("No space left on device");
  }

  @Test
  void theSameFaultIsToldOnceAMinute() {
    for (int i = 0; i < 1_000; i++) {
      logger("scheduler").error("Unhandled exception", fullDisk());
    }

    assertThat(lines()).filteredOn(line -> line.contains("Unhandled exception")).hasSize(1);
    assertThat(lines()).filteredOn(line -> line.startsWith("\tat ")).isNotEmpty();
  }

  @Test
  void ofFaultsFromOnePlaceTheStackIsShownOnce() {
    for (int request = 0; request < 1_000; request++) {
      logger("api").error("request failed id={}", request, fullDisk());
    }

    assertThat(lines()).filteredOn(line -> line.contains("request failed id=")).hasSize(1_000);
    assertThat(lines()).filteredOn(line -> line.contains("fullDisk(")).hasSize(1);
    assertThat(lines()).last()
        .isEqualTo(
            "java.io.IOException: No space left on device (its stack is above, less than a minute ago)");
  }

  @Test
  void whatIsNoFaultIsToldAsOftenAsItComes() {
    logger("api").warn("again");
    logger("api").warn("again");

    assertThat(lines()).hasSize(2);
  }

  @Test
  void afterAMinuteItIsToldAgain() {
    Recently recently = new Recently();

    assertThat(recently.isNews("full", 0)).isTrue();
    assertThat(recently.isNews("full", 59_999)).isFalse();
    assertThat(recently.isNews("other", 59_999)).isTrue();
    assertThat(recently.isNews("full", 60_000)).isTrue();
    assertThat(recently.isNews("full", 60_001)).isFalse();
  }

  @Test
  void theOldestIsForgottenWhenThereAreTooMany() {
    Recently recently = new Recently();
    for (int i = 0; i <= 1_000; i++) {
      assertThat(recently.isNews("fault " + i, i)).isTrue();
    }

    assertThat(recently.isNews("fault 1000", 1_001)).isFalse();
    assertThat(recently.isNews("fault 0", 1_001)).isTrue();
  }
}
