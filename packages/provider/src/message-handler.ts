import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/**
 * Takes a message of a type of the application's own, as y-websocket's handlers do. What it writes into `encoder` is sent
 * back to where the message came from.
 */
export type MessageHandler<Provider> = (
  encoder: encoding.Encoder,
  decoder: decoding.Decoder,
  provider: Provider,
  /** True for a message of the server, false for one of another tab. */
  emitSynced: boolean,
  messageType: number,
) => void

/** Lets the handler of the frame's message type have it, if there is one. Returns the answer, if there is one. */
export function handleMessage<Provider>(
  frame: Uint8Array,
  handlers: readonly (MessageHandler<Provider> | undefined)[],
  provider: Provider,
  isFromServer: boolean,
): Uint8Array<ArrayBuffer> | undefined {
  const decoder = decoding.createDecoder(frame)
  const encoder = encoding.createEncoder()
  const messageType = decoding.readVarUint(decoder)
  handlers[messageType]?.(encoder, decoder, provider, isFromServer, messageType)
  // As y-websocket has it: a message type alone is no answer.
  return encoding.length(encoder) > 1 ? encoding.toUint8Array(encoder) : undefined
}
