import { closeCodes, type CloseCode } from '@weft/protocol'

const protocolError: CloseCode = {
  code: 1002,
  retry: 'backoff',
  meaning: 'a frame broke the WebSocket protocol',
}
const tooManyParts: CloseCode = {
  code: 1008,
  retry: 'backoff',
  meaning: 'a message came in too many parts',
}

// What ws calls them; everything else that it reports is a broken frame.
const codes = new Map<unknown, CloseCode>([
  ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', closeCodes.tooLarge],
  ['WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH', closeCodes.tooLarge],
  ['WS_ERR_TOO_MANY_BUFFERED_PARTS', tooManyParts],
])

/** The close code that has been sent for an error of ws. */
export function closeCodeFor(error: Error & { readonly code?: unknown }): CloseCode {
  return codes.get(error.code) ?? protocolError
}
