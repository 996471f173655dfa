package io.trunkline.whatsapp.protocol.jid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JidTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5511999998888@s.whatsapp.net",
        "5511999998888:12@s.whatsapp.net",
        "5511999998888.7:12@s.whatsapp.net",
        "123456789012345@lid",
        "123456789012345:3@lid",
        "5511888887777:99@hosted",
        "98765:2@hosted.lid",
        "120363042123456789@g.us",
        "5511999998888-1400000000@g.us",
        "status@broadcast",
        "120363154211234567@newsletter",
        "5511999998888@c.us",
        "100:300@msgr",
        "7-100:300@interop",
        "13135550002@bot",
        "abc@call",
        "s.whatsapp.net",
        "g.us"
      })
  void everyKindKeepsItsText(String text) {
    assertThat(Jid.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "1@unknown.example, UNKNOWN_SERVER",
    "a@b@c, UNKNOWN_SERVER",
    "5511, UNKNOWN_SERVER",
    "'', UNKNOWN_SERVER",
    "1@, UNKNOWN_SERVER",
    "@lid, BAD_USER",
    ":1@lid, BAD_USER",
    "a b@lid, BAD_USER",
    "user:abc@s.whatsapp.net, BAD_DEVICE",
    "1:@lid, BAD_DEVICE",
    "1:256@lid, BAD_DEVICE",
    "1:-1@lid, BAD_DEVICE",
    "1:999999@lid, BAD_DEVICE",
    "1:1@g.us, BAD_DEVICE",
    "1:70000@msgr, BAD_DEVICE",
    "1.x:1@s.whatsapp.net, BAD_AGENT",
    "1.1@s.whatsapp.net, BAD_AGENT",
    "1.128@s.whatsapp.net, BAD_AGENT",
    "1.256@s.whatsapp.net, BAD_AGENT",
    "1.2@lid, BAD_AGENT",
    "1@interop, BAD_INTEGRATOR",
    "70000-1@interop, BAD_INTEGRATOR",
  })
  void malformedTextIsRefusedWithItsCode(String text, JidException.Code code) {
    assertThatThrownBy(() -> Jid.parse(text))
        .asInstanceOf(type(JidException.class))
        .returns(code, JidException::code);
  }

  @Test
  void deviceZeroIsTheSameAsNoDevice() {
    assertThat(Jid.parse("1:0@lid")).isEqualTo(Jid.parse("1@lid"));
    assertThat(Jid.parse("1.0:2@s.whatsapp.net")).isEqualTo(Jid.parse("1:2@s.whatsapp.net"));
    assertThat(Jid.parse("1.1:2@lid")).isEqualTo(Jid.parse("1:2@lid"));
  }

  @Test
  void userJidLosesAgentAndDevice() {
    assertThat(Jid.parse("1.7:2@s.whatsapp.net").toUserJid())
        .isEqualTo(Jid.parse("1@s.whatsapp.net"));
    assertThat(Jid.parse("7-1:2@interop").toUserJid()).isEqualTo(Jid.parse("7-1@interop"));
    assertThat(Jid.parse("1@lid").withDevice(5)).isEqualTo(Jid.parse("1:5@lid"));
  }

  @Test
  void hostedDevicesBelongToAPlainUser() {
    assertThat(Jid.parse("1:99@hosted").withoutHosting()).hasToString("1:99@s.whatsapp.net");
    assertThat(Jid.parse("1:99@hosted.lid").withoutHosting()).hasToString("1:99@lid");
    assertThat(Jid.parse("1@g.us").withoutHosting()).hasToString("1@g.us");
  }

  @ParameterizedTest
  @CsvSource({
    "5511999998888:2@s.whatsapp.net, 5511999998888.2",
    "123:2@lid, 123_1.2",
    "123@lid, 123_1.0",
    "123:99@hosted, 123_128.99",
    "123:99@hosted.lid, 123_129.99",
    "123:4@msgr, 123_msgr.4"
  })
  void signalAddressNamesTheDomain(String jid, String address) {
    assertThat(Jid.parse(jid).signalAddress()).hasToString(address);
  }

  @Test
  void questionsAboutTheKind() {
    assertThat(Jid.parse("1@s.whatsapp.net").isPn()).isTrue();
    assertThat(Jid.WHATSAPP.isPn()).isFalse();
    assertThat(Jid.parse("1@lid").isLid()).isTrue();
    assertThat(Jid.parse("1@hosted.lid").isLid()).isFalse();
    assertThat(Jid.parse("1@hosted.lid").isHosted()).isTrue();
    assertThat(Jid.parse("1@g.us").isGroup()).isTrue();
    assertThat(Jid.STATUS_BROADCAST.isBroadcast()).isTrue();
    assertThat(Jid.parse("1@newsletter").isNewsletter()).isTrue();
    assertThat(Jid.parse("1:2@lid").isPrimary()).isFalse();
  }

  @Test
  void failuresDoNotRepeatTheNumber() {
    assertThatThrownBy(() -> Jid.parse("5511999998888:abc@s.whatsapp.net"))
        .hasMessageNotContaining("5511999998888");
  }
}
