package io.whopship.adapter.http;

import static io.whopship.adapter.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.ports.driving.FindDeployment;
import io.whopship.ports.driving.ListDeployments;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.DeploymentView;
import io.whopship.ports.model.deploy.Failure;
import io.whopship.ports.model.rollout.Percent;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deployments as the API shows them. */
class DeploymentReadsTest extends DeploymentEndpointsSetting {

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
}
