package io.trunkline.simulator.control;

import com.google.protobuf.ByteString;
import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Settings.Business;
import io.trunkline.simulator.phone.Phone;
import io.trunkline.simulator.server.CallDesk;
import io.trunkline.whatsapp.protocol.appstate.Action;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What a phone's user does to the own account, and calls.
final class AccountRoutes {
  private static final Map<String, String> PRIVACY_NAMES =
      Map.of(
          "lastSeen", "last",
          "readReceipts", "readreceipts",
          "profilePicture", "profile",
          "about", "status",
          "groups", "groupadd",
          "calls", "calladd");

  private static final List<String> STATUS_AUDIENCES =
      List.of("contacts", "blacklist", "whitelist");

  private final World world;

  AccountRoutes(World world) {
    this.world = world;
  }

  /// @return empty when the action is none of these
  Optional<Reply> answer(Request request, Phone phone) {
    Account account = phone.account();
    List<String> path = request.path();
    switch (request.method() + " " + path.get(2)) {
      case "POST profile" -> profile(request, account);
      case "POST business" ->
          world
              .server()
              .profiles()
              .setBusiness(
                  account,
                  new Business(
                      request.optionalText("address").orElse(""),
                      request.optionalText("description").orElse(""),
                      request.optionalText("email").orElse(""),
                      request.texts("websites"),
                      request.optionalText("category").orElse("")));
      case "POST block" -> block(account, request.text("jid"), true);
      case "POST unblock" -> block(account, request.text("jid"), false);
      case "POST privacy" -> privacy(request, account);
      case "POST status-privacy" -> statusPrivacy(request, account);
      case "POST token" ->
          world
              .server()
              .privacy()
              .giveToken(account, other(request.text("to")), System.currentTimeMillis() / 1000);
      case "POST salt" ->
          world
              .phones()
              .change(
                  phone,
                  new Action.NctSalt(
                      ByteString.copyFrom(world.server().privacy().freshSalt(account))));
      case "POST calls" -> {
        CallDesk.Call call =
            world.server().calls().offer(account, other(request.text("to")), request.flag("video"));
        return Optional.of(Reply.created(Map.of("callId", call.callId())));
      }
      case "GET passkey" -> {
        return Optional.of(Reply.ok(world.phones().passkeys().view(phone)));
      }
      case "POST passkey" -> {
        world.phones().passkeys().require(phone, request.flag("required"));
        return Optional.of(Reply.ok(world.phones().passkeys().view(phone)));
      }
      case "POST passkey-assertion" -> {
        return Optional.of(
            Reply.ok(
                world
                    .phones()
                    .passkeys()
                    .sign(phone, request.text("options"))
                    .orElseThrow(
                        () ->
                            new ControlException(
                                404, "no-passkey", "This account has no such passkey"))));
      }
      case "POST hang-up" ->
          world
              .server()
              .calls()
              .end(
                  world
                      .server()
                      .calls()
                      .find(request.text("callId"))
                      .filter(call -> call.from().equals(account.number()))
                      .orElseThrow(
                          () ->
                              new ControlException(
                                  404, "call-not-found", "This phone has no such call")));
      default -> {
        return Optional.empty();
      }
    }
    return Optional.of(Reply.nothing());
  }

  private void profile(Request request, Account account) {
    var profiles = world.server().profiles();
    request
        .optionalText("name")
        .ifPresent(
            name -> {
              profiles.setName(account, name);
              var phone = world.phones().phone(account.number());
              world.phones().change(phone, new Action.PushName(name));
            });
    request
        .optionalText("about")
        .ifPresent(about -> profiles.setAbout(account, Optional.empty(), about));
    request
        .optionalText("pictureBase64")
        .ifPresent(picture -> profiles.setPicture(account, Optional.empty(), decoded(picture)));
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw ControlException.badRequest("Expected base64 in \"pictureBase64\"");
    }
  }

  private void block(Account account, String jid, boolean isBlocked) {
    world.server().privacy().block(account, Optional.empty(), other(jid), isBlocked);
  }

  /// By the names of this API, or by WhatsApp's own.
  private void privacy(Request request, Account account) {
    for (Map.Entry<String, JsonNode> setting : request.body().properties()) {
      if (!setting.getValue().isString()) {
        throw ControlException.badRequest("Expected a text in \"" + setting.getKey() + "\"");
      }
      world
          .server()
          .privacy()
          .set(
              account,
              Optional.empty(),
              PRIVACY_NAMES.getOrDefault(setting.getKey(), setting.getKey()),
              setting.getValue().stringValue());
    }
  }

  private void statusPrivacy(Request request, Account account) {
    String type = request.text("type");
    if (!STATUS_AUDIENCES.contains(type)) {
      throw ControlException.badRequest("Expected one of " + STATUS_AUDIENCES + " in \"type\"");
    }
    world
        .server()
        .privacy()
        .setStatus(account, type, request.texts("users").stream().map(this::other).toList());
  }

  private Account other(String text) {
    Optional<Account> found =
        text.indexOf('@') < 0
            ? world.accounts().byNumber(text)
            : world.accounts().account(Jid.parse(text));
    return found.orElseThrow(
        () -> new ControlException(404, "not-on-whatsapp", text + " is not on WhatsApp"));
  }

  /// What the phone shows of its own account.
  Map<String, Object> state(Account account) {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("about", account.about());
    state.put("pictureId", account.settings().pictureId());
    state.put("privacy", account.settings().privacy());
    state.put("blocked", account.settings().blocked());
    state.put("disappearingSeconds", account.settings().disappearingSeconds());
    state.put("calls", world.server().calls().of(account));
    return state;
  }

  /// The picture of an account, a group or a newsletter, as clients download it.
  Reply picture(Request request) {
    String name = request.path().get(1);
    byte[] jpeg =
        world
            .accounts()
            .byNumber(name)
            .map(account -> account.settings().picture())
            .orElseGet(() -> world.server().groups().pictureOf(name));
    if (jpeg.length == 0) {
      jpeg = world.server().newsletters().pictureOf(name);
    }
    if (jpeg.length == 0) {
      throw new ControlException(404, "no-picture", "There is no picture");
    }
    return new Reply(200, jpeg);
  }
}
