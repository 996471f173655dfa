/// Who is calling: the signed identity that the edge gateway sends with every request.
package io.trunkline.webhook.identity;
