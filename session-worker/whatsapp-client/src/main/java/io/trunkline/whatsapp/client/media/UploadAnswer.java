package io.trunkline.whatsapp.client.media;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The members of the JSON object by which a media host answers an upload: `{"url": "…",
/// "direct_path": "…", "handle": "…"}`. Only members that are texts are looked for.
final class UploadAnswer {
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");

  private final String json;

  UploadAnswer(String json) {
    this.json = json;
  }

  Optional<String> text(String member) {
    Matcher found =
        Pattern.compile("\"" + member + "\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*+)\"").matcher(json);
    return found.find() ? Optional.of(unescaped(found.group(1))) : Optional.empty();
  }

  private static String unescaped(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    escape.group(1) == null
                        ? escape.group(2)
                        : Character.toString(Integer.parseInt(escape.group(1), 16))));
  }
}
