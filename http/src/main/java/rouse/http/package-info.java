/** The HTTP server behind both APIs, who may call it, and what is read of others' answers. */
package rouse.http;
