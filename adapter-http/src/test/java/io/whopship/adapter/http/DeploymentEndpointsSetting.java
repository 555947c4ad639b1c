package io.whopship.adapter.http;

import org.junit.jupiter.api.extension.RegisterExtension;

/** An API before a scripted core. */
abstract class DeploymentEndpointsSetting {

  final Core core = new Core();

  @RegisterExtension
  final Api api = new Api(core);
}
