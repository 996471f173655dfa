/// What groups are made of: the results and the inputs of
/// [io.trunkline.whatsapp.client.Groups], and what is told of changes.
///
/// Source: protocol dossier, 08.
package io.trunkline.whatsapp.client.group;
