package io.whopship.s3server;

import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * {@code S3ServerMain DIRECTORY ACCESS_KEY SECRET PORT}: prints {@code PORT n} once it answers,
 * then serves until its standard input ends, so that it never outlives who started it.
 */
public final class S3ServerMain {

  private S3ServerMain() {}

  public static void main(String[] arguments) throws Exception {
    Files.createDirectories(Path.of(arguments[0]));
    S3Proxy server = S3Proxy.builder()
        .blobStore(new FilesystemNio2BlobStore(arguments[0]))
        .endpoint(URI.create("http://127.0.0.1:" + arguments[3]))
        .awsAuthentication(AuthenticationType.AWS_V4, arguments[1], arguments[2])
        .build();
    server.start();
    System.out.println("PORT " + server.getPort());
    System.out.flush();
    System.in.transferTo(OutputStream.nullOutputStream());
    server.stop();
    System.exit(0);
  }
}
