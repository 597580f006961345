import { checkDocumentName } from '@weft/protocol'
import type { Authorize, Log } from '@weft/server'
import { jsonAnswer, textAnswer, type Answer } from '../answer.ts'
import type { ImageStore, Kept } from '../images/image-store.ts'
import { imageTypes } from '../images/image-type.ts'
import type { Asked, Endpoint } from './endpoint.ts'
import { refusalOf } from './requester.ts'

/** What the images' endpoints need. */
export interface ImageEndpointOptions {
  readonly store: Pick<ImageStore, 'keep' | 'open'>
  readonly authorize: Authorize
  /** The largest that is taken, in bytes. */
  readonly maxBytes: number
  readonly log: Log
}

const HEADERS = {
  // Also where the picture is opened as a page of its own, nothing in it runs.
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/**
 * `POST images?document=<name>` keeps a picture and answers 201 with its address as `src`, relative to the host, once it
 * is on disk. `GET images/<sha256>.<ending>` is the picture. Who may add one is asked of `authorize`, as `upload`. Its
 * address cannot be guessed, and whoever has it may see the picture: it stands in the documents that one can read.
 */
export function imageEndpoints(options: ImageEndpointOptions): readonly Endpoint[] {
  const { store, authorize, maxBytes } = options
  const refuse = ({ who, query }: Asked): Promise<Answer | undefined> => {
    const parsed = checkDocumentName(query.get('document') ?? '')
    return parsed.ok
      ? refusalOf(authorize, who, 'upload', parsed.name)
      : Promise.resolve(textAnswer(400, `document: ${parsed.reason}`))
  }
  // Types that a sender does not know are sent so. What is kept as what is told by the bytes alone.
  const types = [...imageTypes.values()].map(({ contentType }) => contentType)
  const accepts = { types: [...types, 'application/octet-stream'], maxBytes }
  const add = async ({ body }: Asked): Promise<Answer> =>
    answerKept(await store.keep(body), options.log)
  return [
    { path: 'images', methods: { POST: { accepts, refuse, answer: add } } },
    {
      path: 'images/',
      methods: { GET: { answer: ({ rest, who }) => show(store, rest, who.headers) } },
    },
  ]
}

function answerKept(kept: Kept, log: Log): Answer {
  if (kept.kept) {
    const src = `/_weft/images/${kept.name}`
    return jsonAnswer(201, { src }, { Location: src })
  }
  if (kept.because === 'no-image')
    return textAnswer(415, 'This is no PNG, JPEG, GIF, WebP or AVIF picture.')
  if (kept.because === 'too-large')
    return textAnswer(413, 'This picture has more pixels than pages can show.')
  log({ level: 'warn', event: 'image-refused', because: kept.because })
  return textAnswer(507, 'There is no space left for pictures on this server.')
}

async function show(
  store: Pick<ImageStore, 'open'>,
  name: string,
  headers: Asked['who']['headers'],
): Promise<Answer> {
  const image = await store.open(name)
  if (!image) return textAnswer(404, 'Not found: there is no such picture.')
  const etag = `"${name}"`
  const isKnown = headers['if-none-match'] === etag
  return {
    status: isKnown ? 304 : 200,
    type: image.type.contentType,
    body: isKnown ? '' : { bytes: image.sizeBytes, pieces: image.pieces },
    // The browser's own cache alone: what stands between need not keep what not everybody may see.
    headers: { ...HEADERS, 'Cache-Control': 'private, max-age=31536000, immutable', ETag: etag },
  }
}
