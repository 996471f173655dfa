/// Holds what operators are given (manifests, images, rules, dashboards, pages) to what the
/// services really are. Nothing here ships.
package io.trunkline.operations;
