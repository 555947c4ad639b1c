package io.whopship.ports.model.artifact;

/**
 * What was found in an accepted artifact.
 *
 * @param archiveBytes size of the zip
 * @param files entries that are files
 * @param workerScript the entry that is the worker's entry point
 * @param workerBytes all modules, unpacked
 * @param workerGzipBytes all modules, each compressed with gzip: what the limit is held against
 */
public record ArtifactSummary(long archiveBytes, int files, String workerScript, int assets,
    long workerBytes, long workerGzipBytes) {}
