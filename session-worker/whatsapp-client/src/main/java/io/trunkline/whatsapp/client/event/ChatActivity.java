package io.trunkline.whatsapp.client.event;

/// What somebody does in a chat just now.
public enum ChatActivity {
  COMPOSING,
  RECORDING,
  PAUSED
}
