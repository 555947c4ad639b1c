package io.whopship.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.ports.driving.FindDeployment;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessLogTest {

  final Core core = new Core();

  @RegisterExtension
  final Api api = new Api(core);

  @RegisterExtension
  final LogLines operator = new LogLines();

  /** A request is logged once its answer is out, so the line may come after the answer. */
  String onlyLine() {
    await().until(() -> !operator.of(AccessLog.class).isEmpty());
    assertThat(operator.of(AccessLog.class)).hasSize(1);
    return operator.messagesOf(AccessLog.class).getFirst();
  }

  @Test
  void aRequestIsOneLineWithItsOwnerAndItsId() {
    core.findDeployment = (caller, id) -> new FindDeployment.Outcome.NoSuchDeployment();

    Api.Reply reply = api.get("/deployments/123");

    assertThat(onlyLine()).matches(
        "request method=GET path=/deployments/123 status=404 ms=\\d+ id="
            + reply.header("X-Request-Id") + " owner=acme");
  }

  @Test
  void aRequestOfNobodyHasNoOwner() {
    api.send(api.request("GET", "/nothing", BodyPublishers.noBody()).build());

    assertThat(onlyLine()).contains("path=/nothing status=404 ").endsWith(" owner=-");
  }

  @Test
  void neitherTokenNorSignatureIsEverWritten() {
    api.send("PUT", "/uploads/builds/1/artifact.zip?expires=17&signature=s3cret",
        BodyPublishers.ofString("x"), "Content-Type", "text/html");

    assertThat(onlyLine())
        .contains("path=/uploads/builds/1/artifact.zip?expires=17&signature=*** status=415");
    assertThat(operator.all()).noneSatisfy(
        line -> assertThat(line.getFormattedMessage()).containsAnyOf("s3cret", Core.TOKEN));
  }

  @ParameterizedTest
  @CsvSource({
      "limit=5&before=7, ?limit=5&before=7",
      "signature=abc, ?signature=***",
      "SIGNATURE=abc&Token=abc, ?SIGNATURE=***&Token=***",
      "x-api-key=abc&limit=5, ?x-api-key=***&limit=5",
      "a-bare-token, ?***",
      "limit%3D=abc, ?limit%3D=***",
      "signature=a=b&expires=1, ?signature=***&expires=1",
  })
  void ofAQueryOnlyHarmlessValuesAreShown(String query, String shown) {
    assertThat(AccessLog.query(query)).isEqualTo(shown);
  }

  @Test
  void noQueryIsNothing() {
    assertThat(AccessLog.query(null)).isEmpty();
    assertThat(AccessLog.query("")).isEmpty();
  }
}
