package io.whopship.adapter.http;

import static io.whopship.adapter.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driving.CreateDeployment;
import io.whopship.ports.driving.CreateDeployment.UploadMethod;
import io.whopship.ports.driving.DeleteDeployment;
import io.whopship.ports.driving.TriggerDeployment;
import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.identity.Origin;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deployments that come and go by the API. */
class DeploymentEndpointsTest extends DeploymentEndpointsSetting {

  @Nested
  class Create {

    record Asked(WhopAppId app, UploadMethod method, BuildMetadata metadata,
        @Nullable Checksum checksum) {}

    final AtomicReference<Asked> asked = new AtomicReference<>();

    void answerWith(Deployment deployment) {
      core.createDeployment = (caller, app, method, metadata, checksum, uuid) -> {
        assertThat(caller.from(Origin.UNKNOWN)).isEqualTo(Core.ACME);
        asked.set(new Asked(app, method, metadata, checksum));
        return new CreateDeployment.Outcome.Created(deployment,
            URI.create(
                "http://127.0.0.1:8000/uploads/builds/123/artifact.zip?expires=1&signature=x"),
            ArtifactKey.of(Samples.ID));
      };
    }

    @Test
    void theExampleOfTheGuideIsAnsweredAsTheGuideSays() {
      answerWith(Samples.deployment(new DeploymentState.Pending()));

      Api.Reply reply = api.post("/deployments", """
          {"whopAppId": "app_123abc", "metadata": %s, "checksum": "%s"}
          """.formatted(Samples.METADATA_JSON, Samples.CHECKSUM));

      assertThat(reply.status()).isEqualTo(201);
      assertThat(reply.header("Location")).isEqualTo("/deployments/123");
      assertThat(reply.header("Content-Type")).isEqualTo("application/json");
      assertThat(reply.json()).isEqualTo(Api.json("""
          {
            "deployment": {
              "id": 123,
              "uuid": "550e8400-e29b-41d4-a716-446655440000",
              "appId": 456,
              "status": "pending",
              "metadata": %s,
              "artifactChecksum": "%s",
              "createdAt": "2025-01-24T12:00:00.000Z"
            },
            "uploadUrl":
              "http://127.0.0.1:8000/uploads/builds/123/artifact.zip?expires=1&signature=x",
            "uploadKey": "builds/123/artifact.zip",
            "instructions": {
              "method": "PUT",
              "url": "http://127.0.0.1:8000/uploads/builds/123/artifact.zip?expires=1&signature=x",
              "headers": {"Content-Type": "application/zip"},
              "note": "Upload your OpenNext build artifact (zip file) to this URL",
              "nextStep": "After upload, call POST /deployments/123/trigger to start the build"
            }
          }
          """.formatted(Samples.METADATA_JSON, Samples.CHECKSUM)));
      assertThat(asked.get()).isEqualTo(new Asked(new WhopAppId("app_123abc"),
          UploadMethod.PRESIGNED, Samples.METADATA, new Checksum(Samples.CHECKSUM)));
    }

    @Test
    void theAppAloneIsEnough() {
      answerWith(Samples.bareDeployment());

      Api.Reply reply = api.post("/deployments", "{\"whopAppId\":\"app_123abc\"}");

      assertThat(reply.status()).isEqualTo(201);
      assertThat(reply.json().get("deployment")).isEqualTo(Api.json("""
          {"id": 123, "uuid": "550e8400-e29b-41d4-a716-446655440000", "appId": 456,
           "status": "pending", "createdAt": "2025-01-24T12:00:00.000Z"}
          """));
      assertThat(asked.get()).isEqualTo(new Asked(new WhopAppId("app_123abc"),
          UploadMethod.PRESIGNED, BuildMetadata.NONE, null));
    }

    @Test
    void aDirectUploadSaysThatItNeedsTheToken() {
      answerWith(Samples.bareDeployment());

      Api.Reply reply = api.post("/deployments",
          "{\"whopAppId\": \"app_123abc\", \"uploadMethod\": \"direct\"}");

      assertThat(asked.get().method()).isEqualTo(UploadMethod.DIRECT);
      assertThat(reply.json().at("/instructions/note").textValue()).isEqualTo(
          "Upload your OpenNext build artifact (zip file) to this URL, with your Authorization"
              + " header");
    }

    @Test
    void membersThatNobodyAsksForAndNullsAreIgnored() {
      answerWith(Samples.bareDeployment());

      Api.Reply reply = api.post("/deployments", """
          {"whopAppId": "app_123abc", "colour": {"deep": [1]}, "checksum": null,
           "metadata": {"nextVersion": null, "gitCommit": null}, "uploadMethod": null}
          """);

      assertThat(reply.status()).isEqualTo(201);
      assertThat(asked.get().metadata()).isEqualTo(BuildMetadata.NONE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
        textBlock = """
            {}                                                | whopAppId           | Required field missing
            {"whopAppId": null}                               | whopAppId           | Required field missing
            {"whopAppId": 7}                                  | whopAppId           | Must be a string
            {"whopAppId": "a b"}                              | whopAppId           | Must be 1 to 128 of A-Z a-z 0-9 _ -, but is 'a b'
            {"whopAppId": "a", "uploadMethod": "ftp"}         | uploadMethod        | Must be 'direct' or 'presigned'
            {"whopAppId": "a", "uploadMethod": true}          | uploadMethod        | Must be a string
            {"whopAppId": "a", "checksum": "abc"}             | checksum            | Must be 'sha256:' and 64 hexadecimal digits, but is 'abc'
            {"whopAppId": "a", "metadata": []}                | metadata            | Must be an object
            {"whopAppId": "a", "metadata": {"buildTime": ""}} | metadata.buildTime  | Must be a number
            {"whopAppId": "a", "metadata": {"buildTime": 1e30}} | metadata.buildTime | Must be a number of at most 18 digits
            {"whopAppId": "a", "metadata": {"nextVersion": 14}} | metadata.nextVersion | Must be a string
            {"whopAppId": "a", "metadata": {"gitCommit": {}}} | metadata.gitCommit  | Must be a string
            {"whopAppId": "a", "metadata": {"checksum": "x"}} | metadata.checksum   | Must be 'sha256:' and 64 hexadecimal digits, but is 'x'
            """)
    void whatIsMissingOrWrongIsNamed(String body, String field, String issue) {
      assertProblem(api.post("/deployments", body), 400, "Bad Request", "Invalid request body",
          field, issue);
    }

    @Test
    void metadataThatIsTooLongIsRefusedAsAWhole() {
      Api.Reply reply = api.post("/deployments",
          "{\"whopAppId\": \"a\", \"metadata\": {\"nextVersion\": \"" + "9".repeat(257) + "\"}}");

      assertProblem(reply, 400, "Bad Request", "Invalid request body", "metadata",
          "nextVersion must be at most 256 characters, but has 257");
    }

    @Test
    void checksumsThatDifferAreRefused() {
      Checksum other = new Checksum("cd".repeat(32));
      core.createDeployment = (caller, app, method, metadata,
          checksum,
          uuid) -> new CreateDeployment.Outcome.ChecksumsDiffer(new Checksum(Samples.CHECKSUM),
              other);

      assertProblem(api.post("/deployments", "{\"whopAppId\": \"a\"}"), 400, "Bad Request",
          "Invalid request body", "metadata.checksum",
          "Must be the same as checksum, " + Samples.CHECKSUM + ", but is " + other);
    }

    @Test
    void anAppThatHadTooManyIsToldWhenTheNextOneMayCome() {
      core.createDeployment = (caller, app, method, metadata, checksum,
          uuid) -> new CreateDeployment.Outcome.TooMany(10, Duration.ofMillis(59_001));

      Api.Reply reply = api.post("/deployments", "{\"whopAppId\": \"a\"}");

      assertProblem(reply, 429, "Too Many Requests", "Too many deployments: this app has had 10"
          + " within the last hour, as many as it may have. Create the next one in 60 s");
      assertThat(reply.header("Retry-After")).isEqualTo("60");
      assertThat(reply.header("RateLimit")).isEqualTo("\"deployments\";r=0;t=60");
      assertThat(reply.header("RateLimit-Policy")).isEqualTo("\"deployments\";q=10;w=3600");
    }

    @Test
    void anAppThatIsNotThereIsNotFound() {
      core.createDeployment = (caller, app, method, metadata,
          checksum, uuid) -> new CreateDeployment.Outcome.NoSuchApp();

      assertProblem(api.post("/deployments", "{\"whopAppId\": \"a\"}"), 404, "Not Found",
          "App not found");
    }

    @Test
    void anotherOnesAppIsForbidden() {
      core.createDeployment = (caller, app, method, metadata,
          checksum, uuid) -> new CreateDeployment.Outcome.NotYours();

      assertProblem(api.post("/deployments", "{\"whopAppId\": \"a\"}"), 403, "Forbidden",
          "You do not have access to this app");
    }
  }

  @Nested
  class Trigger {

    @Test
    void itIsAcceptedWithoutABody() {
      core.triggerDeployment = (caller, id) -> {
        assertThat(id).isEqualTo(Samples.ID);
        return new TriggerDeployment.Outcome.Triggered(
            Samples.deployment(new DeploymentState.Building(Samples.NOON)));
      };

      Api.Reply reply = api.post("/deployments/123/trigger", "");

      assertThat(reply.status()).isEqualTo(202);
      assertThat(reply.json()).isEqualTo(Api.json("""
          {"message": "Deployment triggered successfully", "deploymentId": 123,
           "status": "building"}
          """));
    }

    @Test
    void aSecondTriggerIsRefused() {
      core.triggerDeployment = (caller, id) -> new TriggerDeployment.Outcome.AlreadyTriggered(
          Samples.deployment(new DeploymentState.Building(Samples.NOON)));

      assertProblem(api.post("/deployments/123/trigger", ""), 409, "Conflict",
          "Deployment has already been triggered");
    }

    @Test
    void aDeploymentThatIsNotThereIsNotFound() {
      core.triggerDeployment = (caller, id) -> new TriggerDeployment.Outcome.NoSuchDeployment();

      assertProblem(api.post("/deployments/123/trigger", ""), 404, "Not Found",
          "Deployment not found");
    }

    @Test
    void anotherOnesDeploymentIsForbidden() {
      core.triggerDeployment = (caller, id) -> new TriggerDeployment.Outcome.NotYours();

      assertProblem(api.post("/deployments/123/trigger", ""), 403, "Forbidden",
          "You do not have access to this app");
    }
  }

  @Nested
  class Delete {

    Api.Reply deleting(DeleteDeployment.Outcome outcome) {
      core.deleteDeployment = (caller, id) -> outcome;
      return api.delete("/deployments/123");
    }

    @Test
    void itLeavesNothingToSay() {
      Api.Reply reply = deleting(new DeleteDeployment.Outcome.Deleted());

      assertThat(reply.status()).isEqualTo(204);
      assertThat(reply.text()).isEmpty();
      assertThat(reply.header("Content-Type")).isEmpty();
    }

    @Test
    void oneThatServesVisitorsStays() {
      assertProblem(deleting(new DeleteDeployment.Outcome.Live()), 409, "Conflict",
          "Deployment is serving visitors: deploy another one first, or delete the app");
    }

    @Test
    void oneThatIsUnderWayStays() {
      assertProblem(deleting(new DeleteDeployment.Outcome.UnderWay()), 409, "Conflict",
          "Deployment is in progress, or kept for rollback while another of its app is in progress:"
              + " wait until that is active or failed");
    }

    @Test
    void oneThatIsNotThereIsNotFound() {
      assertProblem(deleting(new DeleteDeployment.Outcome.NoSuchDeployment()), 404, "Not Found",
          "Deployment not found");
    }

    @Test
    void anotherOnesIsForbidden() {
      assertProblem(deleting(new DeleteDeployment.Outcome.NotYours()), 403, "Forbidden",
          "You do not have access to this app");
    }
  }
}
