package io.trunkline.worker.transfer;

import static io.trunkline.worker.transfer.Fields.bytes;
import static io.trunkline.worker.transfer.Fields.keyPair;
import static io.trunkline.worker.transfer.Fields.need;
import static io.trunkline.worker.transfer.Fields.number;
import static io.trunkline.worker.transfer.Fields.publicKey;
import static io.trunkline.worker.transfer.Fields.text;

import io.trunkline.whatsapp.client.store.Credentials;
import io.trunkline.whatsapp.client.store.LidMapping;
import io.trunkline.whatsapp.client.store.LinkedAccount;
import io.trunkline.whatsapp.client.store.StoreChange;
import io.trunkline.whatsapp.client.store.StoredRatchet;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidException;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.pairing.AdvException;
import io.trunkline.whatsapp.protocol.pairing.SignedIdentity;
import io.trunkline.whatsapp.protocol.signal.PreKey;
import io.trunkline.whatsapp.protocol.signal.SignedPreKey;
import io.trunkline.worker.transfer.TransferException.Code;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// A Baileys auth folder as the one change that makes a Trunkline session of it.
///
/// Sessions filed under a phone number whose LID is known are filed under the LID, as ours are,
/// unless the LID has one. Own one-time prekeys below `firstUnuploadedPreKeyId` are the server's.
public final class BaileysImport {
  private static final Pattern ADDRESS = Pattern.compile("(\\d{1,20}(?:_\\d{1,3})?)\\.(\\d{1,3})");
  private static final Pattern DIGITS = Pattern.compile("\\d{1,20}");
  private static final String LID_DOMAIN = "_1";
  private static final String HOSTED_DOMAIN = "_128";
  private static final String HOSTED_LID_DOMAIN = "_129";
  private static final int MAX_KEY_ID = 0xff_ffff;

  private final BaileysAuth auth;
  private final StoreChange.Builder change = StoreChange.builder().erase();
  private final Map<String, String> lids = new TreeMap<>();

  private BaileysImport(BaileysAuth auth) {
    this.auth = auth;
  }

  /// @throws TransferException (any code)
  public static StoreChange of(BaileysAuth auth) {
    try {
      return new BaileysImport(auth).read();
    } catch (JidException e) {
      throw new TransferException(Code.MALFORMED, "An address is none");
    }
  }

  private StoreChange read() {
    var creds =
        auth.file("creds")
            .orElseThrow(() -> new TransferException(Code.MALFORMED, "There is no creds.json"));
    var credentials = credentials(creds);
    change.credentials(credentials);
    if (creds.path("routingInfo").isObject()) {
      change.routingInfo(bytes(creds, "routingInfo"));
    }
    mappings(credentials.account().orElseThrow());
    preKeys(creds);
    sessions();
    return change.build();
  }

  private static Credentials credentials(JsonNode creds) {
    if (!creds.path("me").isObject() || !creds.path("account").isObject()) {
      throw new TransferException(Code.NOT_LINKED, "No phone has scanned for these credentials");
    }
    var identity = keyPair(creds, "signedIdentityKey");
    var account = account(creds);
    try {
      account.requireSignatures(identity.publicKey());
    } catch (AdvException e) {
      throw new TransferException(Code.INCONSISTENT, "The account did not sign this device", e);
    }
    byte[] advSecret = bytes(creds, "advSecretKey");
    if (advSecret.length != 32) {
      throw Fields.malformed("advSecretKey");
    }
    int registrationId = number(creds, "registrationId");
    if (registrationId < 0 || registrationId > 0xffff) {
      throw Fields.malformed("registrationId");
    }
    return new Credentials(
        keyPair(creds, "noiseKey"),
        identity,
        registrationId,
        signedPreKey(need(creds, "signedPreKey")),
        advSecret,
        Optional.of(linked(creds, account)));
  }

  private static SignedPreKey signedPreKey(JsonNode node) {
    byte[] signature = bytes(node, "signature");
    if (signature.length != 64) {
      throw Fields.malformed("signature");
    }
    return new SignedPreKey(keyId(number(node, "keyId")), keyPair(node, "keyPair"), signature);
  }

  private static SignedIdentity account(JsonNode creds) {
    var account = need(creds, "account");
    return new SignedIdentity(
        bytes(account, "details"),
        publicKey(bytes(account, "accountSignatureKey"), "accountSignatureKey"),
        bytes(account, "accountSignature"),
        bytes(account, "deviceSignature"));
  }

  private static LinkedAccount linked(JsonNode creds, SignedIdentity account) {
    var me = need(creds, "me");
    var pn = Jid.parse(text(me, "id").orElseThrow(() -> Fields.malformed("me.id")));
    var lid = text(me, "lid").map(Jid::parse);
    if (!pn.isPn() || pn.isPrimary() || lid.filter(jid -> !jid.isLid()).isPresent()) {
      throw Fields.malformed("me");
    }
    return new LinkedAccount(
        pn,
        // Some versions keep the LID without the device.
        lid.map(jid -> jid.withDevice(pn.device())),
        account.encode(),
        text(creds, "platform").orElse(""),
        Optional.empty(),
        text(me, "name"));
  }

  private void mappings(LinkedAccount account) {
    auth.category("lid-mapping")
        .forEach(
            (name, value) -> {
              if (DIGITS.matcher(name).matches()
                  && value.isString()
                  && DIGITS.matcher(value.stringValue()).matches()) {
                map(name, value.stringValue());
              }
            });
    account.lid().ifPresent(lid -> map(account.pn().user(), lid.user()));
  }

  private void map(String pn, String lid) {
    if (lids.put(pn, lid) == null) {
      change.mapping(new LidMapping(Jid.user(pn, JidServer.USER), Jid.user(lid, JidServer.LID)));
    }
  }

  private void preKeys(JsonNode creds) {
    int next = number(creds, "nextPreKeyId");
    int firstNotUploaded = number(creds, "firstUnuploadedPreKeyId");
    var keys = new TreeMap<Integer, PreKey>();
    auth.category("pre-key")
        .forEach(
            (name, value) -> {
              if (DIGITS.matcher(name).matches() && name.length() <= 8) {
                int id = keyId(Integer.parseInt(name));
                keys.put(
                    id,
                    new PreKey(
                        id, keyPair(bytes(value, "private"), bytes(value, "public"), "pre-key")));
              }
            });
    change.addPreKeys(keys.values());
    change.preKeysUploaded(keys.headMap(firstNotUploaded).keySet());
    if (next > 1 && !keys.containsKey(next - 1)) {
      // Ids are never given twice, so the last one has to be remembered though its key is gone.
      change.addPreKeys(List.of(new PreKey(keyId(next - 1), noKey(creds))));
      change.consumePreKey(next - 1);
    }
  }

  /// Some pair for a row that goes with the same change.
  private static KeyPair noKey(JsonNode creds) {
    return keyPair(creds, "noiseKey");
  }

  private void sessions() {
    var moved = new ArrayList<Runnable>();
    var taken = new HashSet<SignalAddress>();
    auth.category("session")
        .forEach(
            (name, value) -> {
              var from = address(name);
              var to = from.map(this::canonical);
              if (to.isEmpty()) {
                return;
              }
              BaileysSessions.read(value)
                  .ifPresent(
                      session -> {
                        Runnable put =
                            () -> {
                              if (taken.add(to.get())) {
                                change.ratchet(
                                    to.get(), new StoredRatchet(session, session.sendingCounter()));
                                change.identity(to.get(), session.remoteIdentity());
                              }
                            };
                        if (to.equals(from)) {
                          put.run();
                        } else {
                          moved.add(put);
                        }
                      });
            });
    moved.forEach(Runnable::run);
  }

  private static Optional<SignalAddress> address(String name) {
    var matcher = ADDRESS.matcher(name);
    return matcher.matches()
        ? Optional.of(new SignalAddress(matcher.group(1), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  private SignalAddress canonical(SignalAddress address) {
    var name = address.name();
    boolean isHosted = name.endsWith(HOSTED_DOMAIN);
    var pn = isHosted ? name.substring(0, name.length() - HOSTED_DOMAIN.length()) : name;
    var lid = lids.get(pn);
    return lid == null
        ? address
        : new SignalAddress(lid + (isHosted ? HOSTED_LID_DOMAIN : LID_DOMAIN), address.deviceId());
  }

  private static int keyId(int id) {
    if (id < 1 || id > MAX_KEY_ID) {
      throw Fields.malformed("keyId");
    }
    return id;
  }
}
