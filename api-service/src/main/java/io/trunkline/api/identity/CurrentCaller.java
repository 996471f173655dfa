package io.trunkline.api.identity;

import io.trunkline.contract.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/// Who this thread works for; nobody outside of a request.
public final class CurrentCaller {
  private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f.:]{2,45}");

  private CurrentCaller() {}

  public static Optional<Caller> get() {
    return request()
        .map(request -> request.getAttribute(IdentityFilter.ATTRIBUTE))
        .map(Caller.class::cast);
  }

  /// The network peer of the edge gateway, or ours where the gateway does not name one.
  public static Optional<String> address() {
    return request()
        .map(
            request ->
                Optional.ofNullable(request.getHeader(Caller.ADDRESS_HEADER))
                    .filter(text -> ADDRESS.matcher(text).matches())
                    .orElseGet(request::getRemoteAddr));
  }

  private static Optional<HttpServletRequest> request() {
    return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current
        ? Optional.of(current.getRequest())
        : Optional.empty();
  }
}
