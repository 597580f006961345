/**
 * A response's whole body, as text.
 *
 * @throws {RangeError} When it is longer than that; what is left of it is not read.
 */
export async function readBounded(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  const body: ReadableStream<Uint8Array> | null = response.body
  // Ending the loop early cancels what is still to come.
  for await (const chunk of body ?? []) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > maxBytes) throw new RangeError(`the answer has more than ${maxBytes} bytes`)
  }
  return Buffer.concat(chunks).toString('utf8')
}
