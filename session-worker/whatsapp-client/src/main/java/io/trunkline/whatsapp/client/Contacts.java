package io.trunkline.whatsapp.client;

import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/// What WhatsApp tells about other users. Lookups are answered by the server each time; they fail
/// with [SendFailure], as [SendFailure.Code#RATE_LIMITED] once WhatsApp has refused one for its
/// rate several times.
public interface Contacts {

  /// How many numbers one call may ask for.
  int MAX_NUMBERS = 10_000;

  /// Asks which numbers are on WhatsApp, in batches, and learns their LIDs.
  ///
  /// @param numbers international; everything but digits is passed over
  /// @return one answer for each number, in their order
  CompletionStage<List<NumberLookup>> onWhatsApp(List<String> numbers);

  /// Both names of a user as far as they are known here or to WhatsApp.
  CompletionStage<UserAddress> address(Jid user);

  /// The text under the name; empty where there is none or it is hidden.
  CompletionStage<Optional<About>> about(Jid user);

  /// Where the picture of a user or group can be downloaded.
  ///
  /// @param knownId the id last seen, which is then not given again
  CompletionStage<PictureLookup> picture(Jid target, PictureSize size, Optional<String> knownId);

  /// Device JIDs, the phone's first.
  CompletionStage<List<Jid>> devices(Jid user);

  /// Empty for who is no business.
  CompletionStage<Optional<BusinessProfile>> businessProfile(Jid user);

  /// How long messages of a new chat with this user last by the user's wish.
  CompletionStage<DisappearingMode> disappearingMode(Jid user);

  /// What was ordered.
  ///
  /// @param id and token of the message that tells of the order
  CompletionStage<Order> order(String id, String token);

  /// @param number as it was asked for, digits only
  /// @param address absent where the number is not on WhatsApp
  record NumberLookup(String number, Optional<UserAddress> address) {}

  /// @param setAt where WhatsApp tells it
  record About(String text, Optional<Instant> setAt) {}

  /// A preview has 96 pixels a side, the full picture up to 640.
  enum PictureSize {
    PREVIEW,
    FULL
  }

  /// What a lookup of a picture found.
  sealed interface PictureLookup {

    /// @param id changes with the picture
    /// @param url good for a limited time
    record Found(String id, String url) implements PictureLookup {}

    /// It is still the one that the caller knows.
    record Unchanged() implements PictureLookup {}

    /// @param isHidden there may be one that this account may not see
    record Absent(boolean isHidden) implements PictureLookup {}
  }

  /// Texts are empty where the business gives none.
  record BusinessProfile(
      String address,
      String description,
      String email,
      List<String> websites,
      List<Category> categories,
      String timezone,
      List<OpeningHours> hours) {

    public BusinessProfile {
      websites = List.copyOf(websites);
      categories = List.copyOf(categories);
      hours = List.copyOf(hours);
    }
  }

  record Category(String id, String name) {}

  /// @param day `sun` to `sat`
  /// @param mode `specific_hours`, `open_24h` or `appointment_only`
  /// @param openMinute and closeMinute after midnight, where the mode has them
  record OpeningHours(String day, String mode, OptionalInt openMinute, OptionalInt closeMinute) {}

  /// Amounts are thousandths of the currency's unit.
  ///
  /// @param currency ISO 4217
  /// @param createdAt where WhatsApp tells it
  record Order(
      List<OrderedProduct> products,
      long subtotal1000,
      long total1000,
      String currency,
      Optional<Instant> createdAt) {

    public Order {
      products = List.copyOf(products);
    }
  }

  /// Texts are empty where WhatsApp gives none.
  record OrderedProduct(
      String id, String name, String imageUrl, long price1000, String currency, long quantity) {}

  /// @param timer zero = off
  record DisappearingMode(Duration timer, Optional<Instant> setAt) {}
}
