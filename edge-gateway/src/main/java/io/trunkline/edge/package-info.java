/// The edge gateway: the one door of the installation.
///
/// A request passes, in this order: path to dialect ([io.trunkline.edge.dialect]), credential to
/// caller ([io.trunkline.edge.credential]), rate limit ([io.trunkline.edge.limit]), and only then
/// the service behind ([io.trunkline.edge.gateway]), which sees the caller as one signed header
/// and none of the credentials.
package io.trunkline.edge;
