package io.trunkline.api.tenantapi;

import io.trunkline.api.consent.Consent;
import io.trunkline.api.consent.ConsentTexts;
import io.trunkline.api.consent.Consents;
import io.trunkline.api.consent.OptIn;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.identity.Access;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.Paging;
import io.trunkline.api.web.Times;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Who agreed to be written to, and the words in which that is asked.
@RestController
class ConsentsController {
  private static final String CONTACTS = "/api/v1/notify/contacts";
  private static final String TEXTS = "/api/v1/notify/texts";
  private static final int MAX_TEXT = 4096;
  private static final int MAX_SITE = 255;
  private static final Pattern PHONE = Pattern.compile("[0-9]{1,20}");

  private final Consents consents;

  ConsentsController(Consents consents) {
    this.consents = consents;
  }

  record Contact(String phone, String optIn, String optInAt) {
    static Contact of(Consent consent) {
      return new Contact(consent.phone(), consent.optIn().slug(), Times.text(consent.at()));
    }
  }

  /// @param next cursor of the next page: the last number, or null
  record Page(List<Contact> contacts, String next) {}

  record Single(Contact contact) {}

  /// @param site stands for `{site}`; null: there is no auto-reply
  record Texts(String prompt, String yes, String no, String autoReply, String site) {
    static Texts of(ConsentTexts texts) {
      return new Texts(
          texts.prompt(),
          texts.confirmed(),
          texts.declined(),
          texts.autoReply(),
          texts.site().orElse(null));
    }
  }

  @GetMapping(CONTACTS)
  Envelope list(
      Caller caller,
      @RequestParam Optional<String> optIn,
      @RequestParam Optional<String> phone,
      @RequestParam Optional<String> after,
      @RequestParam Optional<String> limit) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    var most = Paging.limit(limit);
    var found =
        consents.list(
            tenant,
            optIn.filter(text -> !text.isBlank()).map(ConsentsController::optIn),
            phone.map(text -> text.replaceAll("[^0-9]", "")).filter(text -> !text.isEmpty()),
            after.orElse(""),
            most + 1);
    var page = found.subList(0, Math.min(most, found.size()));
    return Envelope.of(
        new Page(
            page.stream().map(Contact::of).toList(),
            found.size() > most ? page.getLast().phone() : null));
  }

  /// To `yes`, or back to `pending`; only the recipient says no.
  @PatchMapping(CONTACTS + "/{phone}")
  Envelope change(Caller caller, @PathVariable String phone, Fields fields) {
    var tenant = Access.tenantWide(caller, Scope.ADMIN);
    if (!PHONE.matcher(phone).matches()) {
      throw new Failure(Problem.CONTACT_NOT_FOUND, "Contact not found");
    }
    var optIn = optIn(fields.required("optIn", 16));
    if (optIn == OptIn.NO) {
      throw Failure.invalid("optIn must be yes or pending");
    }
    return Envelope.of(new Single(Contact.of(consents.set(tenant, phone, optIn))));
  }

  @GetMapping(TEXTS)
  Envelope texts(Caller caller) {
    return Envelope.of(Texts.of(consents.texts(Access.tenantWide(caller, Scope.READ))));
  }

  /// A text that is absent or blank is the standard one.
  @PutMapping(TEXTS)
  Envelope setTexts(Caller caller, Fields fields) {
    var tenant = Access.tenantWide(caller, Scope.ADMIN);
    return Envelope.of(
        Texts.of(
            consents.setTexts(
                tenant,
                new Consents.OwnTexts(
                    text(fields, "prompt", MAX_TEXT),
                    text(fields, "yes", MAX_TEXT),
                    text(fields, "no", MAX_TEXT),
                    text(fields, "autoReply", MAX_TEXT),
                    text(fields, "site", MAX_SITE)))));
  }

  private static Optional<String> text(Fields fields, String name, int max) {
    return fields.optional(name, max).filter(text -> !text.isBlank());
  }

  private static OptIn optIn(String text) {
    return switch (text) {
      case "pending" -> OptIn.PENDING;
      case "yes" -> OptIn.YES;
      case "no" -> OptIn.NO;
      default -> throw Failure.invalid("optIn must be pending, yes or no");
    };
  }
}
