/** HTTPS: certificates and keys from PEM files that may change at any time. */
package rouse.http.tls;
