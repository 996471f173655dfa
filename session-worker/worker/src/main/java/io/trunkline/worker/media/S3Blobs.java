package io.trunkline.worker.media;

import io.trunkline.worker.settings.BucketSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Files in a bucket. A file appears as a whole: S3 shows no unfinished ones.
final class S3Blobs implements Blobs {
  private final S3Client client;
  private final String bucket;
  private final String prefix;

  S3Blobs(BucketSettings settings) {
    var builder =
        S3Client.builder()
            .httpClient(UrlConnectionHttpClient.create())
            .region(Region.of(settings.region()))
            .forcePathStyle(settings.pathStyle())
            // Files carry MACs of their own, and not every provider knows newer checksums.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(S3Configuration.builder().chunkedEncodingEnabled(false).build());
    settings.endpoint().ifPresent(builder::endpointOverride);
    if (!settings.accessKey().isEmpty()) {
      builder.credentialsProvider(
          StaticCredentialsProvider.create(
              AwsBasicCredentials.create(settings.accessKey(), settings.secretKey().reveal())));
    }
    client = builder.build();
    bucket = settings.name();
    prefix = settings.prefix();
  }

  @Override
  public void put(String name, Path finished) throws IOException {
    ask(
        () ->
            client.putObject(
                request -> request.bucket(bucket).key(prefix + name),
                RequestBody.fromFile(finished)));
  }

  @Override
  public OptionalLong size(String name) throws IOException {
    try {
      return OptionalLong.of(
          client.headObject(request -> request.bucket(bucket).key(prefix + name)).contentLength());
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        return OptionalLong.empty();
      }
      throw failed(e);
    } catch (SdkException e) {
      throw failed(e);
    }
  }

  @Override
  public InputStream open(String name, long from) throws IOException {
    return ask(
        () ->
            client.getObject(
                request -> request.bucket(bucket).key(prefix + name).range("bytes=" + from + "-")));
  }

  @Override
  public void delete(String name) throws IOException {
    ask(() -> client.deleteObject(request -> request.bucket(bucket).key(prefix + name)));
  }

  @Override
  public void deleteAll(String tenant) throws IOException {
    ask(
        () -> {
          client
              .listObjectsV2Paginator(
                  request -> request.bucket(bucket).prefix(prefix + tenant + "/"))
              .forEach(
                  page -> {
                    var found =
                        page.contents().stream()
                            .map(file -> ObjectIdentifier.builder().key(file.key()).build())
                            .toList();
                    if (!found.isEmpty()) {
                      var answer =
                          client.deleteObjects(
                              request ->
                                  request.bucket(bucket).delete(list -> list.objects(found)));
                      if (answer.hasErrors()) {
                        throw SdkException.create("Expected all files to go but some stay", null);
                      }
                    }
                  });
          return tenant;
        });
  }

  private static <T> T ask(Supplier<T> call) throws IOException {
    try {
      return call.get();
    } catch (SdkException e) {
      throw failed(e);
    }
  }

  private static IOException failed(SdkException e) {
    return new IOException("The bucket does not answer as it should", e);
  }

  @Override
  public void close() {
    client.close();
  }
}
