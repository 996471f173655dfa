package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.Group;
import io.trunkline.simulator.account.Groups;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// What may be done to groups, and who is told. One lock guards all groups.
///
/// Every change is asked for by a member (the actor) and told by a `w:gp2` notification to every
/// device of every member, those included who are removed by it.
public final class GroupDesk {
  private final Accounts accounts;
  private final Groups groups;
  private final GroupStanzas stanzas;
  private final GroupEntrance entrance;
  private final Communities communities;
  private final Clock clock;
  private final StanzaIds ids;
  private final Randomness randomness;

  GroupDesk(Accounts accounts, Groups groups, Clock clock, StanzaIds ids, Randomness randomness) {
    this.accounts = accounts;
    this.groups = groups;
    this.clock = clock;
    this.ids = ids;
    this.randomness = randomness;
    stanzas = new GroupStanzas(accounts);
    entrance = new GroupEntrance(this, groups);
    communities = new Communities(this, groups, accounts);
  }

  /// How people get in who are not simply added.
  public GroupEntrance entrance() {
    return entrance;
  }

  Communities communities() {
    return communities;
  }

  /// What became of a participant: 200, or WhatsApp's number.
  public record Outcome(Account account, int code) {}

  /// Reads under the lock.
  public synchronized <T> T read(Supplier<T> reading) {
    return reading.get();
  }

  public synchronized Collection<Group> all() {
    return List.copyOf(groups.all());
  }

  /// @throws GroupRefusal 404
  public Group group(Jid jid) {
    return groups.find(jid).orElseThrow(() -> new GroupRefusal(404, "item-not-found"));
  }

  GroupStanzas stanzas() {
    return stanzas;
  }

  Group asMember(Account actor, Jid jid) {
    Group group = group(jid);
    if (!group.isMember(actor)) {
      throw new GroupRefusal(403, "forbidden");
    }
    return group;
  }

  Group asAdmin(Account actor, Jid jid, boolean isNeeded) {
    Group group = asMember(actor, jid);
    if (isNeeded && !group.isAdmin(actor)) {
      throw new GroupRefusal(403, "not-authorized");
    }
    return group;
  }

  /// A group that one of its members asks about.
  synchronized Group known(Account actor, Jid jid) {
    return asMember(actor, jid);
  }

  synchronized List<Group> of(Account member) {
    return groups.all().stream().filter(group -> group.isMember(member)).toList();
  }

  /// Makes a group; the actor owns it. Members who let nobody add them are invited instead.
  ///
  /// @param draft with subject and settings; gets an id
  public synchronized Group create(Account actor, Group draft, List<Account> members) {
    draft.id = "120363" + Math.abs(Long.parseLong(hex(5), 16)) % 1_000_000_000_000L;
    draft.owner = actor.number();
    draft.createdAt = now();
    draft.subjectBy = actor.number();
    draft.subjectAt = now();
    draft.inviteCode = freshCode();
    draft.members.put(actor.number(), Group.SUPERADMIN);
    List<Account> others = members.stream().filter(member -> member != actor).toList();
    for (Account member : others) {
      if (GroupEntrance.mayAdd(actor, member)) {
        draft.members.put(member.number(), Group.MEMBER);
      } else {
        entrance.invite(actor, draft, member);
      }
    }
    Transaction transaction = accounts.transaction();
    others.stream()
        .filter(draft::isMember)
        .forEach(member -> Account.acquaint(actor, member, transaction));
    groups.save(draft, transaction);
    tell(actor, draft, created(draft, "new"), draft.numbers(), transaction);
    transaction.commit();
    return draft;
  }

  private Node created(Group group, String reason) {
    return Node.of("create")
        .with("type", "new")
        .with("reason", reason)
        .child(stanzas.group(group, true))
        .build();
  }

  public synchronized List<Outcome> add(Account actor, Jid jid, List<Account> users) {
    Group group = asAdmin(actor, jid, group(jid).adminsAdd);
    List<Outcome> outcomes = new ArrayList<>();
    List<Account> added = new ArrayList<>();
    boolean isInvited = false;
    for (Account user : users) {
      if (group.isMember(user)) {
        outcomes.add(new Outcome(user, 409));
      } else if (GroupEntrance.mayAdd(actor, user)) {
        added.add(user);
        outcomes.add(new Outcome(user, 200));
      } else {
        entrance.invite(actor, group, user);
        outcomes.add(new Outcome(user, 403));
        isInvited = true;
      }
    }
    admit(actor, group, added, "");
    if (isInvited) {
      save(group);
    }
    return outcomes;
  }

  void save(Group group) {
    Transaction transaction = accounts.transaction();
    groups.save(group, transaction);
    transaction.commit();
  }

  /// Ends a group.
  void end(Account actor, Group group, String reason) {
    Transaction transaction = accounts.transaction();
    groups.remove(group, transaction);
    tell(
        actor,
        group,
        Node.of("delete").with("reason", reason).build(),
        group.numbers(),
        transaction);
    transaction.commit();
  }

  void admit(Account actor, Group group, List<Account> added, String reason) {
    if (added.isEmpty()) {
      return;
    }
    Transaction transaction = accounts.transaction();
    List<String> before = group.numbers();
    added.forEach(
        user -> {
          group.members.put(user.number(), Group.MEMBER);
          group.pending.remove(user.number());
          group.invitations.remove(user.number());
          Account.acquaint(actor, user, transaction);
        });
    groups.save(group, transaction);
    tell(actor, group, participants(group, "add", added, reason), before, transaction);
    tell(
        actor,
        group,
        created(group, reason),
        added.stream().map(Account::number).toList(),
        transaction);
    transaction.commit();
    if (group.community) {
      communities.announceTo(actor, group, added);
    }
  }

  Node participants(Group group, String tag, List<Account> users, String reason) {
    Node.Builder node =
        Node.of(tag).withIfPresent("reason", Optional.of(reason).filter(r -> !r.isEmpty()));
    users.forEach(user -> node.child(stanzas.participant(group, user).build()));
    return node.build();
  }

  public synchronized List<Outcome> remove(Account actor, Jid jid, List<Account> users) {
    Group group = asAdmin(actor, jid, true);
    return changeMembers(
        actor,
        group,
        "remove",
        users,
        user -> {
          if (!group.isMember(user)) {
            return 404;
          }
          if (group.members.get(user.number()).equals(Group.SUPERADMIN)) {
            return 406;
          }
          group.members.remove(user.number());
          return 200;
        });
  }

  public synchronized List<Outcome> promote(Account actor, Jid jid, List<Account> users) {
    return setRole(actor, jid, "promote", users, Group.ADMIN);
  }

  public synchronized List<Outcome> demote(Account actor, Jid jid, List<Account> users) {
    return setRole(actor, jid, "demote", users, Group.MEMBER);
  }

  private List<Outcome> setRole(
      Account actor, Jid jid, String tag, List<Account> users, String role) {
    Group group = asAdmin(actor, jid, true);
    return changeMembers(
        actor,
        group,
        tag,
        users,
        user -> {
          if (!group.isMember(user)) {
            return 404;
          }
          return group.members.replace(user.number(), role).equals(Group.SUPERADMIN)
                  && group.members.put(user.number(), Group.SUPERADMIN) != null
              ? 406
              : 200;
        });
  }

  private List<Outcome> changeMembers(
      Account actor,
      Group group,
      String tag,
      List<Account> users,
      Function<Account, Integer> change) {
    Set<String> told = new LinkedHashSet<>(group.numbers());
    List<Outcome> outcomes =
        users.stream().map(user -> new Outcome(user, change.apply(user))).toList();
    List<Account> done =
        outcomes.stream().filter(outcome -> outcome.code == 200).map(Outcome::account).toList();
    if (!done.isEmpty()) {
      Transaction transaction = accounts.transaction();
      groups.save(group, transaction);
      tell(actor, group, participants(group, tag, done, ""), told, transaction);
      transaction.commit();
    }
    return outcomes;
  }

  /// Somebody goes; the last one ends the group.
  public synchronized void leave(Account actor, Jid jid) {
    Group group = asMember(actor, jid);
    List<String> told = group.numbers();
    group.members.remove(actor.number());
    Transaction transaction = accounts.transaction();
    if (group.members.isEmpty()) {
      groups.remove(group, transaction);
    } else {
      groups.save(group, transaction);
    }
    tell(actor, group, participants(group, "leave", List.of(actor), ""), told, transaction);
    transaction.commit();
  }

  public synchronized void subject(Account actor, Jid jid, String subject) {
    Group group = asAdmin(actor, jid, group(jid).locked);
    group.subject = subject;
    group.subjectBy = actor.number();
    group.subjectAt = now();
    saveAndTell(
        actor,
        group,
        Node.of("subject")
            .with("subject", subject)
            .with("s_t", group.subjectAt)
            .with("s_o", actor.jid(group.server()))
            .build());
  }

  /// @param previous id of the description that is replaced, as the actor knows it
  /// @param text empty removes it
  public synchronized void description(
      Account actor, Jid jid, Optional<String> previous, Optional<String> id, String text) {
    Group group = asAdmin(actor, jid, group(jid).locked);
    if (previous.isPresent() && !previous.get().equals(group.descriptionId)) {
      throw new GroupRefusal(409, "conflict");
    }
    group.descriptionId = text.isEmpty() ? "" : id.orElseGet(() -> hex(8));
    group.description = text;
    group.descriptionBy = actor.number();
    group.descriptionAt = now();
    saveAndTell(actor, group, stanzas.description(group));
  }

  /// Changes one setting, named by its tag.
  public synchronized void setting(Account actor, Jid jid, Node setting) {
    Group group = asAdmin(actor, jid, true);
    switch (setting.tag()) {
      case "announcement" -> group.announce = true;
      case "not_announcement" -> group.announce = false;
      case "locked" -> group.locked = true;
      case "unlocked" -> group.locked = false;
      case "ephemeral" -> group.ephemeral = setting.number("expiration");
      case "not_ephemeral" -> group.ephemeral = 0;
      case "member_add_mode" -> group.adminsAdd = setting.text().equals("admin_add");
      case "member_link_mode" -> group.adminsLink = setting.text().equals("admin_link");
      case "member_share_group_history_mode" ->
          group.adminsShareHistory = setting.text().equals("admin_share");
      case "membership_approval_mode" ->
          group.joinApproval = setting.requireChild("group_join").has("state", "on");
      default -> throw new GroupRefusal(501, "feature-not-implemented");
    }
    saveAndTell(actor, group, setting);
  }

  /// @param jpeg empty removes the picture
  /// @return the picture's id, or an empty text
  public synchronized String picture(Account actor, Jid jid, byte[] jpeg) {
    Group group = asAdmin(actor, jid, group(jid).locked);
    group.picture = jpeg.clone();
    group.pictureId = jpeg.length == 0 ? "" : Long.toString(clock.millis());
    Transaction transaction = accounts.transaction();
    groups.save(group, transaction);
    Node.Builder change = Node.of(jpeg.length == 0 ? "delete" : "set").with("jid", group.jid());
    if (jpeg.length > 0) {
      change.with("id", group.pictureId);
    }
    Node notification =
        Node.of("notification")
            .with("from", group.jid())
            .with("type", "picture")
            .with("id", ids.next())
            .with("t", now())
            .child(change.with("author", actor.jid(group.server())).build())
            .build();
    devices(group.numbers()).forEach(device -> transaction.deliver(device, notification));
    transaction.commit();
    return group.pictureId;
  }

  /// Of a group by the user part of its JID; empty where it has none.
  public synchronized byte[] pictureOf(String id) {
    return groups
        .find(Jid.user(id, JidServer.GROUP))
        .map(group -> group.picture.clone())
        .orElse(new byte[0]);
  }

  void saveAndTell(Account actor, Group group, Node change) {
    saveAndTell(actor, group, change, group.numbers());
  }

  void saveAndTell(Account actor, Group group, Node change, Collection<String> numbers) {
    Transaction transaction = accounts.transaction();
    groups.save(group, transaction);
    tell(actor, group, change, numbers, transaction);
    transaction.commit();
  }

  private void tell(
      Account actor,
      Group group,
      Node change,
      Collection<String> numbers,
      Transaction transaction) {
    boolean isLid = group.server() == JidServer.LID;
    for (Device device : devices(numbers)) {
      transaction.deliver(
          device,
          Node.of("notification")
              .with("from", group.jid())
              .with("type", "w:gp2")
              .with("id", ids.next())
              .with("participant", actor.jid(group.server()))
              .with(isLid ? "participant_pn" : "participant_lid", isLid ? actor.pn() : actor.lid())
              .with("addressing_mode", group.addressing)
              .with("notify", actor.name())
              .with("t", now())
              .child(change)
              .build());
    }
  }

  private List<Device> devices(Collection<String> numbers) {
    return numbers.stream()
        .flatMap(number -> accounts.byNumber(number).stream())
        .flatMap(account -> account.devices().stream())
        .toList();
  }

  String freshCode() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(randomness.bytes(16));
  }

  private String hex(int bytes) {
    return HexFormat.of().withUpperCase().formatHex(randomness.bytes(bytes));
  }

  long now() {
    return clock.instant().getEpochSecond();
  }
}
