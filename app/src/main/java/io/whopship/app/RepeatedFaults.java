package io.whopship.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/**
 * Keeps a fault out of the log that is there already, word by word, and not a minute old: a full
 * disk, or a database that is away, would be said several times a second.
 */
public final class RepeatedFaults extends Filter<ILoggingEvent> {

  private final Recently recently = new Recently();

  @Override
  public FilterReply decide(ILoggingEvent event) {
    IThrowableProxy fault = event.getThrowableProxy();
    if (fault == null) {
      return FilterReply.NEUTRAL;
    }
    String line = event.getLoggerName() + "\n" + event.getFormattedMessage() + "\n"
        + fault.getClassName() + "\n" + fault.getMessage();
    return recently.isNews(line, event.getTimeStamp()) ? FilterReply.NEUTRAL : FilterReply.DENY;
  }
}
