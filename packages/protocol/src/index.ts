export { decodeAwareness, encodeAwareness, NO_STATE, type AwarenessEntry } from './awareness.ts'
export { closeCodes, retryPolicy, type CloseCode, type CloseCodeName, type RetryPolicy } from './close-code.ts'
export {
  checkDocumentName,
  documentNameFromPath,
  documentNameToPath,
  type DocumentName,
  type DocumentNameResult,
} from './document-name.ts'
export { ProtocolError, type ProtocolErrorCode } from './errors.ts'
export { FragmentAssembler, fragmentFrame } from './fragment.ts'
export { FRAGMENT_BYTES, MAX_DOCUMENT_NAME_BYTES, PROTOCOL_VERSION, STATE_PIECE_BYTES } from './limits.ts'
export {
  decodeMessage,
  encodeMessage,
  messageType,
  type Fragment,
  type Hello,
  type Message,
  type Rights,
  type Saved,
  type Welcome,
} from './message.ts'
