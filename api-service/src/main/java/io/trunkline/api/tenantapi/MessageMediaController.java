package io.trunkline.api.tenantapi;

import io.trunkline.api.failure.Problem;
import io.trunkline.api.identity.Access;
import io.trunkline.api.media.MessageFiles;
import io.trunkline.api.web.PathIds;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.proto.content.MediaRef;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `GET /api/v1/messages/{id}/media`: the file of a message, as a download.
@RestController
class MessageMediaController {
  private static final Pattern MIMETYPE =
      Pattern.compile("[A-Za-z0-9!#$&^_.+-]{1,64}/[A-Za-z0-9!#$&^_.+-]{1,64}(; ?[ -:<-~]{1,128})?");

  private final MessageFiles files;

  MessageMediaController(MessageFiles files) {
    this.files = files;
  }

  @GetMapping("/api/v1/messages/{id}/media")
  void media(Caller caller, @PathVariable String id, HttpServletResponse response)
      throws IOException {
    var tenant = Access.tenantWide(caller, Scope.READ);
    var opened = files.open(tenant, PathIds.parse(id, Problem.MESSAGE_NOT_FOUND, "Message"));
    try (var file = opened.file()) {
      // What somebody sent must never run as a page of ours.
      response.setHeader("X-Content-Type-Options", "nosniff");
      response.setHeader(HttpHeaders.CONTENT_DISPOSITION, disposition(opened.about()));
      response.setContentType(mimetype(opened.about()));
      response.setContentLengthLong(file.length());
      file.bytes().transferTo(response.getOutputStream());
    }
  }

  private static String disposition(MediaRef about) {
    var disposition = ContentDisposition.attachment();
    if (!about.getFileName().isBlank()) {
      disposition.filename(about.getFileName(), StandardCharsets.UTF_8);
    }
    return disposition.build().toString();
  }

  private static String mimetype(MediaRef about) {
    return MIMETYPE.matcher(about.getMimetype()).matches()
        ? about.getMimetype()
        : MediaType.APPLICATION_OCTET_STREAM_VALUE;
  }
}
