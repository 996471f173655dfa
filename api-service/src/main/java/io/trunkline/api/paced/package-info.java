/// The paced queue of notifications: rows that wait for their recipient's consent and leave one by
/// one, as a person would send them.
///
///     Notifications   accepts rows, sends them again, lists them
///     Lane            when a session's next row is chosen and leaves (pure)
///     Lanes           looks after due lanes, and makes messages of the rows that leave
///     NotificationLog rows of what went and came outside the queue
///     MessageFates    what became of the messages, told to their rows
package io.trunkline.api.paced;
