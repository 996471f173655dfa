package io.trunkline.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.whatsapp.client.store.StoreChange;
import io.trunkline.whatsapp.client.store.StoredSession;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.signal.SignalSession;
import io.trunkline.worker.store.WholeSession;
import io.trunkline.worker.transfer.TransferException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The fixture was written by Baileys 7.0.0-rc itself, which linked to the simulator and exchanged
/// texts; all but three of its 812 one-time prekeys were taken out. Its keys are of no account.
class BaileysTransferTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final SignalAddress PHONE = new SignalAddress("104663752601130_1", 0);
  private static final SignalAddress FRIEND = new SignalAddress("570455640137084_1", 0);

  @Test
  void credentialsAreThoseOfTheFolder() {
    var change = BaileysImport.of(fixture());
    var credentials = change.credentials().orElseThrow();
    var account = credentials.account().orElseThrow();
    assertThat(change.erase()).isTrue();
    assertThat(credentials.registrationId()).isEqualTo(174);
    assertThat(Fields.base64(credentials.noise().publicKey().bytes()))
        .isEqualTo("GEgRQkmzrVdDMq8FQXSwyAX3Nr/wnKVTUWni4WANfx4=");
    assertThat(account.pn()).hasToString("96176200001:1@s.whatsapp.net");
    assertThat(account.lid()).map(Object::toString).contains("104663752601130:1@lid");
    assertThat(account.platform()).isEqualTo("android");
    assertThat(change.mappings()).hasSize(2);
  }

  @Test
  void preKeysBelowTheFirstUnuploadedAreTheServers() {
    var change = BaileysImport.of(fixture());
    assertThat(change.addedPreKeys()).extracting(key -> key.id()).containsExactly(2, 3, 812);
    assertThat(change.uploadedPreKeys()).containsExactlyInAnyOrder(2, 3, 812);
    assertThat(change.consumedPreKeys()).isEmpty();
  }

  @Test
  void idOfAConsumedLastPreKeyIsNotGivenAgain() {
    var files = files();
    files.remove("pre-key-812.json");
    var change = BaileysImport.of(read(files));
    assertThat(change.addedPreKeys()).extracting(key -> key.id()).contains(812);
    assertThat(change.consumedPreKeys()).containsExactly(812);
  }

  @Test
  void sessionsGoOnAtTheNextCounter() {
    var ratchets = BaileysImport.of(fixture()).ratchets();
    assertThat(ratchets).containsOnlyKeys(PHONE, FRIEND);
    assertThat(ratchets.get(PHONE).session().sendingCounter()).isEqualTo(2);
    assertThat(ratchets.get(PHONE).session().isPending()).isTrue();
    assertThat(ratchets.get(FRIEND).session().sendingCounter()).isEqualTo(1);
    assertThat(ratchets.get(FRIEND).reservedUntil()).isEqualTo(1);
    assertThat(ratchets.get(FRIEND).session().isPending()).isFalse();
  }

  @Test
  void sessionUnderThePhoneNumberIsFiledUnderTheLid() {
    var files = files();
    files.set("session-96176200002.0.json", files.remove("session-570455640137084_1.0.json"));
    assertThat(BaileysImport.of(read(files)).ratchets()).containsOnlyKeys(PHONE, FRIEND);
  }

  @Test
  void exportWritesWhatBaileysWrote() {
    var exported = BaileysAuth.read(export(BaileysImport.of(fixture())).toZip());
    for (var address : new SignalAddress[] {PHONE, FRIEND}) {
      var own = exported.file("session-" + address).orElseThrow();
      var theirs = fixture().file("session-" + address).orElseThrow();
      assertThat(withoutTimes(own)).isEqualTo(withoutTimes(theirs));
    }
    var creds = exported.file("creds").orElseThrow();
    var original = fixture().file("creds").orElseThrow();
    for (var same :
        new String[] {
          "noiseKey", "signedIdentityKey", "signedPreKey", "registrationId", "advSecretKey",
          "nextPreKeyId", "firstUnuploadedPreKeyId", "account", "me", "platform"
        }) {
      assertThat(creds.get(same)).as(same).isEqualTo(original.get(same));
    }
    assertThat(exported.category("pre-key")).isEqualTo(fixture().category("pre-key"));
    assertThat(exported.category("lid-mapping")).isEqualTo(fixture().category("lid-mapping"));
  }

  @Test
  void skippedKeysClosedChainsAndFormerSessionsSurvive() {
    var files = files();
    var record = (ObjectNode) files.get("session-570455640137084_1.0.json");
    var sessions = (ObjectNode) record.get("_sessions");
    var former = (ObjectNode) JSON.readTree(sessions.iterator().next().toString());
    var index = (ObjectNode) former.get("indexInfo");
    index.put("closed", 1_795_000_000_000L);
    var baseKey = "BWht1Tr1dgm3DEXeEMYyefhxN/suKtFuTPpuYLN3Onxv";
    index.put("baseKey", baseKey);
    var chain = (ObjectNode) former.get("_chains").iterator().next();
    ((ObjectNode) chain.get("chainKey")).remove("key");
    ((ObjectNode) chain.get("messageKeys")).put("0", Fields.base64(new byte[32]));
    sessions.set(baseKey, former);

    var session = BaileysSessions.read(record).orElseThrow();
    assertThat(session).isEqualTo(SignalSession.decode(session.encode()));
    var states = session.states();
    assertThat(states).hasSize(2);
    var closed = states.getLast().receivers().getFirst();
    assertThat(closed.chain()).isEmpty();
    assertThat(closed.skipped()).containsOnlyKeys(0);
    assertThat(BaileysSessions.read(BaileysSessions.write(session, 7))).contains(session);
  }

  @Test
  void documentOfCredsAndKeysIsTheSame() {
    var document = Fields.object();
    var keys = document.putObject("keys");
    for (var file : files().properties()) {
      var name = file.getKey().replace(".json", "");
      if (name.equals("creds")) {
        document.set("creds", file.getValue());
      } else if (name.startsWith("session-")) {
        var sessions = keys.withObject("/session");
        sessions.set(name.substring("session-".length()), file.getValue());
      }
    }
    assertThat(BaileysImport.of(read(document)).ratchets())
        .isEqualTo(BaileysImport.of(fixture()).ratchets());
  }

  @Test
  void unsoundFoldersAreRefusedByACode() {
    refused("no JSON".getBytes(StandardCharsets.UTF_8), Code.MALFORMED);
    refused("PK\3\4".getBytes(StandardCharsets.ISO_8859_1), Code.MALFORMED);
    refused(new byte[BaileysAuth.MAX_BYTES + 1], Code.TOO_LARGE);
    var unlinked = files();
    ((ObjectNode) unlinked.get("creds.json")).remove("account");
    refused(bytes(unlinked), Code.NOT_LINKED);
    var foreign = files();
    var creds = (ObjectNode) foreign.get("creds.json");
    creds.set("signedIdentityKey", creds.get("noiseKey"));
    refused(bytes(foreign), Code.INCONSISTENT);
    var torn = files();
    ((ObjectNode) torn.get("session-570455640137084_1.0.json")).put("_sessions", "gone");
    refused(bytes(torn), Code.MALFORMED);
  }

  private static void refused(byte[] bytes, Code code) {
    assertThatThrownBy(() -> BaileysImport.of(BaileysAuth.read(bytes)))
        .isInstanceOfSatisfying(TransferException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static BaileysAuth export(StoreChange change) {
    var stored =
        new StoredSession(change.credentials().orElseThrow(), 1, 812, false, Optional.empty());
    var preKeys =
        change.addedPreKeys().stream().map(key -> new WholeSession.OwnPreKey(key, true)).toList();
    var whole =
        new WholeSession(
            stored, change.ratchets(), change.identities(), preKeys, change.mappings());
    return BaileysExport.of(whole, Randomness.from(new Random(1)), Instant.ofEpochSecond(7));
  }

  /// Who began counts only while it is pending, see [BaileysSessions].
  private static JsonNode withoutTimes(JsonNode record) {
    for (var session : record.get("_sessions")) {
      var index = (ObjectNode) session.get("indexInfo");
      index.remove("used");
      index.remove("created");
      if (!session.has("pendingPreKey")) {
        index.remove("baseKeyType");
      }
      // Only looked up among the chains, and here there is none yet.
      if (session.get("_chains").size() == 1) {
        ((ObjectNode) session.get("currentRatchet")).remove("lastRemoteEphemeralKey");
      }
    }
    return record;
  }

  private static BaileysAuth fixture() {
    return read(files());
  }

  private static BaileysAuth read(JsonNode files) {
    return BaileysAuth.read(bytes(files));
  }

  private static byte[] bytes(JsonNode files) {
    return files.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode files() {
    try (var in = BaileysTransferTest.class.getResourceAsStream("/transfer/baileys-7-rc.json")) {
      return (ObjectNode) JSON.readTree(in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
