package io.trunkline.worker.internal;

import io.trunkline.contract.Caller;
import io.trunkline.whatsapp.client.media.MediaSource;
import io.trunkline.worker.media.MediaStore;
import io.trunkline.worker.settings.MediaSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// Takes and gives files of tenants, in memory of the order of a buffer.
@RestController
class MediaController {
  private static final int PIECE_BYTES = 1 << 16;

  private final MediaStore store;
  private final Identities identities;
  private final long maxBytes;

  MediaController(MediaStore store, Identities identities, MediaSettings settings) {
    this.store = store;
    this.identities = identities;
    this.maxBytes = settings.maxSize().toBytes();
  }

  @PutMapping("/internal/media")
  @ResponseStatus(HttpStatus.CREATED)
  KeptMedia put(@RequestHeader(Caller.HEADER) Optional<String> identity, HttpServletRequest request)
      throws IOException {
    UUID tenant = identities.tenant(identity);
    requireSize(request.getContentLengthLong());
    try (var writer = store.write(tenant)) {
      InputStream body = request.getInputStream();
      byte[] piece = new byte[PIECE_BYTES];
      long taken = 0;
      int count;
      while ((count = body.read(piece)) >= 0) {
        taken += count;
        requireSize(taken);
        writer.write(ByteBuffer.wrap(piece, 0, count));
      }
      var stored = writer.commit();
      return new KeptMedia(
          stored.name(),
          stored.length(),
          Base64.getEncoder().encodeToString(stored.sha256().toByteArray()));
    }
  }

  private void requireSize(long bytes) {
    if (bytes > maxBytes) {
      throw new ResponseStatusException(HttpStatus.CONTENT_TOO_LARGE);
    }
  }

  @DeleteMapping("/internal/media/{reference}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(
      @RequestHeader(Caller.HEADER) Optional<String> identity, @PathVariable String reference)
      throws IOException {
    store.delete(identities.tenant(identity), reference);
  }

  /// Whether the file is there, without a look into it.
  @RequestMapping(method = RequestMethod.HEAD, path = "/internal/media/{reference}")
  void head(@RequestHeader(Caller.HEADER) Optional<String> identity, @PathVariable String reference)
      throws IOException {
    var unused = find(identities.tenant(identity), reference);
  }

  @GetMapping("/internal/media/{reference}")
  void get(
      @RequestHeader(Caller.HEADER) Optional<String> identity,
      @PathVariable String reference,
      HttpServletResponse response)
      throws IOException {
    var source = find(identities.tenant(identity), reference);
    try (InputStream bytes = source.open()) {
      response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
      response.setContentLengthLong(source.length());
      bytes.transferTo(response.getOutputStream());
    }
  }

  private MediaSource find(UUID tenant, String reference) throws IOException {
    return store
        .find(tenant, reference)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }
}
