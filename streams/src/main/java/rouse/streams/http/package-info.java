/** The status API and the dashboard. */
package rouse.streams.http;
