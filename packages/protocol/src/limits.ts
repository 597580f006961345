/** The newest version of the extension that this code speaks; told in hello and welcome. */
export const PROTOCOL_VERSION = 1

/** A document name's longest form, in bytes of UTF-8 after percent-decoding. */
export const MAX_DOCUMENT_NAME_BYTES = 512

/** A message longer than this goes to a peer that said hello in fragments of this size, in bytes. */
export const FRAGMENT_BYTES = 256 * 1024

/** A state longer than this goes to a stock client in several causally complete updates, in bytes. */
export const STATE_PIECE_BYTES = 1024 * 1024
