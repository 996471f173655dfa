package io.trunkline.api.wwebjs;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.MayBeForm;
import io.trunkline.api.web.MayHoldFile;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolverComposite;
import org.springframework.web.method.support.InvocableHandlerMethod;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
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

  private final SessionDoor door;
  private final ObjectProvider<RequestMappingHandlerMapping> calls;
  private final ObjectProvider<RequestMappingHandlerAdapter> adapter;
  private final JsonMapper json;

  MethodController(
      SessionDoor door,
      @Qualifier("requestMappingHandlerMapping") ObjectProvider<RequestMappingHandlerMapping> calls,
      ObjectProvider<RequestMappingHandlerAdapter> adapter,
      JsonMapper json) {
    this.door = door;
    this.calls = calls;
    this.adapter = adapter;
    this.json = json;
  }

  @PostMapping("/client/runMethod/{name}")
  Map<String, Object> ofClient(
      Caller caller,
      @PathVariable String name,
      @MayHoldFile Fields fields,
      NativeWebRequest request) {
    return run(List.of("client"), caller, name, fields, request);
  }

  @PostMapping("/chat/runMethod/{name}")
  Map<String, Object> ofChat(
      Caller caller,
      @PathVariable String name,
      @MayHoldFile Fields fields,
      NativeWebRequest request) {
    return run(List.of("chat"), caller, name, fields, request);
  }

  /// A group is a chat, too.
  @PostMapping("/groupChat/runMethod/{name}")
  Map<String, Object> ofGroup(
      Caller caller,
      @PathVariable String name,
      @MayHoldFile Fields fields,
      NativeWebRequest request) {
    return run(List.of("groupChat", "chat"), caller, name, fields, request);
  }

  @PostMapping("/message/runMethod/{name}")
  Map<String, Object> ofMessage(
      Caller caller,
      @PathVariable String name,
      @MayHoldFile Fields fields,
      NativeWebRequest request) {
    return run(List.of("message"), caller, name, fields, request);
  }

  private Map<String, Object> run(
      List<String> families, Caller caller, String name, Fields fields, NativeWebRequest request) {
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
    return Success.ofPresent("data", value(invoke(call, request, caller, body)));
  }

  /// The library's first argument, by the name that it has in the call's body.
  private static Optional<String> argument(String method) {
    return Optional.ofNullable(
        switch (method) {
          case "getChatById",
              "archiveChat",
              "unarchiveChat",
              "pinChat",
              "unpinChat",
              "muteChat",
              "unmuteChat",
              "markChatUnread",
              "sendSeen",
              "syncHistory",
              "getChatLabels" ->
              "chatId";
          case "getContactById", "getProfilePicUrl", "getCommonGroups" -> "contactId";
          case "isRegisteredUser", "getNumberId", "getFormattedNumber", "getCountryCode" ->
              "number";
          case "getContactDeviceCount" -> "userId";
          case "getContactLidAndPhone" -> "userIds";
          case "createGroup", "createChannel" -> "title";
          case "setStatus" -> "status";
          case "setDisplayName" -> "displayName";
          case "acceptInvite", "getInviteInfo", "getChannelByInviteCode" -> "inviteCode";
          case "getChatsByLabelId", "getLabelById" -> "labelId";
          case "changeLabels" -> "labelIds";
          case "searchMessages" -> "query";
          case "subscribeToChannel", "unsubscribeFromChannel" -> "channelId";
          case "fetchMessages", "searchChannels", "getChats" -> "searchOptions";
          case "mute" -> "unmuteDate";
          case "addParticipants",
              "removeParticipants",
              "promoteParticipants",
              "demoteParticipants" ->
              "participantIds";
          case "setSubject" -> "subject";
          case "setDescription" -> "description";
          case "setMessagesAdminsOnly", "setInfoAdminsOnly" -> "adminsOnly";
          case "react" -> "reaction";
          case "forward" -> "destinationChatId";
          case "delete" -> "everyone";
          case "edit" -> "content";
          case "pin" -> "duration";
          default -> null;
        });
  }

  private Stream<HandlerMethod> call(String path) {
    return calls.getObject().getHandlerMethods().entrySet().stream()
        .filter(entry -> entry.getKey().getPatternValues().contains(path))
        .map(entry -> entry.getValue().createWithResolvedBean());
  }

  private Object invoke(HandlerMethod call, NativeWebRequest request, Caller caller, Fields body) {
    var invocable = new InvocableHandlerMethod(call);
    // Name and key are those of the request that came; caller and fields are given.
    invocable.setHandlerMethodArgumentResolvers(
        new HandlerMethodArgumentResolverComposite()
            .addResolvers(adapter.getObject().getArgumentResolvers()));
    try {
      return invocable.invokeForRequest(request, new ModelAndViewContainer(), caller, body);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("A call throws no checked exception", e);
    }
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
