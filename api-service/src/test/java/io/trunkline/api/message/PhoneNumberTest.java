package io.trunkline.api.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneNumberTest {
  @ParameterizedTest
  @CsvSource({
    "9876543210, 91, +919876543210",
    "987-654-3210, 91, +919876543210",
    "4155550123, 1, +14155550123",
    "+919876543210, 1, +919876543210",
    "+49 (30) 123.456-7, 91, +49301234567"
  })
  void tenDigitsAreNationalAndAPlusIsInternational(String text, String country, String expected) {
    assertThat(PhoneNumber.parse(text, country).international()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"919876543210", "987654321", "+123456", "+1234567890123456", "", "+", "+91x", "a"})
  void everythingElseIsInvalid(String text) {
    assertThatThrownBy(() -> PhoneNumber.parse(text, "91"))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> assertThat(failure.problem()).isEqualTo(Problem.INVALID_NUMBER));
  }

  @ParameterizedTest
  @CsvSource({
    "9611234567, 9611234567",
    "+961 (1) 23-45.67, 9611234567",
    "1234567, 1234567",
    "123456789012345, 123456789012345"
  })
  void separatorsAndThePlusAreDropped(String text, String digits) {
    assertThat(PhoneNumber.read(text)).contains(new PhoneNumber(digits));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "+", "123456", "1234567890123456", "0123456789", "12x4567"})
  void otherThanSevenToFifteenDigitsIsNoNumber(String text) {
    assertThat(PhoneNumber.read(text)).isEmpty();
  }
}
