/// The dialect notify: an opt-in notification gateway. It accepts rows; the paced queue sends them.
package io.trunkline.api.notify;
