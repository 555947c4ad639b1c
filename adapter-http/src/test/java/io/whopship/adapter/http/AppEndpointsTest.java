package io.whopship.adapter.http;

import static io.whopship.adapter.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driving.CreateApp;
import io.whopship.ports.driving.DeleteApp;
import io.whopship.ports.driving.FindApp;
import io.whopship.ports.driving.UpdateApp;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.apps.Subdomain;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.identity.Origin;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AppEndpointsTest {

  static final String APP = """
      {
        "id": 456,
        "name": "My Next.js App",
        "subdomain": "my-app",
        "whopAppId": "app_123abc",
        "owner": "acme",
        "variables": {"GREETING": "hello"},
        "rollout": {"queue": "wait"},
        "createdAt": "2025-01-24T12:00:00.000Z"
      }
      """;

  static final String NEW_APP = """
      {"whopAppId": "app_123abc", "name": "My Next.js App", "subdomain": "my-app"}
      """;

  final Core core = new Core();

  @RegisterExtension
  final Api api = new Api(core);

  @Nested
  class Create {

    @Test
    void itIsAnsweredWithTheWholeApp() {
      core.createApp = (caller, whopAppId, name, subdomain, variables) -> {
        assertThat(caller.from(Origin.UNKNOWN)).isEqualTo(Core.ACME);
        assertThat(whopAppId).isEqualTo(new WhopAppId("app_123abc"));
        assertThat(name).isEqualTo("My Next.js App");
        assertThat(subdomain).isEqualTo(new Subdomain("my-app"));
        assertThat(variables).isEqualTo(new Variables(Map.of("GREETING", "hello")));
        return new CreateApp.Outcome.Created(Samples.APP);
      };

      Api.Reply reply = api.post("/apps", """
          {"whopAppId": "app_123abc", "name": "My Next.js App", "subdomain": "my-app",
           "variables": {"GREETING": "hello"}}
          """);

      assertThat(reply.status()).isEqualTo(201);
      assertThat(reply.header("Location")).isEqualTo("/apps/456");
      assertThat(reply.json()).isEqualTo(Api.json("{\"app\": " + APP + "}"));
    }

    @Test
    void variablesMayBeLeftOut() {
      core.createApp = (caller, whopAppId, name, subdomain, variables) -> {
        assertThat(variables).isEqualTo(Variables.NONE);
        return new CreateApp.Outcome.Created(Samples.APP);
      };

      assertThat(api.post("/apps", NEW_APP).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~',
        textBlock = """
            {"name": "n", "subdomain": "s"}                                       | whopAppId   | Required field missing
            {"whopAppId": "a", "subdomain": "s"}                                  | name        | Required field missing
            {"whopAppId": "a", "name": "n"}                                       | subdomain   | Required field missing
            {"whopAppId": "a", "name": " ", "subdomain": "s"}                     | name        | Must be 1 to 100 characters, not blank and without control characters
            {"whopAppId": "a", "name": "n", "subdomain": "s", "variables": "x"}   | variables   | Must be an object
            {"whopAppId": "a", "name": "n", "subdomain": "s", "variables": {"A": 1}} | variables.A | Must be a string
            {"whopAppId": "a", "name": "n", "subdomain": "s", "variables": {"ASSETS": "1"}} | variables | 'ASSETS' is a binding of the platform, choose another name
            """)
    void whatIsMissingOrWrongIsNamed(String body, String field, String issue) {
      assertProblem(api.post("/apps", body), 400, "Bad Request", "Invalid request body", field,
          issue);
    }

    @Test
    void aSubdomainThatIsNoLabelIsRefusedAndNotQuotedAtLength() {
      Api.Reply reply = api.post("/apps",
          "{\"whopAppId\": \"a\", \"name\": \"n\", \"subdomain\": \""
              + "x".repeat(100_000) + "\"}");

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.json().at("/details/field").textValue()).isEqualTo("subdomain");
      assertThat(reply.json().at("/details/issue").textValue())
          .startsWith("Must be 1 to 40 of a-z 0-9 -")
          .hasSize(303)
          .endsWith("xxx...");
    }

    @Test
    void aWhopAppIdThatIsTakenConflicts() {
      core.createApp = (caller, id, name, subdomain,
          variables) -> new CreateApp.Outcome.WhopAppIdTaken(id);

      assertProblem(api.post("/apps", NEW_APP), 409, "Conflict",
          "An app with this whopAppId already exists", "whopAppId", "'app_123abc' is taken");
    }

    @Test
    void aSubdomainThatIsTakenConflicts() {
      core.createApp = (caller, id, name, subdomain,
          variables) -> new CreateApp.Outcome.SubdomainTaken(subdomain);

      assertProblem(api.post("/apps", NEW_APP), 409, "Conflict",
          "An app with this subdomain already exists: choose another", "subdomain",
          "'my-app' is taken");
    }

    @Test
    void aReservedSubdomainIsRefused() {
      core.createApp = (caller, id, name, subdomain,
          variables) -> new CreateApp.Outcome.SubdomainReserved(subdomain);

      assertProblem(api.post("/apps", NEW_APP), 400, "Bad Request", "Invalid request body",
          "subdomain", "'my-app' is reserved for the platform: choose another");
    }
  }

  @Nested
  class ListOfAll {

    @Test
    void itNamesTheAddressOfItsNextPart() {
      core.listApps = (caller, page) -> {
        assertThat(page).isEqualTo(new Page.Request(Page.Request.FIRST, 2));
        return new Page<>(List.of(Samples.APP), 456);
      };

      Api.Reply reply = api.get("/apps?limit=2");

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.json()).isEqualTo(
          Api.json("{\"apps\": [" + APP + "], \"next\": \"/apps?limit=2&before=456\"}"));
      assertThat(reply.header("Link")).isEqualTo("</apps?limit=2&before=456>; rel=\"next\"");
    }

    @Test
    void itsLastPartNamesNoNext() {
      core.listApps = (caller, page) -> new Page<>(List.of(), 0);

      assertThat(api.get("/apps").json()).isEqualTo(Api.json("{\"apps\": [], \"next\": null}"));
    }
  }

  @Nested
  class Find {

    @Test
    void itSaysWhereTheSiteIs() {
      core.findApp = (caller, id) -> {
        assertThat(id).isEqualTo(Samples.APP_ID);
        return new FindApp.Outcome.Found(Samples.APP, URI.create("http://my-app.localhost:8080"));
      };

      Api.Reply reply = api.get("/apps/456");

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.json())
          .isEqualTo(Api.json("{\"app\": " + APP + ", \"url\": \"http://my-app.localhost:8080\"}"));
    }

    @Test
    void oneThatIsNotThereIsNotFound() {
      core.findApp = (caller, id) -> new FindApp.Outcome.NoSuchApp();

      assertProblem(api.get("/apps/456"), 404, "Not Found", "App not found");
    }

    @Test
    void anotherOnesIsForbidden() {
      core.findApp = (caller, id) -> new FindApp.Outcome.NotYours();

      assertProblem(api.get("/apps/456"), 403, "Forbidden", "You do not have access to this app");
    }
  }

  @Nested
  class Update {

    static final String NEW_NAME = "{\"name\": \"New\"}";

    record Asked(@Nullable String name, @Nullable Variables variables) {}

    final AtomicReference<Asked> asked = new AtomicReference<>();

    Api.Reply updating(String body, UpdateApp.Outcome outcome) {
      core.updateApp = (caller, id, name, variables, rollout) -> {
        asked.set(new Asked(name, variables));
        return outcome;
      };
      return api.patch("/apps/456", body);
    }

    @Test
    void whatIsGivenIsPassedOnAndTheAppAnswered() {
      Api.Reply reply = updating("{\"name\": \"New\", \"variables\": {}}",
          new UpdateApp.Outcome.Updated(Samples.APP));

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.json()).isEqualTo(Api.json("{\"app\": " + APP + "}"));
      assertThat(asked.get()).isEqualTo(new Asked("New", Variables.NONE));
    }

    @Test
    void whatIsLeftOutStays() {
      updating("{\"name\": \"New\", \"subdomain\": null}",
          new UpdateApp.Outcome.Updated(Samples.APP));

      assertThat(asked.get()).isEqualTo(new Asked("New", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "whopAppId", "subdomain", "owner", "createdAt"})
    void whatStaysForLifeIsRefusedByName(String member) {
      Api.Reply reply = updating("{\"name\": \"New\", \"" + member + "\": \"other\"}",
          new UpdateApp.Outcome.Updated(Samples.APP));

      assertProblem(reply, 400, "Bad Request", "Invalid request body", member,
          "Cannot be changed");
      assertThat(asked.get()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"name\": null}", "{\"colour\": \"red\"}"})
    void aChangeOfNothingIsRefused(String body) {
      assertProblem(updating(body, new UpdateApp.Outcome.Updated(Samples.APP)), 400,
          "Bad Request", "Invalid request body", "body", "Must have name, variables or rollout");
      assertThat(asked.get()).isNull();
    }

    @Test
    void oneThatIsNotThereIsNotFound() {
      assertProblem(updating(NEW_NAME, new UpdateApp.Outcome.NoSuchApp()), 404, "Not Found",
          "App not found");
    }

    @Test
    void anotherOnesIsForbidden() {
      assertProblem(updating(NEW_NAME, new UpdateApp.Outcome.NotYours()), 403, "Forbidden",
          "You do not have access to this app");
    }
  }

  @Nested
  class Delete {

    Api.Reply deleting(DeleteApp.Outcome outcome) {
      core.deleteApp = (caller, id) -> outcome;
      return api.delete("/apps/456");
    }

    @Test
    void itLeavesNothingToSay() {
      assertThat(deleting(new DeleteApp.Outcome.Deleted()).status()).isEqualTo(204);
    }

    @Test
    void oneInUseStays() {
      assertProblem(deleting(new DeleteApp.Outcome.InUse()), 409, "Conflict",
          "A deployment of the app is in progress: wait until it is active or failed");
    }

    @Test
    void oneThatIsNotThereIsNotFound() {
      assertProblem(deleting(new DeleteApp.Outcome.NoSuchApp()), 404, "Not Found", "App not found");
    }

    @Test
    void anotherOnesIsForbidden() {
      assertProblem(deleting(new DeleteApp.Outcome.NotYours()), 403, "Forbidden",
          "You do not have access to this app");
    }
  }
}
