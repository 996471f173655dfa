package io.trunkline.api.consent;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The conversation about consent: what an incoming message changes, and what is answered. Source:
/// contracts, notify.
final class ConsentFlow {
  private static final int MOST = 64;
  private static final Set<String> YES = Set.of("yes", "نعم");
  private static final Set<String> NO = Set.of("no", "لا");
  private static final Set<String> FIRST = Set.of("1", "١", "۱");
  private static final Set<String> SECOND = Set.of("2", "٢", "۲");

  /// Arabic vowel signs, the stroke that lengthens a word, and marks that only order the writing.
  private static final Pattern IGNORED = Pattern.compile("[\\u064B-\\u065F\\u0670\\u0640\\p{Cf}]");

  private static final Pattern AT_THE_END = Pattern.compile("[\\p{P}\\p{Z}\\s]+$");

  private ConsentFlow() {}

  enum Reply {
    PROMPT,
    CONFIRMED,
    DECLINED,
    AUTO_REPLY
  }

  /// @param reply absent: silence
  record Outcome(OptIn optIn, Optional<Reply> reply) {}

  private enum Word {
    YES,
    NO,
    OTHER
  }

  /// @param current of a recipient that is not known yet `PENDING`
  /// @param isPromptOpen whether a question waits for an answer, so that digits are one
  /// @param text absent: not a text
  static Outcome received(OptIn current, boolean isPromptOpen, Optional<String> text) {
    var word = text.map(words -> word(words, isPromptOpen)).orElse(Word.OTHER);
    return switch (current) {
      case PENDING ->
          switch (word) {
            case YES -> new Outcome(OptIn.YES, Optional.of(Reply.CONFIRMED));
            case NO -> new Outcome(OptIn.NO, Optional.of(Reply.DECLINED));
            case OTHER -> new Outcome(OptIn.PENDING, Optional.of(Reply.PROMPT));
          };
      case YES ->
          word == Word.NO
              ? new Outcome(OptIn.NO, Optional.of(Reply.DECLINED))
              : new Outcome(OptIn.YES, Optional.of(Reply.AUTO_REPLY));
      case NO ->
          word == Word.YES
              ? new Outcome(OptIn.YES, Optional.of(Reply.CONFIRMED))
              : new Outcome(OptIn.NO, Optional.empty());
    };
  }

  private static Word word(String text, boolean isPromptOpen) {
    // Nothing longer can be one of the words, however it is decorated.
    if (text.length() > MOST) {
      return Word.OTHER;
    }
    var bare = IGNORED.matcher(Normalizer.normalize(text, Normalizer.Form.NFKC)).replaceAll("");
    var word = AT_THE_END.matcher(bare).replaceAll("").strip().toLowerCase(Locale.ROOT);
    if (YES.contains(word) || (isPromptOpen && FIRST.contains(word))) {
      return Word.YES;
    }
    return NO.contains(word) || (isPromptOpen && SECOND.contains(word)) ? Word.NO : Word.OTHER;
  }
}
