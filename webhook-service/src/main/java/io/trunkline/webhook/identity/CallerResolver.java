package io.trunkline.webhook.identity;

import io.trunkline.contract.Caller;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/// Hands the verified [Caller] to controllers.
final class CallerResolver implements HandlerMethodArgumentResolver {
  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == Caller.class;
  }

  @Override
  public Caller resolveArgument(
      MethodParameter parameter,
      ModelAndViewContainer container,
      NativeWebRequest request,
      WebDataBinderFactory binders) {
    if (request.getAttribute(IdentityFilter.ATTRIBUTE, RequestAttributes.SCOPE_REQUEST)
        instanceof Caller caller) {
      return caller;
    }
    throw new IllegalStateException("Expected a caller: the identity filter did not run");
  }
}
