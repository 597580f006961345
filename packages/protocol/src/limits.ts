/** The newest version of the extension that this code speaks; told in hello and welcome. Versions count from 1. */
export const PROTOCOL_VERSION = 3

/** A document name's longest form, in bytes of UTF-8 after percent-decoding. */
export const MAX_DOCUMENT_NAME_BYTES = 512

/**
 * An awareness payload's largest size, in bytes. Its entries and their JSON unfold to many times that in memory. Enough
 * for ten thousand people; a sender that has more to tell divides the entries over several messages.
 */
export const MAX_AWARENESS_BYTES = 4 * 1024 * 1024

/**
 * How deep the objects and arrays of an awareness state may lie in each other. Editors use about five. Stock clients
 * walk a state recursively without a catch, and one that is 5,000 deep, which fits into 10 KiB, exhausts their stack.
 */
export const MAX_AWARENESS_DEPTH = 100

/**
 * A message longer than this goes to a peer that said hello in fragments of this size, in bytes. A line of 20 KiB/s
 * carries one in 3.2 s, so that whoever doubts the line and waits 5 s for a sign of life gets one.
 */
export const FRAGMENT_BYTES = 64 * 1024

/** A state longer than this goes to a stock client in several causally complete updates, in bytes. */
export const STATE_PIECE_BYTES = 1024 * 1024

/**
 * The largest frame of a shared connection, in bytes, so that no channel holds up the others for long. Room for the largest
 * message that is sent before a server may be sent fragments.
 */
export const MAX_CHANNEL_FRAME_BYTES = 260 * 1024
