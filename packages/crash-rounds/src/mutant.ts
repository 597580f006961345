/** A bug put on purpose into the built server as it is loaded; no file is touched. */
export interface Mutant {
  /** The end of the built file's path. */
  readonly file: string
  /** Must be in that file, or the server does not start. */
  readonly text: string
  readonly replacement: string
}

/** Reports edits saved when they are handed to the writer, before storage has them. */
export const acknowledgesBeforeStorage: Mutant = {
  file: '/packages/server/dist/core/writer.js',
  text: 'this.#queue.push({ document, sinceMs, updates, bytes, result });',
  replacement:
    'this.#queue.push({ document, sinceMs, updates, bytes, result: { durable() {}, lost() {} } });' +
    'queueMicrotask(() => result.durable(1));',
}

/** Writes without waiting for the disk: a killed process loses nothing by it, a power cut would. */
export const doesNotSync: Mutant = {
  file: '/packages/storage-level/dist/level-database.js',
  text: 'batch.write({ sync })',
  replacement: 'batch.write({ sync: false })',
}

/** Takes a write that failed for one that succeeded. */
export const ignoresFailedWrites: Mutant = {
  file: '/packages/storage-level/dist/level-database.js',
  text: 'await batch.write({ sync })',
  replacement: 'await batch.write({ sync }).catch(() => {})',
}

/** Compaction deletes what was appended while the snapshot was being built. */
export const compactsUpToNow: Mutant = {
  file: '/packages/server/dist/core/compaction.js',
  text: 'replacePrefix(document, { sequence, pieces })',
  replacement:
    'replacePrefix(document, { sequence: (await storage.load(document)).sequence, pieces })',
}

/** Goes on with a database whose write has failed, as if nothing had happened. */
export const trustsFailedDatabase: Mutant = {
  file: '/packages/storage-level/dist/live-database.js',
  text: "this.#state = { status: 'failed', database };",
  replacement: '',
}

/** The arguments for Node that load the mutant instead of the server as it was built. */
export function mutantArgs(mutant: Mutant): readonly string[] {
  const register = new URL('../mutants/register.mjs', import.meta.url)
  register.searchParams.set('mutation', JSON.stringify(mutant))
  return [`--import=${register.href}`]
}
