package io.whopship.adapter.cloudflare.workerd;

import io.whopship.testkit.contract.RunningEdgeContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class WorkerdEdgeTest extends RunningEdgeContract {

  @TempDir
  Path stateDirectory;

  @Override
  protected OpenEdge open() {
    return RunningEdge.start(stateDirectory);
  }
}
