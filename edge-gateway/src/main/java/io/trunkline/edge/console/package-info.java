/// The web console: one page that is every page, and the files it loads at `/assets/`. They are
/// built from the module's folder `console` into `console/` on the class path:
///
///     index.html          never kept by a browser without asking
///     assets/name-hash.*  kept for ever; text ones beside a `.gz` of themselves
package io.trunkline.edge.console;
