/// What every dialect's HTTP needs: typed fields of a body, request ids, and one mapper from
/// failures to the dialect's error body.
package io.trunkline.api.web;
