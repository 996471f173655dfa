package io.trunkline.simulator.account;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a user has chosen for the account, as the journal keeps it.
///
/// @param pictureId names the picture, empty when there is none
/// @param picture JPEG
/// @param aboutSetAt unix seconds, 0 for never
/// @param privacy WhatsApp's names and values
/// @param blocked LIDs, as text
/// @param disappearingSeconds for new chats, 0 = off
/// @param statusPrivacy who sees status updates
/// @param business what the account tells as a business
public record Settings(
    String pictureId,
    byte[] picture,
    long aboutSetAt,
    Map<String, String> privacy,
    List<String> blocked,
    long disappearingSeconds,
    StatusPrivacy statusPrivacy,
    Business business) {

  /// @param type `contacts` (all of them), `blacklist` (all but the users) or `whitelist` (only the
  ///     users)
  /// @param users LIDs, as text
  public record StatusPrivacy(String type, List<String> users) {
    static final StatusPrivacy CONTACTS = new StatusPrivacy("contacts", List.of());

    public StatusPrivacy {
      users = List.copyOf(users);
    }
  }

  /// What a business tells of itself; all empty for who is none.
  public record Business(
      String address, String description, String email, List<String> websites, String category) {
    public static final Business NONE = new Business("", "", "", List.of(), "");

    public Business {
      websites = List.copyOf(websites);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // lives only between an account and its JSON form
  public Settings {
    privacy = new LinkedHashMap<>(privacy);
    blocked = List.copyOf(blocked);
    // Journals of former versions have not got it.
    statusPrivacy = statusPrivacy == null ? StatusPrivacy.CONTACTS : statusPrivacy;
    business = business == null ? Business.NONE : business;
  }

  static Settings fresh() {
    Map<String, String> privacy = new LinkedHashMap<>();
    for (String name :
        List.of(
            "last",
            "online",
            "profile",
            "status",
            "readreceipts",
            "groupadd",
            "calladd",
            "messages")) {
      privacy.put(name, "all");
    }
    return new Settings(
        "", new byte[0], 0, privacy, List.of(), 0, StatusPrivacy.CONTACTS, Business.NONE);
  }

  public Settings withPicture(String id, byte[] jpeg) {
    return new Settings(
        id, jpeg, aboutSetAt, privacy, blocked, disappearingSeconds, statusPrivacy, business);
  }

  public Settings withAboutSetAt(long seconds) {
    return new Settings(
        pictureId,
        picture,
        seconds,
        privacy,
        blocked,
        disappearingSeconds,
        statusPrivacy,
        business);
  }

  public Settings withPrivacy(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(privacy);
    changed.put(name, value);
    return new Settings(
        pictureId,
        picture,
        aboutSetAt,
        changed,
        blocked,
        disappearingSeconds,
        statusPrivacy,
        business);
  }

  public Settings withBlocked(String lid, boolean isBlocked) {
    List<String> changed = new ArrayList<>(blocked);
    changed.remove(lid);
    if (isBlocked) {
      changed.add(lid);
    }
    return new Settings(
        pictureId,
        picture,
        aboutSetAt,
        privacy,
        changed,
        disappearingSeconds,
        statusPrivacy,
        business);
  }

  public Settings withDisappearing(long seconds) {
    return new Settings(
        pictureId, picture, aboutSetAt, privacy, blocked, seconds, statusPrivacy, business);
  }

  public Settings withStatusPrivacy(StatusPrivacy chosen) {
    return new Settings(
        pictureId, picture, aboutSetAt, privacy, blocked, disappearingSeconds, chosen, business);
  }

  public Settings withBusiness(Business profile) {
    return new Settings(
        pictureId,
        picture,
        aboutSetAt,
        privacy,
        blocked,
        disappearingSeconds,
        statusPrivacy,
        profile);
  }
}
