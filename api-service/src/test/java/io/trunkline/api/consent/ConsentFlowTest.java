package io.trunkline.api.consent;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.api.consent.ConsentFlow.Outcome;
import io.trunkline.api.consent.ConsentFlow.Reply;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsentFlowTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "PENDING, true,  1,     YES,     CONFIRMED",
        "PENDING, true,  YES,   YES,     CONFIRMED",
        "PENDING, true,  نعم,   YES,     CONFIRMED",
        "PENDING, true,  2,     NO,      DECLINED",
        "PENDING, true,  NO,    NO,      DECLINED",
        "PENDING, true,  لا,    NO,      DECLINED",
        "PENDING, true,  hello, PENDING, PROMPT",
        "PENDING, true,  -,     PENDING, PROMPT",
        "PENDING, false, YES,   YES,     CONFIRMED",
        "PENDING, false, NO,    NO,      DECLINED",
        "PENDING, false, 1,     PENDING, PROMPT",
        "PENDING, false, 2,     PENDING, PROMPT",
        "PENDING, false, -,     PENDING, PROMPT",
        "YES,     false, NO,    NO,      DECLINED",
        "YES,     false, لا,    NO,      DECLINED",
        "YES,     false, YES,   YES,     AUTO_REPLY",
        "YES,     false, 2,     YES,     AUTO_REPLY",
        "YES,     false, hello, YES,     AUTO_REPLY",
        "YES,     false, -,     YES,     AUTO_REPLY",
        "NO,      false, YES,   YES,     CONFIRMED",
        "NO,      false, نعم,   YES,     CONFIRMED",
        "NO,      false, NO,    NO,      -",
        "NO,      false, 1,     NO,      -",
        "NO,      false, hello, NO,      -",
        "NO,      false, -,     NO,      -"
      })
  void everyRowOfTheContract(
      OptIn current, boolean isPromptOpen, String text, OptIn then, Reply reply) {
    assertThat(ConsentFlow.received(current, isPromptOpen, Optional.ofNullable(text)))
        .isEqualTo(new Outcome(then, Optional.ofNullable(reply)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yes",
        "Yes",
        " YES\n",
        "yes!",
        "Yes...",
        "YES。",
        "ＹＥＳ",
        "نَعَم",
        "نعـــم",
        "نعم؟",
        "نعم ،",
        "\u200fنعم\u200e",
        "1",
        "1.",
        "1)",
        "١",
        "۱",
        "１"
      })
  void everyWayToWriteYes(String text) {
    assertThat(ConsentFlow.received(OptIn.PENDING, true, Optional.of(text)).optIn())
        .isEqualTo(OptIn.YES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no", "No.", "NO!!", "لَا", "ﻻ", "لا.", " لا ", "2", "٢", "۲", "2؛"})
  void everyWayToWriteNo(String text) {
    assertThat(ConsentFlow.received(OptIn.PENDING, true, Optional.of(text)).optIn())
        .isEqualTo(OptIn.NO);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "...",
        "yes please",
        "no problem",
        "نعم شكرا",
        "12",
        "1 2",
        "!yes",
        "know",
        "yes👍",
        "لاا"
      })
  void onlyTheWholeTextCounts(String text) {
    assertThat(ConsentFlow.received(OptIn.PENDING, true, Optional.of(text)))
        .isEqualTo(new Outcome(OptIn.PENDING, Optional.of(Reply.PROMPT)));
  }

  @ParameterizedTest
  @EnumSource(OptIn.class)
  void aLongTextIsNoAnswer(OptIn current) {
    assertThat(ConsentFlow.received(current, true, Optional.of("no" + ".".repeat(65_534))).optIn())
        .isEqualTo(current);
  }

  @Test
  void theStandardTextsAreTheContracts() {
    assertThat(ConsentTexts.STANDARD.prompt())
        .isEqualTo(
            "Would you like to receive our messages on WhatsApp? Reply 1 or YES to agree, 2 or NO"
                + " to decline.\nهل ترغب في استلام رسائلنا عبر واتساب؟ أرسل 1 أو نعم للموافقة، 2 أو"
                + " لا للرفض.");
    assertThat(ConsentTexts.STANDARD.of(Reply.AUTO_REPLY)).isEmpty();
  }

  @Test
  void theAutoReplyNamesTheSite() {
    var standard = ConsentTexts.STANDARD;
    var texts =
        new ConsentTexts(
            standard.prompt(),
            standard.confirmed(),
            standard.declined(),
            standard.autoReply(),
            Optional.of("https://acme.example"));
    assertThat(texts.of(Reply.AUTO_REPLY))
        .contains("Please visit https://acme.example\nتفضل بزيارة https://acme.example");
  }
}
