/// Messages: acceptance, history, and numbers.
package io.trunkline.api.message;
