/** The HTTP server behind both APIs, and who may call it. */
package rouse.http;
