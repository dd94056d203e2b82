/** Mail by SMTP. */
package rouse.executor.notify.mail;
