package io.trunkline.worker.transfer;

import io.trunkline.worker.transfer.TransferException.Code;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The files of a Baileys auth folder, by name without `.json`.
///
/// Read from a zip of the folder (folders within it are ignored), from one JSON object by file name
/// with or without `.json`, or from `{ "creds": …, "keys": { "session": { "<id>": … }, … } }`.
/// At most 20,000 files and 32 MB unpacked. It contains secrets.
///
/// Source: Baileys `use-multi-file-auth-state`, 7.0.0-rc.
public final class BaileysAuth {
  /// What a transfer may have at most as it comes, packed or not.
  public static final int MAX_BYTES = 8 << 20;

  private static final int MAX_FILES = 20_000;
  private static final int MAX_UNPACKED_BYTES = 32 << 20;
  private static final String SUFFIX = ".json";
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Map<String, JsonNode> files;

  private BaileysAuth(Map<String, JsonNode> files) {
    this.files = Collections.unmodifiableMap(files);
  }

  /// @throws TransferException (`TOO_LARGE`, `MALFORMED`)
  public static BaileysAuth read(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new TransferException(
          Code.TOO_LARGE,
          "Expected at most %d bytes but was %d".formatted(MAX_BYTES, bytes.length));
    }
    boolean isZip = bytes.length > 1 && bytes[0] == 'P' && bytes[1] == 'K';
    return new BaileysAuth(isZip ? unzip(bytes) : flatten(parse("the document", bytes)));
  }

  static BaileysAuth of(Map<String, ? extends JsonNode> files) {
    return new BaileysAuth(new TreeMap<>(files));
  }

  private static Map<String, JsonNode> unzip(byte[] bytes) {
    var files = new TreeMap<String, JsonNode>();
    int left = MAX_UNPACKED_BYTES;
    int entries = 0;
    try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (++entries > MAX_FILES) {
          throw new TransferException(
              Code.TOO_LARGE, "Expected at most %d files".formatted(MAX_FILES));
        }
        byte[] content = zip.readNBytes(left + 1);
        left -= content.length;
        if (left < 0) {
          throw new TransferException(
              Code.TOO_LARGE, "Expected at most %d bytes unpacked".formatted(MAX_UNPACKED_BYTES));
        }
        var path = entry.getName();
        var name = path.substring(path.lastIndexOf('/') + 1);
        if (name.endsWith(SUFFIX) && !name.startsWith(".") && !path.startsWith("__MACOSX/")) {
          files.put(bare(name), parse("a file", content));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new TransferException(Code.MALFORMED, "The zip cannot be read", e);
    }
    return files;
  }

  private static Map<String, JsonNode> flatten(JsonNode document) {
    if (!document.isObject()) {
      throw new TransferException(Code.MALFORMED, "Expected one JSON object");
    }
    var files = new TreeMap<String, JsonNode>();
    for (var file : document.properties()) {
      if (file.getKey().equals("keys") && file.getValue().isObject()) {
        for (var category : file.getValue().properties()) {
          for (var value : category.getValue().properties()) {
            files.put(fileName(category.getKey() + "-" + value.getKey()), value.getValue());
          }
        }
      } else {
        files.put(bare(file.getKey()), file.getValue());
      }
    }
    return files;
  }

  /// As Baileys names its files.
  private static String fileName(String name) {
    return name.replace("/", "__").replace(':', '-');
  }

  private static String bare(String name) {
    return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
  }

  private static JsonNode parse(String what, byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (JacksonException e) {
      // Without the cause: it quotes what it has read.
      throw new TransferException(Code.MALFORMED, "Expected JSON in " + what);
    }
  }

  Optional<JsonNode> file(String name) {
    return Optional.ofNullable(files.get(name)).filter(value -> !value.isNull());
  }

  /// Files of a category, by what follows `<category>-`.
  Map<String, JsonNode> category(String category) {
    var found = new TreeMap<String, JsonNode>();
    files.forEach(
        (name, value) -> {
          if (name.startsWith(category + "-") && !value.isNull()) {
            found.put(name.substring(category.length() + 1), value);
          }
        });
    return found;
  }

  /// The folder as a zip.
  public byte[] toZip() {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (var file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey() + SUFFIX));
        zip.write(file.getValue().toString().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /// The folder as one JSON object.
  public byte[] toJson() {
    ObjectNode object = JSON.createObjectNode();
    files.forEach((name, value) -> object.set(name + SUFFIX, value));
    return object.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "BaileysAuth[files=" + files.size() + "]";
  }
}
