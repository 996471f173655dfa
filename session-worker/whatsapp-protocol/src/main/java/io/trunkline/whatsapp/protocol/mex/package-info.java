/// WhatsApp's GraphQL by stanza ("mex"): persisted queries, named by a number, with their variables
/// and results as JSON.
///
/// ```text
///   iq{get, to=s.whatsapp.net, xmlns=w:mex} > query{query_id}   {"variables": {…}}
///   iq{result}                              > result            {"data": {…}, "errors": […]}
///   notification{type=mex}                  > update{op_name}   {"data": {…}}
/// ```
///
/// Source: protocol dossier, 13.7.
package io.trunkline.whatsapp.protocol.mex;
