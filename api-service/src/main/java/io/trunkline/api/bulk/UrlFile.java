package io.trunkline.api.bulk;

import java.util.Optional;

/// A file of a batch, which is fetched when its turn comes.
///
/// @param url absolute, `http` or `https`
/// @param name what recipients see; absent: the last segment of the URL's path
/// @param mimetype absent: as the server says
public record UrlFile(String url, Optional<String> name, Optional<String> mimetype) {}
