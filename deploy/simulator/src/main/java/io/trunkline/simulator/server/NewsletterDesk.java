package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.Newsletter;
import io.trunkline.simulator.account.Newsletter.Follower;
import io.trunkline.simulator.account.Newsletter.Post;
import io.trunkline.simulator.account.Newsletters;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.math.BigInteger;
import java.time.Clock;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// What may be done to newsletters, and who is told. One lock guards all of them.
///
/// ```text
///   post      message{from=<newsletter>, id, server_id, t, type, is_sender?} > plaintext
///   reaction  notification{type=newsletter} > live_updates > messages > message{server_id}
///   change    notification{type=mex} > update{op_name}
/// ```
public final class NewsletterDesk {
  static final int WATCH_SECONDS = 300;
  private static final long INVITE_SECONDS = 7 * 86_400;
  private static final BigInteger ID_RANGE = BigInteger.TEN.pow(15);
  private static final String ID_PREFIX = "120";

  private final Accounts accounts;
  private final Newsletters newsletters;
  private final Clock clock;
  private final StanzaIds ids;
  private final Randomness randomness;
  private final NewsletterForms forms;

  /// Until when a device is told of reactions, in Unix seconds, by newsletter.
  private final Map<String, Map<Device, Long>> watchers = new HashMap<>();

  NewsletterDesk(
      Accounts accounts,
      Newsletters newsletters,
      Clock clock,
      StanzaIds ids,
      Randomness randomness) {
    this.accounts = accounts;
    this.newsletters = newsletters;
    this.clock = clock;
    this.ids = ids;
    this.randomness = randomness;
    forms = new NewsletterForms(accounts);
  }

  NewsletterForms forms() {
    return forms;
  }

  /// Reads under the lock.
  public synchronized <T> T read(Supplier<T> reading) {
    return reading.get();
  }

  public Collection<Newsletter> all() {
    return newsletters.all();
  }

  /// @throws NewsletterRefusal 404
  public Newsletter find(Jid jid) {
    return newsletters.find(jid).orElseThrow(() -> new NewsletterRefusal(404, "item-not-found"));
  }

  Newsletter behind(String inviteCode) {
    return newsletters.all().stream()
        .filter(one -> one.inviteCode.equals(inviteCode))
        .findFirst()
        .orElseThrow(() -> new NewsletterRefusal(404, "item-not-found"));
  }

  /// Of a newsletter by the user part of its JID; empty where it has none.
  public synchronized byte[] pictureOf(String id) {
    return newsletters
        .find(Jid.user(id, JidServer.NEWSLETTER))
        .map(newsletter -> newsletter.picture.clone())
        .orElse(new byte[0]);
  }

  public synchronized Newsletter create(Account owner, String name, String description) {
    if (name.isBlank()) {
      throw new NewsletterRefusal(400, "bad-request");
    }
    Newsletter newsletter = new Newsletter();
    newsletter.id =
        ID_PREFIX + new BigInteger(1, randomness.bytes(8)).mod(ID_RANGE).add(ID_RANGE).toString();
    newsletter.name = name;
    newsletter.description = description;
    newsletter.owner = owner.number();
    newsletter.createdAt = now();
    newsletter.inviteCode =
        "0029Va" + Base64.getUrlEncoder().withoutPadding().encodeToString(randomness.bytes(12));
    step(transaction -> newsletters.save(newsletter, transaction));
    return newsletter;
  }

  public synchronized void follow(Account user, Jid jid) {
    Newsletter newsletter = find(jid);
    newsletter.followers.putIfAbsent(user.number(), new Follower(false, now()));
    saveAndTell(
        newsletter,
        List.of(user.number()),
        "Join",
        "on_join",
        reader -> forms.info(newsletter, user));
  }

  public synchronized void unfollow(Account user, Jid jid) {
    Newsletter newsletter = find(jid);
    if (newsletter.owner.equals(user.number())) {
      throw new NewsletterRefusal(403, "forbidden");
    }
    newsletter.followers.remove(user.number());
    newsletter.admins.remove(user.number());
    saveAndTell(
        newsletter,
        List.of(user.number()),
        "Leave",
        "on_leave",
        reader -> forms.named(newsletter, "role", "GUEST"));
  }

  synchronized void mute(Account user, Jid jid, boolean muted) {
    Newsletter newsletter = find(jid);
    Follower follower = newsletter.followers.get(user.number());
    if (follower == null) {
      throw new NewsletterRefusal(403, "forbidden");
    }
    newsletter.followers.put(user.number(), new Follower(muted, follower.since()));
    saveAndTell(
        newsletter,
        List.of(user.number()),
        "MuteChange",
        "on_mute_change",
        reader -> forms.named(newsletter, "mute", muted ? "ON" : "OFF"));
  }

  private Newsletter asAdmin(Account actor, Jid jid) {
    Newsletter newsletter = find(jid);
    if (!newsletter.isAdmin(actor.number())) {
      throw new NewsletterRefusal(403, "forbidden");
    }
    return newsletter;
  }

  private Newsletter asOwner(Account actor, Jid jid) {
    Newsletter newsletter = find(jid);
    if (!newsletter.owner.equals(actor.number())) {
      throw new NewsletterRefusal(403, "forbidden");
    }
    return newsletter;
  }

  /// Changes what is given.
  ///
  /// @param jpeg empty removes the picture
  public synchronized void update(
      Account actor,
      Jid jid,
      Optional<String> name,
      Optional<String> description,
      Optional<byte[]> jpeg,
      Optional<String> reactionCodes) {
    Newsletter newsletter = asAdmin(actor, jid);
    name.ifPresent(text -> newsletter.name = text);
    description.ifPresent(text -> newsletter.description = text);
    jpeg.ifPresent(
        picture -> {
          newsletter.picture = picture.clone();
          newsletter.pictureId = picture.length == 0 ? "" : Long.toString(clock.millis());
        });
    reactionCodes.ifPresent(codes -> newsletter.reactionCodes = codes);
    saveAndTell(
        newsletter,
        newsletter.readers(),
        "Update",
        "on_metadata_update",
        reader -> forms.thread(newsletter));
  }

  public synchronized void delete(Account actor, Jid jid) {
    Newsletter newsletter = asOwner(actor, jid);
    step(
        transaction -> {
          newsletters.remove(newsletter, transaction);
          tell(
              newsletter.readers(),
              "StateChange",
              "on_state_change",
              reader -> forms.named(newsletter, "state", Map.of("type", "DELETED")),
              transaction);
        });
  }

  synchronized void changeOwner(Account actor, Jid jid, Account user) {
    Newsletter newsletter = asOwner(actor, jid);
    if (!newsletter.admins.remove(user.number())) {
      throw new NewsletterRefusal(403, "forbidden");
    }
    newsletter.admins.add(actor.number());
    newsletter.owner = user.number();
    step(transaction -> newsletters.save(newsletter, transaction));
  }

  synchronized void demote(Account actor, Jid jid, Account user) {
    Newsletter newsletter = asOwner(actor, jid);
    if (!newsletter.admins.remove(user.number())) {
      throw new NewsletterRefusal(404, "item-not-found");
    }
    newsletter.followers.putIfAbsent(user.number(), new Follower(false, now()));
    step(transaction -> newsletters.save(newsletter, transaction));
  }

  /// Lets a user become an admin.
  ///
  /// @return when the invitation ends, Unix seconds
  synchronized long invite(Account actor, Jid jid, Account user) {
    Newsletter newsletter = asOwner(actor, jid);
    if (newsletter.isAdmin(user.number())) {
      throw new NewsletterRefusal(409, "conflict");
    }
    long end = now() + INVITE_SECONDS;
    newsletter.invited.put(user.number(), end);
    step(transaction -> newsletters.save(newsletter, transaction));
    return end;
  }

  synchronized void revokeInvite(Account actor, Jid jid, Account user) {
    Newsletter newsletter = asOwner(actor, jid);
    if (newsletter.invited.remove(user.number()) == null) {
      throw new NewsletterRefusal(404, "item-not-found");
    }
    step(transaction -> newsletters.save(newsletter, transaction));
  }

  synchronized void acceptInvite(Account user, Jid jid) {
    Newsletter newsletter = find(jid);
    Long end = newsletter.invited.remove(user.number());
    if (end == null || end < now()) {
      throw new NewsletterRefusal(403, "forbidden");
    }
    newsletter.followers.remove(user.number());
    newsletter.admins.add(user.number());
    step(transaction -> newsletters.save(newsletter, transaction));
  }

  /// Makes a follower an admin, as one who accepts an invitation.
  public synchronized void promote(Account actor, Jid jid, Account user) {
    Newsletter newsletter = asOwner(actor, jid);
    if (newsletter.followers.remove(user.number()) == null) {
      throw new NewsletterRefusal(404, "item-not-found");
    }
    newsletter.admins.add(user.number());
    step(transaction -> newsletters.save(newsletter, transaction));
  }

  /// Posts, and hands the post to every linked device of a reader.
  ///
  /// @param from the device that posts, which is not told
  /// @param draft id, type, media type and plaintext
  public synchronized Post post(Device from, Jid jid, Post draft, Transaction transaction) {
    Newsletter newsletter = asAdmin(from.account(), jid);
    Optional<Post> known =
        newsletter.posts.stream().filter(post -> post.id.equals(draft.id)).findFirst();
    if (known.isPresent()) {
      return known.get();
    }
    draft.serverId = newsletter.posts.isEmpty() ? 101 : newsletter.posts.getLast().serverId + 1;
    draft.at = now();
    draft.by = from.account().number();
    newsletter.posts.add(draft);
    newsletters.save(newsletter, transaction);
    for (Device device : devices(newsletter.readers())) {
      if (device != from) {
        transaction.deliver(device, forms.delivery(newsletter, draft, device.account()));
      }
    }
    return draft;
  }

  /// @param emoji empty takes the reaction back
  public synchronized void react(
      Account user, Jid jid, long serverId, String emoji, Transaction transaction) {
    Newsletter newsletter = find(jid);
    Post post = post(newsletter, serverId);
    if (newsletter.reactionCodes.equals("NONE")) {
      throw new NewsletterRefusal(403, "forbidden");
    }
    if (emoji.isEmpty()) {
      post.reactions.remove(user.number());
    } else {
      post.reactions.put(user.number(), emoji);
    }
    newsletters.save(newsletter, transaction);
    tellWatchers(newsletter, post, transaction);
  }

  /// Counts a user among those who saw posts.
  synchronized void viewed(Account user, Jid jid, List<Long> serverIds, Transaction transaction) {
    Newsletter newsletter = find(jid);
    for (long serverId : serverIds) {
      Post post = post(newsletter, serverId);
      if (post.viewers.add(user.number())) {
        tellWatchers(newsletter, post, transaction);
      }
    }
    newsletters.save(newsletter, transaction);
  }

  private static Post post(Newsletter newsletter, long serverId) {
    return newsletter.posts.stream()
        .filter(post -> post.serverId == serverId)
        .findFirst()
        .orElseThrow(() -> new NewsletterRefusal(404, "item-not-found"));
  }

  /// A device asks to be told of reactions for a while.
  synchronized void watch(Device device, Jid jid) {
    watchers
        .computeIfAbsent(find(jid).id, id -> new LinkedHashMap<>())
        .put(device, now() + WATCH_SECONDS);
  }

  private void tellWatchers(Newsletter newsletter, Post post, Transaction transaction) {
    Map<Device, Long> watching = watchers.getOrDefault(newsletter.id, Map.of());
    watching.values().removeIf(until -> until < now());
    Node messages = Node.of("messages").child(forms.tally(post)).build();
    for (Device device : watching.keySet()) {
      transaction.deliver(
          device,
          Node.of("notification")
              .with("from", newsletter.jid())
              .with("type", "newsletter")
              .with("id", ids.next())
              .with("t", now())
              .child(Node.of("live_updates").child(messages).build())
              .build());
    }
  }

  private void saveAndTell(
      Newsletter newsletter,
      Collection<String> numbers,
      String operation,
      String member,
      Function<Account, Map<String, Object>> data) {
    step(
        transaction -> {
          newsletters.save(newsletter, transaction);
          tell(numbers, operation, member, data, transaction);
        });
  }

  private void tell(
      Collection<String> numbers,
      String operation,
      String member,
      Function<Account, Map<String, Object>> data,
      Transaction transaction) {
    for (Device device : devices(numbers)) {
      transaction.deliver(
          device,
          Node.of("notification")
              .with("from", Jid.WHATSAPP)
              .with("type", "mex")
              .with("id", ids.next())
              .with("t", now())
              .child(forms.update(operation, member, data.apply(device.account())))
              .build());
    }
  }

  private void step(Consumer<Transaction> change) {
    Transaction transaction = accounts.transaction();
    change.accept(transaction);
    transaction.commit();
  }

  /// Phones read newsletters by the control API.
  private List<Device> devices(Collection<String> numbers) {
    return numbers.stream()
        .flatMap(number -> accounts.byNumber(number).stream())
        .flatMap(account -> account.linkedDevices().stream())
        .toList();
  }

  synchronized void clear() {
    newsletters.clear();
    watchers.clear();
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
