package io.trunkline.api.chat;

/// A label of a business account.
///
/// @param color number in WhatsApp's palette
public record Label(String id, String name, int color) {}
