package io.whopship.app;

import io.whopship.adapter.cloudflare.edge.CloudflareEdge;
import io.whopship.adapter.cloudflare.edge.CloudflareSettings.ObjectAccess;
import io.whopship.adapter.cloudflare.workerd.WorkerdEdge;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.Incidents;
import io.whopship.ports.driven.Timer;
import io.whopship.ports.driven.TrafficFigures;
import io.whopship.ports.driven.WorkerLogSource;
import io.whopship.ports.driven.WorkerLogs;
import java.io.IOException;

/** The edge that was chosen, with all that it is to the core. */
record OpenEdge(Edge edge, TrafficFigures figures, WorkerLogSource logs, AutoCloseable closing) {

  static OpenEdge open(Configuration configuration, DataDirectory data, Incidents incidents,
      WorkerLogs logs, Timer timer) throws IOException {
    return switch (configuration.edge()) {
      case EdgeChoice.Workerd() -> {
        WorkerdEdge edge = WorkerdEdge.start(configuration.workerdSettings(data.edge()), incidents,
            logs);
        yield new OpenEdge(edge, edge.figures(), WorkerLogSource.NONE, edge);
      }
      case EdgeChoice.Cloudflare(CloudflareConfiguration account) -> {
        CloudflareEdge edge = CloudflareEdge.open(account.edge(account.probeSecret(data),
            objects(configuration, account),
            configuration.addresses().sites().pattern().startsWith("https:")), timer);
        yield new OpenEdge(edge, edge.figures(), edge.logs(), edge);
      }
    };
  }

  /** The keys to the bucket of the artifacts are those to apps' buckets, too. */
  private static ObjectAccess objects(Configuration configuration,
      CloudflareConfiguration account) {
    return switch (configuration.artifacts()) {
      case ArtifactChoice.S3(var bucket) -> new ObjectAccess(account.objects(bucket.endpoint()),
          bucket.accessKeyId(), bucket.secretAccessKey());
      case ArtifactChoice.Directory() -> throw new IllegalStateException(
          "workers on Cloudflare need a bucket for artifacts, which was to be asked for before");
    };
  }
}
