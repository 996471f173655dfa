package io.trunkline.whatsapp.protocol.stanza;

/// The tag bytes of the binary form. 1 to 235 are single tokens.
final class Tag {
  static final int LIST_EMPTY = 0x00;
  static final int DICTIONARY_0 = 0xec;
  static final int DICTIONARY_3 = 0xef;

  /// user string | device u16 | integrator u16 | server string
  static final int INTEROP_JID = 0xf5;

  /// user string | device u16 | server string
  static final int MESSENGER_JID = 0xf6;

  /// domain u8 | device u8 | user string
  static final int DEVICE_JID = 0xf7;

  static final int LIST_8 = 0xf8;
  static final int LIST_16 = 0xf9;

  /// user string or LIST_EMPTY | server string
  static final int JID_PAIR = 0xfa;

  static final int HEX_8 = 0xfb;
  static final int BINARY_8 = 0xfc;

  /// Three bytes of length, of which the top four bits count for nothing.
  static final int BINARY_20 = 0xfd;

  static final int BINARY_32 = 0xfe;
  static final int NIBBLE_8 = 0xff;

  private Tag() {}
}
