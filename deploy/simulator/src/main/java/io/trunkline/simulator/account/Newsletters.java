package io.trunkline.simulator.account;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/// The directory of newsletters.
public final class Newsletters {
  private static final String PREFIX = "newsletter/";

  private final Map<String, Newsletter> byId = new ConcurrentSkipListMap<>();

  /// Takes one key of the journal at the start; keys of others are left alone.
  public void load(String key, byte[] value) {
    if (key.startsWith(PREFIX)) {
      Newsletter newsletter = Json.read(value, Newsletter.class);
      byId.put(newsletter.id, newsletter);
    }
  }

  public Optional<Newsletter> find(Jid jid) {
    return jid.isNewsletter() ? Optional.ofNullable(byId.get(jid.user())) : Optional.empty();
  }

  public Collection<Newsletter> all() {
    return byId.values();
  }

  /// Keeps a newsletter as it is now.
  public void save(Newsletter newsletter, Transaction transaction) {
    byId.put(newsletter.id, newsletter);
    transaction.put(PREFIX + newsletter.id, Json.write(newsletter));
  }

  public void remove(Newsletter newsletter, Transaction transaction) {
    byId.remove(newsletter.id);
    transaction.delete(PREFIX + newsletter.id);
  }

  public void clear() {
    byId.clear();
  }
}
