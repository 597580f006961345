import { field } from '../../collaboration/person.ts'

/** Where the picture of an image node is, as far as it can be shown. */
export type ImageAddress =
  /** On the server that the document is on: the only kind that the page loads by itself. */
  | { readonly at: 'server'; readonly src: string }
  /** Elsewhere on the web. Whoever wants to see it goes there: loading it would tell that host who reads what, and when. */
  | { readonly at: 'elsewhere'; readonly src: string; readonly host: string }
  | { readonly at: 'nowhere' }

/** What the server answers an upload with begins so; the rest is the content's SHA-256 and the ending of its type. */
export const IMAGES_PATH = '/_weft/images/'

const ON_SERVER = /^\/_weft\/images\/[0-9a-f]{64}\.(?:png|jpg|gif|webp|avif)$/
const MAX_LENGTH = 2_048

/** Reads the address of an image, which a peer may have written: any value. */
export function imageAddress(value: unknown): ImageAddress {
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return { at: 'nowhere' }
  if (ON_SERVER.test(value)) return { at: 'server', src: value }
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) return { at: 'nowhere' }
  const { href, host } = new URL(value)
  return { at: 'elsewhere', src: href, host }
}

/** The address as the document keeps it; null for one that nobody could be shown. */
export function cleanImageSource(value: unknown): string | null {
  const address = imageAddress(value)
  return address.at === 'nowhere' ? null : address.src
}

/** The address in what the server answers an upload with; undefined when it is none. */
export function uploadedAddress(answer: unknown): string | undefined {
  const address = imageAddress(field(answer, 'src'))
  return address.at === 'server' ? address.src : undefined
}
