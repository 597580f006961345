import { Observable, type Readable } from '../../collaboration/observable.ts'
import type { Sent, UploadTrouble } from './send-image.ts'

/** A picture that is on its way, as one sees it. */
export type UploadState =
  | { readonly name: 'waiting' }
  /** How much of it has been sent, 0 to 1. */
  | { readonly name: 'sending'; readonly share: number }
  | { readonly name: 'failed'; readonly because: UploadTrouble }
  | { readonly name: 'over' }

/** What is in a picture file. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

export interface Upload {
  readonly id: number
  readonly file: File
  readonly state: Readable<UploadState>
  cancel(): void
  retry(): void
}

/** What uploads need of the page and the server. */
export interface UploadMeans {
  /** Sends the picture; never rejects. */
  readonly send: (
    file: File,
    onProgress: (share: number) => void,
    signal: AbortSignal,
  ) => Promise<Sent>
  /** Undefined for what the browser cannot show. */
  readonly sizeOf: (file: File) => Promise<PictureSize | undefined>
  /** The picture is on the server. */
  readonly onTaken: (id: number, src: string, size: PictureSize) => void
  /** Nobody waits for it any more. */
  readonly onCancelled: (id: number) => void
}

/** Each at a time takes from the others' share of the line, and the server takes only so many. */
const AT_ONCE = 3

interface Running extends Upload {
  readonly state: Observable<UploadState>
  abort: AbortController
}

/**
 * The pictures that are on their way to the server, in the order in which they came. One that does not arrive is kept
 * until somebody tries again or gives up, and tried again when the connection is back.
 */
export class ImageUploads {
  readonly #means: UploadMeans
  readonly #uploads = new Map<number, Running>()
  #lastId = 0

  constructor(means: UploadMeans) {
    this.#means = means
  }

  /** How many are not there yet. */
  get pending(): number {
    return this.#uploads.size
  }

  get(id: number): Upload | undefined {
    return this.#uploads.get(id)
  }

  /** @returns Its number here. */
  add(file: File): number {
    const id = (this.#lastId += 1)
    this.#uploads.set(id, {
      id,
      file,
      state: new Observable<UploadState>({ name: 'waiting' }),
      abort: new AbortController(),
      cancel: () => this.#cancel(id),
      retry: () => this.#retry(id),
    })
    this.#next()
    return id
  }

  /** Tries again what did not arrive because the server could not be reached. */
  retryAway(): void {
    for (const { id, state } of this.#uploads.values()) {
      const now = state.get()
      if (now.name === 'failed' && now.because === 'away') this.#retry(id)
    }
  }

  #retry(id: number): void {
    const upload = this.#uploads.get(id)
    if (upload?.state.get().name !== 'failed') return
    upload.state.set({ name: 'waiting' })
    this.#next()
  }

  #cancel(id: number): void {
    const upload = this.#uploads.get(id)
    if (!upload) return
    this.#end(upload)
    upload.abort.abort()
    this.#means.onCancelled(id)
  }

  #end(upload: Running): void {
    this.#uploads.delete(upload.id)
    upload.state.set({ name: 'over' })
    this.#next()
  }

  #next(): void {
    const all = [...this.#uploads.values()]
    const waiting = all.filter(({ state }) => state.get().name === 'waiting')
    const sending = all.filter(({ state }) => state.get().name === 'sending').length
    for (const upload of waiting.slice(0, Math.max(0, AT_ONCE - sending))) void this.#send(upload)
  }

  async #send(upload: Running): Promise<void> {
    const { file, state, id } = upload
    const abort = new AbortController()
    upload.abort = abort
    state.set({ name: 'sending', share: 0 })
    const size = await this.#means.sizeOf(file)
    if (abort.signal.aborted) return
    const sent: Sent = size
      ? await this.#means.send(file, (share) => this.#progress(upload, share), abort.signal)
      : { is: 'refused', because: 'no-image' }
    if (abort.signal.aborted) return
    if (sent.is === 'taken' && size) {
      this.#means.onTaken(id, sent.src, size)
      this.#end(upload)
    } else if (sent.is === 'refused') {
      state.set({ name: 'failed', because: sent.because })
      this.#next()
    }
  }

  #progress({ state }: Running, share: number): void {
    if (state.get().name === 'sending') state.set({ name: 'sending', share })
  }
}
