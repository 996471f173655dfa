package io.trunkline.whatsapp.client.group;

import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.List;
import java.util.Optional;

/// What a group notification says.
public sealed interface GroupUpdate {

  /// This account was added, or the group was made with it.
  ///
  /// @param reason `invite` for a link that was followed, else empty
  record Joined(GroupInfo info, String reason) implements GroupUpdate {}

  /// @param action what was done
  /// @param reason `invite` where somebody followed a link, else empty
  record Participants(Action action, List<UserAddress> users, String reason)
      implements GroupUpdate {
    public Participants {
      users = List.copyOf(users);
    }
  }

  record Subject(String subject) implements GroupUpdate {}

  /// @param text empty where it was removed
  record Description(String id, String text) implements GroupUpdate {}

  record Setting(GroupSetting setting) implements GroupUpdate {}

  /// The picture is another one, or gone.
  ///
  /// @param id absent where it was removed
  record Picture(Optional<String> id) implements GroupUpdate {}

  /// The invite link was replaced.
  record Invite(String code) implements GroupUpdate {}

  /// Users ask to be let in.
  record JoinRequests(List<UserAddress> users, String method) implements GroupUpdate {
    public JoinRequests {
      users = List.copyOf(users);
    }
  }

  /// Users do not ask any more, or were refused.
  record JoinRequestsRevoked(List<UserAddress> users) implements GroupUpdate {
    public JoinRequestsRevoked {
      users = List.copyOf(users);
    }
  }

  /// Groups of a community belong together now.
  ///
  /// @param relation what they are to the group that tells it
  record Linked(Relation relation, List<LinkedGroup> groups) implements GroupUpdate {
    public Linked {
      groups = List.copyOf(groups);
    }
  }

  /// @param reason `delete_parent_group`, `unlink_group`, `integrity_delete_parent`, or what
  ///     WhatsApp calls it
  record Unlinked(Relation relation, List<Jid> groups, String reason) implements GroupUpdate {
    public Unlinked {
      groups = List.copyOf(groups);
    }
  }

  /// The group is no more.
  record Ended(String reason) implements GroupUpdate {}

  /// Something that this version does not read.
  ///
  /// @param name tag of the notification's child
  record Other(String name) implements GroupUpdate {}

  /// What the groups of a community are to each other.
  enum Relation {
    /// The community itself.
    PARENT,
    /// A group of the community.
    SUB,
    /// Another group of the same community.
    SIBLING
  }

  enum Action {
    ADD,
    REMOVE,
    LEAVE,
    PROMOTE,
    DEMOTE,
    /// The user has another number or name.
    MODIFY
  }
}
