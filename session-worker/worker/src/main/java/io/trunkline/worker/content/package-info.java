/// What messages say, between the contract (`io.trunkline.proto.content`) and the protocol. Every
/// kind, both ways, without loss: one mapper per family, [ContentMapper] chooses.
package io.trunkline.worker.content;
