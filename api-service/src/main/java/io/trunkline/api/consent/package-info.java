/// Whether a recipient agreed to be written to, and the conversation in which that is asked.
package io.trunkline.api.consent;
