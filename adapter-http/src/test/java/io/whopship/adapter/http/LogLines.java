package io.whopship.adapter.http;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** What an operator sees during a test. */
final class LogLines implements BeforeEachCallback, AfterEachCallback {

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  @Override
  public void beforeEach(ExtensionContext context) {
    appender.start();
    root.addAppender(appender);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    root.detachAppender(appender);
  }

  /** All of this logger's. */
  List<ILoggingEvent> of(Class<?> logger) {
    return all().stream().filter(line -> line.getLoggerName().equals(logger.getName())).toList();
  }

  List<String> messagesOf(Class<?> logger) {
    return of(logger).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  List<ILoggingEvent> all() {
    synchronized (appender) {
      return List.copyOf(appender.list);
    }
  }
}
