package io.trunkline.api.media;

import com.google.protobuf.ByteString;
import io.trunkline.api.failure.Failure;
import io.trunkline.proto.content.MediaRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.InputStreamSource;
import org.springframework.stereotype.Component;

/// Makes voice notes of recordings: Ogg Opus, mono, 48 kHz, which is all that every phone plays as
/// one. It happens at acceptance, before the file is kept, so that every attempt sends the same
/// bytes.
@Component
class VoiceNotes {
  private static final int OPUS_HEAD_AT = 28;
  private static final int CHANNELS_AT = OPUS_HEAD_AT + 9;

  private static final List<String> SAMPLES =
      List.of("-map", "0:a:0", "-ac", "1", "-ar", "8000", "-f", "s16le", "pipe:1");

  private final Optional<Program> ffmpeg;

  VoiceNotes(Programs programs, ConverterSettings settings) {
    ffmpeg = programs.find(settings.ffmpeg());
  }

  /// The recording as a voice note. Ogg Opus stays as it is; without a converter anything else is
  /// plain audio, and nothing has a waveform.
  ///
  /// @param length bytes
  /// @throws Failure `INVALID_REQUEST` where the converter cannot make one of it;
  ///     `GATEWAY_UNAVAILABLE`
  VoiceNote of(InputStreamSource file, long length) {
    int channels = opusChannels(file);
    if (ffmpeg.isEmpty()) {
      return as(
          channels > 0 ? MediaRef.Kind.VOICE : MediaRef.Kind.AUDIO, file, length, ByteString.EMPTY);
    }
    return channels == 1
        ? as(MediaRef.Kind.VOICE, file, length, waveform(ffmpeg.get(), file))
        : converted(ffmpeg.get(), file);
  }

  private static VoiceNote as(
      MediaRef.Kind kind, InputStreamSource file, long length, ByteString waveform) {
    return new VoiceNote(kind, file, length, waveform, Optional.empty());
  }

  private static ByteString waveform(Program ffmpeg, InputStreamSource file) {
    try (var scratch = Scratch.of(file)) {
      return ffmpeg
          .tried(
              scratch.folder(),
              Stream.of(Ffmpeg.reading(scratch.input()), SAMPLES).flatMap(List::stream).toList(),
              Loudness::waveform)
          .orElse(ByteString.EMPTY);
    }
  }

  private static VoiceNote converted(Program ffmpeg, InputStreamSource file) {
    var scratch = Scratch.of(file);
    try {
      var output = scratch.folder().resolve("voice.ogg");
      var encoding =
          List.of(
              "-map",
              "0:a:0",
              "-map_metadata",
              "-1",
              "-ac",
              "1",
              "-ar",
              "48000",
              "-c:a",
              "libopus",
              "-b:a",
              "32k",
              "-application",
              "voip",
              "-f",
              "ogg",
              "file:" + output);
      var waveform =
          ffmpeg
              .run(
                  scratch.folder(),
                  Stream.of(Ffmpeg.reading(scratch.input()), encoding, SAMPLES)
                      .flatMap(List::stream)
                      .toList(),
                  Loudness::waveform)
              .orElseThrow(
                  () -> Failure.invalid("The recording cannot be turned into a voice note"));
      return new VoiceNote(
          MediaRef.Kind.VOICE,
          new FileSystemResource(output),
          Files.size(output),
          waveform,
          Optional.of(scratch));
    } catch (IOException e) {
      scratch.close();
      throw new UncheckedIOException("A voice note cannot be read", e);
    } catch (RuntimeException e) {
      scratch.close();
      throw e;
    }
  }

  /// 0 where it is no Ogg Opus.
  private static int opusChannels(InputStreamSource file) {
    try (var bytes = file.getInputStream()) {
      var head = bytes.readNBytes(CHANNELS_AT + 1);
      var text = new String(head, StandardCharsets.ISO_8859_1);
      return text.startsWith("OggS")
              && text.startsWith("OpusHead", OPUS_HEAD_AT)
              && head.length > CHANNELS_AT
          ? head[CHANNELS_AT] & 0xff
          : 0;
    } catch (IOException e) {
      throw new UncheckedIOException("A file to be sent cannot be read", e);
    }
  }
}
