package io.trunkline.api.operator;

import io.trunkline.api.user.User;
import io.trunkline.api.web.Times;
import java.util.List;

/// Somebody who signs in, as the operator sees them.
///
/// @param lastLoginAt null: not yet
record UserView(String id, String email, String role, String createdAt, String lastLoginAt) {

  /// @param next null on the last page
  record Page(List<UserView> users, String next) {}

  record Single(UserView user) {}

  static UserView of(User user) {
    return new UserView(
        user.id().toString(),
        user.email(),
        user.role().slug(),
        Times.text(user.createdAt()),
        Times.text(user.lastLoginAt()));
  }
}
