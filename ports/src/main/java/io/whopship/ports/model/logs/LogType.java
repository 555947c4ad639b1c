package io.whopship.ports.model.logs;

/** What kind of thing a line says. */
public enum LogType {
  INFO, ERROR, SUCCESS
}
