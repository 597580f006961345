export {
  decodeAwareness,
  decodeAwarenessFrame,
  encodeAwareness,
  NO_STATE,
  type AwarenessEntry,
} from './awareness.ts'
export { hasOtherNumbers } from './other-numbers.ts'
export { applyAwarenessPatch, type Patched } from './awareness-patch.ts'
export {
  channelPrefix,
  decodeChannelFrame,
  encodeChannelFrame,
  inChannel,
  SHARED_PARAMETER,
  type ChannelFrame,
} from './channel.ts'
export {
  BAD_MESSAGE,
  closeCodes,
  FORBIDDEN,
  NO_SUCH_DOCUMENT,
  RESYNC,
  retryPolicy,
  TOO_LARGE,
  UNAUTHENTICATED,
  type CloseCode,
  type CloseCodeName,
  type RetryPolicy,
} from './close-code.ts'
export {
  checkDocumentName,
  documentNameFromPath,
  documentNameToPath,
  type DocumentName,
  type DocumentNameResult,
} from './document-name.ts'
export { ProtocolError, type ProtocolErrorCode } from './errors.ts'
export { FragmentAssembler, fragmentFrame } from './fragment.ts'
export {
  FRAGMENT_BYTES,
  MAX_AWARENESS_BYTES,
  MAX_AWARENESS_DEPTH,
  MAX_CHANNEL_FRAME_BYTES,
  MAX_DOCUMENT_NAME_BYTES,
  PROTOCOL_VERSION,
  STATE_PIECE_BYTES,
} from './limits.ts'
export { decodeMessage } from './decode-message.ts'
export { decodeServerMessage } from './decode-server-message.ts'
export {
  awarenessChange,
  encodeAwarenessPatch,
  type AwarenessChange,
} from './encode-awareness-patch.ts'
export { encodeMessage } from './encode-message.ts'
export {
  awarenessFrame,
  helloFrame,
  pingFrame,
  pongFrame,
  queryAwarenessFrame,
  syncStep1Frame,
  syncStep2Frame,
  tokenFrame,
  updateFrame,
} from './frames.ts'
export * as messageType from './message-type.ts'
export type {
  DocumentSize,
  Fragment,
  Hello,
  KnownPlace,
  Line,
  Message,
  Rights,
  Saved,
  ServerMessage,
  Welcome,
} from './message.ts'
export { encodeFields, FieldReader } from './wire.ts'
