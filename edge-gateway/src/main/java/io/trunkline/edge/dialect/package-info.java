/// Which dialect a path speaks, and how that dialect says no.
///
/// The table is fixed by `contracts/README.md`: whole path segments, longest first,
/// case-sensitive, a trailing slash ignored. Nothing is rewritten from one dialect to another.
package io.trunkline.edge.dialect;
