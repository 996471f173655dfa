package io.trunkline.api.wwebjs;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.MayBeForm;
import io.trunkline.api.web.MayHoldFile;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `runMethod`: the calls of the dialect by the name that the library has for them. `options` is
/// the call's body or the library's first argument; what the request names beside it (`chatId`,
/// `messageId`) is the object whose method it is.
@RestController
@MayBeForm
class MethodController {
  private static final int MAX_NAME = 64;
  private static final Set<String> NO_METHODS = Set.of("runMethod", "downloadMediaAsData");

  /// The library's first argument, by the name that it has in the call's body.
  private static final Map<String, List<String>> CALLS_BY_ARGUMENT =
      Map.ofEntries(
          Map.entry(
              "chatId",
              List.of(
                  "getChatById",
                  "archiveChat",
                  "unarchiveChat",
                  "pinChat",
                  "unpinChat",
                  "muteChat",
                  "unmuteChat",
                  "markChatUnread",
                  "sendSeen",
                  "syncHistory",
                  "getChatLabels")),
          Map.entry("contactId", List.of("getContactById", "getProfilePicUrl", "getCommonGroups")),
          Map.entry(
              "number",
              List.of("isRegisteredUser", "getNumberId", "getFormattedNumber", "getCountryCode")),
          Map.entry("userId", List.of("getContactDeviceCount")),
          Map.entry("userIds", List.of("getContactLidAndPhone")),
          Map.entry("title", List.of("createGroup", "createChannel")),
          Map.entry("status", List.of("setStatus")),
          Map.entry("displayName", List.of("setDisplayName")),
          Map.entry(
              "inviteCode", List.of("acceptInvite", "getInviteInfo", "getChannelByInviteCode")),
          Map.entry("labelId", List.of("getChatsByLabelId", "getLabelById")),
          Map.entry("labelIds", List.of("changeLabels")),
          Map.entry("query", List.of("searchMessages")),
          Map.entry("channelId", List.of("subscribeToChannel", "unsubscribeFromChannel")),
          Map.entry("searchOptions", List.of("fetchMessages", "searchChannels", "getChats")),
          Map.entry("unmuteDate", List.of("mute")),
          Map.entry(
              "participantIds",
              List.of(
                  "addParticipants",
                  "removeParticipants",
                  "promoteParticipants",
                  "demoteParticipants")),
          Map.entry("subject", List.of("setSubject")),
          Map.entry("description", List.of("setDescription")),
          Map.entry("adminsOnly", List.of("setMessagesAdminsOnly", "setInfoAdminsOnly")),
          Map.entry("reaction", List.of("react")),
          Map.entry("destinationChatId", List.of("forward")),
          Map.entry("everyone", List.of("delete")),
          Map.entry("content", List.of("edit")),
          Map.entry("duration", List.of("pin")));

  private final SessionDoor door;
  private final ObjectProvider<RequestMappingHandlerMapping> calls;
  private final JsonMapper json;

  MethodController(
      SessionDoor door,
      @Qualifier("requestMappingHandlerMapping") ObjectProvider<RequestMappingHandlerMapping> calls,
      JsonMapper json) {
    this.door = door;
    this.calls = calls;
    this.json = json;
  }

  @PostMapping("/client/runMethod/{name}")
  Map<String, Object> ofClient(
      Caller caller,
      @PathVariable String name,
      @MayHoldFile Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    return run(List.of("client"), caller, name, fields, key);
  }

  @PostMapping("/chat/runMethod/{name}")
  Map<String, Object> ofChat(
      Caller caller,
      @PathVariable String name,
      @MayHoldFile Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    return run(List.of("chat"), caller, name, fields, key);
  }

  /// A group is a chat, too.
  @PostMapping("/groupChat/runMethod/{name}")
  Map<String, Object> ofGroup(
      Caller caller,
      @PathVariable String name,
      @MayHoldFile Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    return run(List.of("groupChat", "chat"), caller, name, fields, key);
  }

  @PostMapping("/message/runMethod/{name}")
  Map<String, Object> ofMessage(
      Caller caller,
      @PathVariable String name,
      @MayHoldFile Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    return run(List.of("message"), caller, name, fields, key);
  }

  private Map<String, Object> run(
      List<String> families, Caller caller, String name, Fields fields, String key) {
    door.connected(caller, Scope.READ, name);
    var method = fields.required("method", MAX_NAME);
    var call =
        families.stream()
            .flatMap(family -> call("/" + family + "/" + method + "/{name}"))
            .findFirst()
            .filter(_ -> !NO_METHODS.contains(method))
            .orElseThrow(
                () ->
                    new Failure(Problem.NOT_SUPPORTED, "Method " + method + " is not implemented"));
    var body = fields.within("options", argument(method));
    return Success.ofPresent("data", value(invoke(call, caller, name, body, key)));
  }

  private static Optional<String> argument(String method) {
    return CALLS_BY_ARGUMENT.entrySet().stream()
        .filter(entry -> entry.getValue().contains(method))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private Stream<HandlerMethod> call(String path) {
    return calls.getObject().getHandlerMethods().entrySet().stream()
        .filter(entry -> entry.getKey().getPatternValues().contains(path))
        .map(entry -> entry.getValue().createWithResolvedBean());
  }

  private static Object invoke(
      HandlerMethod call, Caller caller, String name, Fields body, String key) {
    var arguments =
        Stream.of(call.getMethodParameters())
            .map(parameter -> argument(parameter, caller, name, body, key))
            .toArray();
    try {
      return call.getMethod().invoke(call.getBean(), arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw new IllegalStateException("A call throws no checked exception", e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("The calls are of this package", e);
    }
  }

  private static Object argument(
      MethodParameter parameter, Caller caller, String name, Fields body, String key) {
    if (parameter.getParameterType() == Caller.class) {
      return caller;
    }
    if (parameter.getParameterType() == Fields.class) {
      return body;
    }
    return parameter.hasParameterAnnotation(PathVariable.class) ? name : key;
  }

  /// The one thing that a reply has beside `success`; empty where it has none.
  ///
  /// @throws Failure what a reply says that was kept of an earlier request
  private Optional<JsonNode> value(Object reply) {
    var body = reply instanceof HttpEntity<?> entity ? entity.getBody() : reply;
    var tree =
        (ObjectNode) (body instanceof byte[] kept ? json.readTree(kept) : json.valueToTree(body));
    if (!tree.path("success").asBoolean()) {
      throw new Failure(Problem.INTERNAL_ERROR, tree.path("error").asString(""));
    }
    tree.remove("success");
    return tree.values().stream().findFirst();
  }
}
