package io.whopship.ports.model.servers;

/** Whether a server may run beside those that are there. */
public sealed interface Registration {

  /** It may, and the others see it. */
  record Registered() implements Registration {}

  /** Another process is alive under this name. */
  record NameTaken(RunningServer by) implements Registration {}

  /** It keeps something local, and another server is alive. */
  record NotAlone(RunningServer other) implements Registration {}

  /** One that keeps something local is alive. */
  record OtherIsLocal(RunningServer other) implements Registration {}
}
