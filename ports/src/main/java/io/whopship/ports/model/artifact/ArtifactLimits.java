package io.whopship.ports.model.artifact;

/**
 * How large an artifact may be. All sizes in bytes.
 *
 * @param maxArchiveBytes the zip itself
 * @param maxEntries entries of any kind
 * @param maxTotalBytes all entries, unpacked
 * @param maxWorkerGzipBytes all modules of the worker, compressed with gzip
 * @param maxWorkerBytes all modules of the worker, unpacked
 * @param maxAssetBytes one asset
 * @param maxAssets number of assets
 */
public record ArtifactLimits(long maxArchiveBytes, int maxEntries, long maxTotalBytes,
    long maxWorkerGzipBytes, long maxWorkerBytes, long maxAssetBytes, int maxAssets) {

  private static final long MIB = 1024L * 1024;

  /**
   * 10 MiB of gzip is WhopShip's own promise to its users; 64 MiB unpacked, 25 MiB an asset and
   * 100,000 assets are Cloudflare's limits (developers.cloudflare.com/workers/platform/limits,
   * 2026); the others bound what one upload can cost this server.
   */
  public static final ArtifactLimits DEFAULT = new ArtifactLimits(512 * MIB, 120_000, 2048 * MIB,
      10 * MIB, 64 * MIB, 25 * MIB, 100_000);

  public ArtifactLimits {
    require("maxArchiveBytes", maxArchiveBytes);
    require("maxEntries", maxEntries);
    require("maxTotalBytes", maxTotalBytes);
    require("maxWorkerGzipBytes", maxWorkerGzipBytes);
    require("maxWorkerBytes", maxWorkerBytes);
    require("maxAssetBytes", maxAssetBytes);
    require("maxAssets", maxAssets);
  }

  private static void require(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be 1 or more, but is " + value);
    }
  }
}
