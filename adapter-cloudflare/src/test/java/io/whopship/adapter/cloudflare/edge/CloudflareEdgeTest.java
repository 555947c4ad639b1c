package io.whopship.adapter.cloudflare.edge;

import io.whopship.testkit.contract.RunningEdgeContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Against the API as the fake speaks it; what was uploaded runs on workerd. */
class CloudflareEdgeTest extends RunningEdgeContract {

  private static OpenCloudflare.Sites sites;

  @BeforeAll
  static void sitesRun(@TempDir Path directory) {
    sites = new OpenCloudflare.Sites(directory);
  }

  @AfterAll
  static void sitesStop() {
    sites.close();
  }

  @Override
  protected OpenEdge open() throws Exception {
    return new OpenCloudflare(sites);
  }
}
