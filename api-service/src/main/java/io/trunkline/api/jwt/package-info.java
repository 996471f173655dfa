/// JSON Web Tokens that the installation signs for itself: connection tokens and logins.
package io.trunkline.api.jwt;
