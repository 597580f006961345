import type { LogEntry } from '@weft/server'

/** Whether edits reach the disk, as far as the server's log tells. */
export class Health {
  #isSaving = true

  get isSaving(): boolean {
    return this.#isSaving
  }

  observe({ event }: LogEntry): void {
    if (event === 'storage-failed') this.#isSaving = false
    if (event === 'storage-recovered') this.#isSaving = true
  }
}
