package io.whopship.app;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.CoreConstants;

/**
 * Writes a fault with its stack; if one from the same place was written less than a minute before,
 * one line of it: when a disk is full, a hundred requests have the same to tell.
 */
public final class FaultOnce extends ThrowableProxyConverter {

  private final Recently recently = new Recently();

  @Override
  public String convert(ILoggingEvent event) {
    IThrowableProxy fault = event.getThrowableProxy();
    if (fault == null) {
      return "";
    }
    StackTraceElementProxy[] stack = fault.getStackTraceElementProxyArray();
    String place = fault.getClassName() + (stack.length == 0 ? "" : stack[0].toString());
    return recently.isNews(place, event.getTimeStamp())
        ? super.convert(event)
        : fault.getClassName() + ": " + oneLine(fault.getMessage())
            + " (its stack is above, less than a minute ago)" + CoreConstants.LINE_SEPARATOR;
  }

  private static String oneLine(String message) {
    return String.valueOf(message).replaceAll("[\r\n]+", " ");
  }
}
