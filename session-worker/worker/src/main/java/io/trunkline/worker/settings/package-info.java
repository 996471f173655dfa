/// The worker's settings, one validated record per subject.
package io.trunkline.worker.settings;
