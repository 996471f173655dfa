/// Commands to the workers and the replies that find their way back to this instance.
package io.trunkline.api.command;
