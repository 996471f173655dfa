package io.trunkline.edge.credential;

import io.trunkline.contract.Caller;
import java.util.OptionalInt;

/// What a good credential stands for.
///
/// @param caller on whose behalf the request is
/// @param suspended whether the operator has suspended the tenant
/// @param requestsPerSecond the tenant's own rate limit; empty: the gateway's default
public record Standing(Caller caller, boolean suspended, OptionalInt requestsPerSecond) {}
