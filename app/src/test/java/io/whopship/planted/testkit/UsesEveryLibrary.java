package io.whopship.planted.testkit;

import com.github.dockerjava.api.DockerClient;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.zaxxer.hikari.HikariDataSource;
import io.javalin.Javalin;
import io.opentelemetry.api.trace.Tracer;
import io.vertx.httpproxy.HttpProxy;
import java.net.http.HttpClient;
import java.sql.Connection;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import software.amazon.awssdk.services.s3.S3Client;

/** Stands in a module that owns none of them. */
interface UsesEveryLibrary {
  S3Client objects();

  Connection connection();

  DataSource source();

  Jdbi jdbi();

  HikariDataSource pool();

  Flyway migration();

  Scheduler work();

  Javalin server();

  HttpProxy proxy();

  HttpClient client();

  DockerClient engine();

  Tracer tracer();
}
