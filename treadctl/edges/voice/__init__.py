"""The voice: every sentence there is, made into a sound file beforehand."""
