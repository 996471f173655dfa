package io.trunkline.worker.transfer;

import static io.trunkline.worker.transfer.Fields.base64;
import static io.trunkline.worker.transfer.Fields.buffer;
import static io.trunkline.worker.transfer.Fields.keyPair;
import static io.trunkline.worker.transfer.Fields.object;

import io.trunkline.whatsapp.client.store.Credentials;
import io.trunkline.whatsapp.client.store.LinkedAccount;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.pairing.SignedIdentity;
import io.trunkline.whatsapp.protocol.signal.SignalSession;
import io.trunkline.worker.store.WholeSession;
import io.trunkline.worker.transfer.TransferException.Code;
import java.time.Instant;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// A Trunkline session as a Baileys auth folder. From then on only one of the two sides may run:
/// both would use the same message keys.
public final class BaileysExport {
  private final WholeSession whole;
  private final long nowMs;
  private final TreeMap<String, JsonNode> files = new TreeMap<>();

  private BaileysExport(WholeSession whole, Instant now) {
    this.whole = whole;
    this.nowMs = now.toEpochMilli();
  }

  /// @param whole of a closed session, whose counters are exact
  /// @throws TransferException (`NOT_LINKED`)
  public static BaileysAuth of(WholeSession whole, Randomness randomness, Instant now) {
    return new BaileysExport(whole, now).write(randomness);
  }

  private BaileysAuth write(Randomness randomness) {
    files.put("creds", creds(randomness));
    for (var own : whole.preKeys()) {
      files.put("pre-key-" + own.key().id(), keyPair(own.key().keyPair()));
    }
    whole
        .ratchets()
        .forEach(
            (address, ratchet) -> {
              SignalSession session = ratchet.session().skipTo(ratchet.reservedUntil());
              files.put("session-" + address, BaileysSessions.write(session, nowMs));
            });
    whole
        .identities()
        .forEach((address, key) -> files.put("identity-key-" + address, buffer(key.serialized())));
    for (var mapping : whole.mappings()) {
      var pn = mapping.pn().user();
      var lid = mapping.lid().user();
      files.put("lid-mapping-" + pn, StringNode.valueOf(lid));
      files.put("lid-mapping-" + lid + "_reverse", StringNode.valueOf(pn));
    }
    return BaileysAuth.of(files);
  }

  private ObjectNode creds(Randomness randomness) {
    Credentials credentials = whole.stored().credentials();
    LinkedAccount account =
        credentials
            .account()
            .orElseThrow(
                () -> new TransferException(Code.NOT_LINKED, "No phone has scanned for it"));
    ObjectNode creds = object();
    creds.set("noiseKey", keyPair(credentials.noise()));
    // Only pairing by a code uses it.
    creds.set("pairingEphemeralKeyPair", keyPair(Curve25519.generate(randomness)));
    creds.set("signedIdentityKey", keyPair(credentials.identity()));
    var signed = credentials.signedPreKey();
    ObjectNode signedPreKey = creds.putObject("signedPreKey");
    signedPreKey.set("keyPair", keyPair(signed.keyPair()));
    signedPreKey.set("signature", buffer(signed.signature()));
    signedPreKey.put("keyId", signed.id());
    creds
        .put("registrationId", credentials.registrationId())
        .put("advSecretKey", base64(credentials.advSecret()))
        .put("nextPreKeyId", whole.stored().highestPreKeyId() + 1)
        .put("firstUnuploadedPreKeyId", firstNotUploaded())
        .put("accountSyncCounter", 0)
        .put("registered", false);
    creds.putArray("processedHistoryMessages");
    creds.putObject("accountSettings").put("unarchiveChats", false);
    creds.set("account", account(account.signedIdentity()));
    ObjectNode me = creds.putObject("me").put("id", account.pn().toString());
    account.lid().ifPresent(lid -> me.put("lid", lid.toString()));
    account.pushName().ifPresent(name -> me.put("name", name));
    creds.put("platform", account.platform());
    whole.stored().routingInfo().ifPresent(info -> creds.set("routingInfo", buffer(info)));
    return creds;
  }

  private int firstNotUploaded() {
    return whole.preKeys().stream()
        .filter(own -> !own.isUploaded())
        .mapToInt(own -> own.key().id())
        .min()
        .orElse(whole.stored().highestPreKeyId() + 1);
  }

  private static ObjectNode account(byte[] signedIdentity) {
    var signed = SignedIdentity.decode(signedIdentity);
    return object()
        .put("details", base64(signed.details()))
        .put("accountSignatureKey", base64(signed.accountKey().bytes()))
        .put("accountSignature", base64(signed.accountSignature()))
        .put("deviceSignature", base64(signed.deviceSignature()));
  }
}
