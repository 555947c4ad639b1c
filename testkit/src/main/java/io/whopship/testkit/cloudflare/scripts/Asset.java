package io.whopship.testkit.cloudflare.scripts;

/** A file as it was uploaded; {@code contentType} may be {@code application/null}. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Asset(String contentType, byte[] content) {}
