"""Monitoring (在线监测): what devices and platforms send, and what energy comes of it."""
