/// The keys by which clients know this server: the Noise root and chain, and the certificate
/// authority of its TLS. Made once and kept in the data folder, so that a restart breaks no client.
package io.trunkline.simulator.trust;
