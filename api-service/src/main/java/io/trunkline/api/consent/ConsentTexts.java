package io.trunkline.api.consent;

import java.util.Optional;

/// What recipients are told, in the tenant's words.
///
/// @param autoReply holds `{site}`
/// @param site absent: there is no auto-reply
public record ConsentTexts(
    String prompt, String confirmed, String declined, String autoReply, Optional<String> site) {
  public static final ConsentTexts STANDARD =
      new ConsentTexts(
          """
          Would you like to receive our messages on WhatsApp? Reply 1 or YES to agree, 2 or NO to \
          decline.
          هل ترغب في استلام رسائلنا عبر واتساب؟ أرسل 1 أو نعم للموافقة، 2 أو لا للرفض.""",
          """
          You are subscribed. Send NO at any time to stop.
          تم اشتراكك. أرسل لا في أي وقت للإيقاف.""",
          """
          You will get no more messages from us. Send YES to subscribe again.
          لن تصلك رسائل منا بعد الآن. أرسل نعم للاشتراك من جديد.""",
          """
          Please visit {site}
          تفضل بزيارة {site}""",
          Optional.empty());

  Optional<String> of(ConsentFlow.Reply reply) {
    return switch (reply) {
      case PROMPT -> Optional.of(prompt);
      case CONFIRMED -> Optional.of(confirmed);
      case DECLINED -> Optional.of(declined);
      case AUTO_REPLY -> site.map(address -> autoReply.replace("{site}", address));
    };
  }
}
