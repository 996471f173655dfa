/// What a tenant sets for a connection: stored here, carried to the session's worker where it
/// concerns that.
package io.trunkline.api.settings;
