package io.whopship.testkit.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartTest {

  private static Request request(String type, String body) {
    return new Request(new RequestHead("POST", "/", Map.of("content-type", type)),
        body.getBytes(UTF_8));
  }

  private static Request form(String body) {
    return request("multipart/form-data; boundary=x", body);
  }

  @Test
  void partsKeepTheirOrderNamesTypesAndBytes() {
    Request form = form("""
        --x\r
        Content-Disposition: form-data; name="metadata"\r
        \r
        {}\r
        --x\r
        content-disposition: form-data; name="a/b ü.txt"; filename="say %22hi%22"\r
        Content-Type: text/plain; charset=utf-8\r
        \r
        \r
        -x --x\r
        --x--\r
        """);

    List<Part> parts = form.parts();
    assertThat(parts).extracting(Part::name).containsExactly("metadata", "a/b ü.txt");
    assertThat(parts.getFirst().filename()).isEmpty();
    assertThat(parts.getFirst().contentType()).isEmpty();
    assertThat(parts.getFirst().text()).isEqualTo("{}");
    Part last = parts.getLast();
    assertThat(last.filename()).contains("say \"hi\"");
    assertThat(last.contentType()).contains("text/plain; charset=utf-8");
    assertThat(last).hasToString("a/b ü.txt (text/plain; charset=utf-8, 8 bytes)");
    assertThat(form.part("metadata").orElseThrow().sha256())
        .isEqualTo("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  }

  @Test
  void aQuotedBoundaryAndAnEmptyPartAreFine() {
    Request form = request("multipart/form-data; charset=utf-8; boundary=\"a b\"",
        "--a b\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\n\r\n--a b--");
    assertThat(form.parts().getFirst().size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "--x", "--x\r\n", "--x\r\nno end", "--xyz--",
      "--x\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\nno closing",
      "--x\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--x--",
      "--x\r\nContent-Disposition: form-data; name=\"n\"\r\n--x--"})
  void whatIsNoFormIsSaidToBeNone(String body) {
    assertThatThrownBy(() -> form(body).parts()).isInstanceOf(MalformedFormException.class);
  }

  @Test
  void anotherContentTypeIsNoForm() {
    assertThatThrownBy(() -> request("application/json", "--x--").parts())
        .isInstanceOf(MalformedFormException.class)
        .hasMessageContaining("'application/json'");
  }
}
