package io.whopship.ports.model.logs;

/** What kind of thing a line says: a step of a task, or what a process wrote. */
public enum LogType {
  THINKING, CODING, INFO, ERROR, SUCCESS, STDOUT, STDERR
}
