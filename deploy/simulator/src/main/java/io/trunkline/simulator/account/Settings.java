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
public record Settings(
    String pictureId,
    byte[] picture,
    long aboutSetAt,
    Map<String, String> privacy,
    List<String> blocked,
    long disappearingSeconds) {

  @SuppressWarnings("ArrayRecordComponent") // lives only between an account and its JSON form
  public Settings {
    privacy = new LinkedHashMap<>(privacy);
    blocked = List.copyOf(blocked);
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
    return new Settings("", new byte[0], 0, privacy, List.of(), 0);
  }

  public Settings withPicture(String id, byte[] jpeg) {
    return new Settings(id, jpeg, aboutSetAt, privacy, blocked, disappearingSeconds);
  }

  public Settings withAboutSetAt(long seconds) {
    return new Settings(pictureId, picture, seconds, privacy, blocked, disappearingSeconds);
  }

  public Settings withPrivacy(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(privacy);
    changed.put(name, value);
    return new Settings(pictureId, picture, aboutSetAt, changed, blocked, disappearingSeconds);
  }

  public Settings withBlocked(String lid, boolean isBlocked) {
    List<String> changed = new ArrayList<>(blocked);
    changed.remove(lid);
    if (isBlocked) {
      changed.add(lid);
    }
    return new Settings(pictureId, picture, aboutSetAt, privacy, changed, disappearingSeconds);
  }

  public Settings withDisappearing(long seconds) {
    return new Settings(pictureId, picture, aboutSetAt, privacy, blocked, seconds);
  }
}
