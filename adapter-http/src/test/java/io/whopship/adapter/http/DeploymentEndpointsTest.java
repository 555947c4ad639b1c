package io.whopship.adapter.http;

import static io.whopship.adapter.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.ports.driving.CreateDeployment;
import io.whopship.ports.driving.CreateDeployment.UploadMethod;
import io.whopship.ports.driving.DeleteDeployment;
import io.whopship.ports.driving.FindDeployment;
import io.whopship.ports.driving.ListDeployments;
import io.whopship.ports.driving.TriggerDeployment;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.DeploymentView;
import io.whopship.ports.model.deploy.Failure;
import io.whopship.ports.model.identity.Origin;
import io.whopship.ports.model.rollout.Percent;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentEndpointsTest {

  final Core core = new Core();

  @RegisterExtension
  final Api api = new Api(core);

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
  class Find {

    JsonNode shown(DeploymentView view) {
      core.findDeployment = (caller, id) -> new FindDeployment.Outcome.Found(view);
      Api.Reply reply = api.get("/deployments/123");
      assertThat(reply.status()).isEqualTo(200);
      return reply.json();
    }

    @Test
    void halfWayThroughItsRolloutAllMembersOfTheGuideAreThere() {
      assertThat(shown(Samples.halfWay())).isEqualTo(Api.json("""
          {
            "deployment": {
              "id": 123,
              "uuid": "550e8400-e29b-41d4-a716-446655440000",
              "appId": 456,
              "status": "deploying",
              "metadata": %s,
              "versionId": "version_abc123",
              "rolloutStage": "stage1_50",
              "workerName": "whopship-456-123",
              "createdAt": "2025-01-24T12:00:00.000Z",
              "buildLogUrl": "/deployments/123/logs",
              "logsUrl": "/deployments/123/logs",
              "live": true,
              "trafficPercent": 50,
              "previewUrl": "http://my-app--123.localhost:8080"
            },
            "app": {"id": 456, "name": "My Next.js App", "subdomain": "my-app"},
            "url": null
          }
          """.formatted(Samples.METADATA_JSON)));
    }

    @Test
    void anActiveOneHasItsUrlAndItsTime() {
      JsonNode json = shown(Samples.active());

      assertThat(json.get("url").textValue()).isEqualTo("http://my-app.localhost:8080");
      assertThat(json.at("/deployment/status").textValue()).isEqualTo("active");
      assertThat(json.at("/deployment/rolloutStage").textValue()).isEqualTo("complete");
      assertThat(json.at("/deployment/deployedAt").textValue())
          .isEqualTo("2025-01-24T12:00:51.230Z");
      assertThat(json.at("/deployment/trafficPercent").intValue()).isEqualTo(100);
    }

    @Test
    void aPendingOneSaysNothingThatIsNotKnownYet() {
      assertThat(shown(new DeploymentView(Samples.bareDeployment(), Samples.APP, Percent.NONE,
          null, null))).isEqualTo(Api.json("""
              {
                "deployment": {
                  "id": 123,
                  "uuid": "550e8400-e29b-41d4-a716-446655440000",
                  "appId": 456,
                  "status": "pending",
                  "createdAt": "2025-01-24T12:00:00.000Z",
                  "logsUrl": "/deployments/123/logs",
                  "live": false,
                  "trafficPercent": 0
                },
                "app": {"id": 456, "name": "My Next.js App", "subdomain": "my-app"},
                "url": null
              }
              """));
    }

    @ParameterizedTest
    @EnumSource(Failure.Code.class)
    void aFailedOneSaysWhyToPeopleAndToPrograms(Failure.Code code) {
      Deployment failed = Samples.deployment(
          new DeploymentState.Failed(new Failure(code, "It broke."), Samples.NOON, null));

      JsonNode json = shown(new DeploymentView(failed, Samples.APP, Percent.NONE, null, null));

      assertThat(json.at("/deployment/status").textValue()).isEqualTo("failed");
      assertThat(json.at("/deployment/errorMessage").textValue()).isEqualTo("It broke.");
      assertThat(json.at("/deployment/failureCode").textValue())
          .isEqualTo(code.name().toLowerCase(Locale.ROOT));
      assertThat(json.get("deployment").has("workerName")).isFalse();
    }

    @Test
    void oneThatIsNotThereIsNotFound() {
      core.findDeployment = (caller, id) -> new FindDeployment.Outcome.NoSuchDeployment();

      assertProblem(api.get("/deployments/123"), 404, "Not Found", "Deployment not found");
    }

    @Test
    void anotherOnesIsForbidden() {
      core.findDeployment = (caller, id) -> new FindDeployment.Outcome.NotYours();

      assertProblem(api.get("/deployments/123"), 403, "Forbidden",
          "You do not have access to this app");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "0", "-1", "1.5", "007", "99999999999999999999", "%31x"})
    void whatIsNoNumberIsRefused(String id) {
      assertProblem(api.get("/deployments/" + id), 400, "Bad Request", "Invalid request parameter",
          "id", "Must be a whole number of 1 or more, in digits without leading zeros");
    }
  }

  @Nested
  class ListOfAnApp {

    void answerWith(long next, AtomicReference<Page.Request> asked) {
      core.listDeployments = (caller, app, page) -> {
        assertThat(app).isEqualTo(Samples.APP_ID);
        asked.set(page);
        return new ListDeployments.Outcome.Found(Samples.APP,
            new Page<>(List.of(Samples.active()), next));
      };
    }

    @Test
    void itHoldsWhatTheGuideSaysAndWhoServes() {
      AtomicReference<Page.Request> asked = new AtomicReference<>();
      answerWith(0, asked);

      Api.Reply reply = api.get("/apps/456/deployments");

      assertThat(reply.status()).isEqualTo(200);
      assertThat(asked.get()).isEqualTo(Page.Request.first());
      assertThat(reply.header("Link")).isEmpty();
      assertThat(reply.json()).isEqualTo(Api.json("""
          {
            "deployments": [{
              "id": 123,
              "uuid": "550e8400-e29b-41d4-a716-446655440000",
              "appId": 456,
              "status": "active",
              "versionId": "version_abc123",
              "rolloutStage": "complete",
              "createdAt": "2025-01-24T12:00:00.000Z",
              "deployedAt": "2025-01-24T12:00:51.230Z",
              "live": true,
              "trafficPercent": 100
            }],
            "app": {"id": 456, "name": "My Next.js App", "subdomain": "my-app"},
            "next": null
          }
          """));
    }

    @Test
    void aPartNamesTheAddressOfTheNext() {
      AtomicReference<Page.Request> asked = new AtomicReference<>();
      answerWith(123, asked);

      Api.Reply reply = api.get("/apps/456/deployments?limit=1&before=200");

      assertThat(asked.get()).isEqualTo(new Page.Request(200, 1));
      assertThat(reply.json().get("next").textValue())
          .isEqualTo("/apps/456/deployments?limit=1&before=123");
      assertThat(reply.header("Link"))
          .isEqualTo("</apps/456/deployments?limit=1&before=123>; rel=\"next\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "201", "ten", "", "1e1", "99999999999"})
    void aLimitOutOfBoundsIsRefused(String limit) {
      assertProblem(api.get("/apps/456/deployments?limit=" + limit), 400, "Bad Request",
          "Invalid request parameter", "limit", "Must be a whole number from 1 to 200");
    }

    @Test
    void aPlaceThatIsNoNumberIsRefused() {
      assertProblem(api.get("/apps/456/deployments?before=now"), 400, "Bad Request",
          "Invalid request parameter", "before",
          "Must be a whole number of 1 or more, in digits without leading zeros");
    }

    @Test
    void anAppIdThatIsNoNumberIsRefused() {
      assertProblem(api.get("/apps/app_123abc/deployments"), 400, "Bad Request",
          "Invalid request parameter", "appId",
          "Must be a whole number of 1 or more, in digits without leading zeros");
    }

    @Test
    void anAppThatIsNotThereIsNotFound() {
      core.listDeployments = (caller, app, page) -> new ListDeployments.Outcome.NoSuchApp();

      assertProblem(api.get("/apps/456/deployments"), 404, "Not Found", "App not found");
    }

    @Test
    void anotherOnesAppIsForbidden() {
      core.listDeployments = (caller, app, page) -> new ListDeployments.Outcome.NotYours();

      assertProblem(api.get("/apps/456/deployments"), 403, "Forbidden",
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
