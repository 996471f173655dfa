package io.trunkline.api.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipientTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "573001234567",
        "+57 300 123-4567",
        "(57)300.123.4567",
        "573001234567@s.whatsapp.net",
        " 573001234567@c.us "
      })
  void everyFormOfANumberIsItsAccount(String text) {
    var recipient = Recipient.ofDigitsOrJid("to", text);
    assertThat(recipient.jid()).isEqualTo("573001234567@s.whatsapp.net");
    assertThat(recipient.number()).contains("+573001234567");
  }

  @ParameterizedTest
  @CsvSource({"123456789@lid", "120363012345678901@g.us", "573001234567-1600000000@g.us"})
  void otherJidsStayAsTheyAre(String jid) {
    assertThat(Recipient.ofDigitsOrJid("to", jid)).isEqualTo(Recipient.ofJid(jid));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "123456",
        "1234567890123456",
        "0123456789",
        "12ab5678",
        "x@c.us",
        "57300@example.com",
        "573001234567:3@s.whatsapp.net",
        "@g.us",
        "a@b@c",
        "573001234567@c.us\n1"
      })
  void whateverIsNoneIsRefusedByTheFieldsName(String text) {
    assertThatThrownBy(() -> Recipient.ofDigitsOrJid("to", text))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.problem()).isEqualTo(Problem.INVALID_NUMBER);
              assertThat(failure.getMessage()).startsWith("to must");
            });
  }

  @Test
  void aJidIsNoNumber() {
    assertThatThrownBy(() -> Recipient.ofDigits("number", "573001234567@c.us"))
        .isInstanceOf(Failure.class);
  }
}
