package io.trunkline.worker.content;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.proto.content.Payment;
import io.trunkline.proto.content.Unknown;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.RequestPaymentMessage;

/// Reads what messages say of payments, whose kinds are kept as they came.
final class PaymentMapper {
  private PaymentMapper() {}

  /// The same with what it says of a payment, where it does.
  static Unknown.Builder of(Unknown.Builder unknown) {
    Message message;
    try {
      message = Message.parseFrom(unknown.getRaw());
    } catch (InvalidProtocolBufferException e) {
      return unknown;
    }
    if (message.hasRequestPaymentMessage()) {
      return unknown.setPayment(asked(message.getRequestPaymentMessage()));
    }
    if (message.hasSendPaymentMessage()) {
      return unknown.setPayment(
          Payment.newBuilder().setNote(note(message.getSendPaymentMessage().getNoteMessage())));
    }
    return unknown;
  }

  private static Payment asked(RequestPaymentMessage request) {
    return Payment.newBuilder()
        .setCurrency(request.getCurrencyCodeIso4217())
        .setAmount1000(request.getAmount1000())
        .setRequestedFrom(request.getRequestFrom())
        .setNote(note(request.getNoteMessage()))
        .build();
  }

  private static String note(Message note) {
    return note.hasExtendedTextMessage()
        ? note.getExtendedTextMessage().getText()
        : note.getConversation();
  }
}
