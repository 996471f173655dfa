package io.trunkline.api.tenantapi;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.identity.Access;
import io.trunkline.api.message.MessageFilter;
import io.trunkline.api.message.MessageHistory;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// `GET /api/v1/messages/export`: what the list shows, whole, as CSV or as a JSON object a line. It
/// is read in pieces, so that its length does not matter.
@RestController
class MessageExportController {
  private static final int PIECE = 500;

  private final MessageHistory messages;
  private final JsonMapper json;

  MessageExportController(MessageHistory messages, JsonMapper json) {
    this.messages = messages;
    this.json = json;
  }

  private interface Format {
    void begin(Writer out) throws IOException;

    void line(Writer out, MessageView message) throws IOException;
  }

  @GetMapping("/api/v1/messages/export")
  void export(Caller caller, @RequestParam Map<String, String> query, HttpServletResponse response)
      throws IOException {
    var tenant = Access.tenantWide(caller, Scope.READ);
    var asked = new MessageQuery(query);
    var filter = asked.filter();
    var name = asked.text("format").orElse("csv");
    var format =
        switch (name) {
          case "csv" -> csv();
          case "jsonl" -> jsonLines();
          default -> throw Failure.invalid("format must be csv or jsonl");
        };
    response.setContentType(name.equals("csv") ? "text/csv" : "application/x-ndjson");
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"messages." + name + "\"");
    var out =
        new BufferedWriter(
            new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
    format.begin(out);
    write(tenant, filter, format, out);
    out.flush();
  }

  private void write(UUID tenant, MessageFilter filter, Format format, Writer out)
      throws IOException {
    var before = OptionalLong.empty();
    do {
      var page = messages.list(tenant, filter, before, PIECE);
      for (var message : page.messages()) {
        format.line(out, MessageView.of(message));
      }
      before = page.next();
    } while (before.isPresent());
  }

  private Format jsonLines() {
    return new Format() {
      @Override
      public void begin(Writer out) {}

      @Override
      public void line(Writer out, MessageView message) throws IOException {
        out.write(json.writeValueAsString(message));
        out.write('\n');
      }
    };
  }

  private static Format csv() {
    return new Format() {
      @Override
      public void begin(Writer out) throws IOException {
        CsvLine.write(
            out,
            "id",
            "connectionId",
            "whatsappMessageId",
            "direction",
            "chat",
            "sender",
            "mobileNumber",
            "type",
            "text",
            "status",
            "reason",
            "createdAt",
            "occurredAt");
      }

      @Override
      public void line(Writer out, MessageView message) throws IOException {
        CsvLine.write(
            out,
            message.id(),
            message.connectionId(),
            message.whatsappMessageId(),
            message.direction(),
            message.chat(),
            message.sender(),
            message.mobileNumber(),
            message.type(),
            CsvLine.harmless(message.text()),
            message.status(),
            message.reason() == null ? null : message.reason().code(),
            message.createdAt(),
            message.occurredAt());
      }
    };
  }
}
