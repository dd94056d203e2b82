/** SMS by an HTTP gateway. */
package rouse.executor.notify.sms;
