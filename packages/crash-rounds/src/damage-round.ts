import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SeededRandom } from '@weft/testkit'
import { damageFile, type Damage, type FileKind } from './damage.ts'
import { bringBack, People } from './people.ts'
import { WeftCommand } from './weft-command.ts'
import { within } from './within.ts'

const DOCUMENTS = ['budget', 'café plan', 'letter', 'minutes', 'notes', 'recipe'] as const
const LIVES = 3
const WORDS = 12
/** How long a document may take to be served or refused, in milliseconds. */
const ANSWER_MS = 3_000

/** What the server made of a damaged folder. */
export interface DamageResult {
  /** What was done to which file. */
  readonly done: string
  readonly became: 'refused' | 'served'
  /** The server's words: why it did not start, or which files and documents it found damaged. */
  readonly said: readonly string[]
  /** Documents that are not what they were, which only those learn who come back and remember. */
  readonly shortened: readonly string[]
  /** What should not have happened. */
  readonly faults: readonly string[]
}

/** A data folder in which people have saved words in several lives of the server, to be copied and damaged. */
export class DamagedFolders {
  readonly #folder: string
  readonly #people = DOCUMENTS.map((document) => ({ document, people: new People([document]) }))
  /** Each document as somebody has it who was there. */
  readonly #copies = new Map<string, Uint8Array>()
  #rounds = 0

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async make(): Promise<DamagedFolders> {
    const folders = new DamagedFolders(await mkdtemp(join(tmpdir(), 'weft-damage-')))
    for (let life = 0; life < LIVES; life += 1) await folders.#live()
    return folders
  }

  /** Damages a copy, and looks what the server does with it. */
  async round(kind: FileKind, damage: Damage, random: SeededRandom): Promise<DamageResult> {
    const data = join(this.#folder, `copy-${(this.#rounds += 1)}`)
    // What a killed server leaves of its socket cannot be copied.
    const filter = (from: string): boolean => !from.endsWith('admin.sock')
    await cp(this.#original, data, { recursive: true, filter })
    const done = await damageFile(data, kind, damage, random)
    const command = new WeftCommand({ data })
    try {
      const url = await command.url().catch(() => undefined)
      const end = isLostEnd(kind, damage)
      return { done, ...(await (url ? this.#served(url, command, end) : refused(command))) }
    } finally {
      await command.kill()
      await rm(data, { recursive: true, force: true })
    }
  }

  end(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true })
  }

  get #original(): string {
    return join(this.#folder, 'original')
  }

  // Each opening turns what was the log into a table.
  async #live(): Promise<void> {
    const command = new WeftCommand({ data: this.#original })
    try {
      const url = await command.url()
      for (const { document, people } of this.#people) {
        await people.come(url)
        await people.write(WORDS)
        await people.allSaved()
        await people.allShared()
        this.#copies.set(document, people.stateOf())
        people.leave()
      }
    } finally {
      await command.kill()
    }
  }

  async #served(
    url: string,
    command: WeftCommand,
    isLostEnd: boolean,
  ): Promise<Omit<DamageResult, 'done'>> {
    const faults: string[] = []
    const shortened: string[] = []
    const files = command.logged('file-damaged')
    for (const { document, people } of this.#people) {
      const missing = await within(ANSWER_MS, people.missing(url), 'not served').catch(
        () => undefined,
      )
      if (missing?.length === 0) continue
      const isTold =
        files.length > 0 ||
        ['document-damaged', 'session-failed', 'peer-closed'].some((event) =>
          command.logged(event).some((line) => line['document'] === document && isBad(line)),
        )
      const what = missing === undefined ? 'is not served' : `lacks ${missing.length} words`
      if (isTold) {
        if (missing) faults.push(...(await this.#faultsOfHealing(url, document, people)))
        continue
      }
      if (isLostEnd && missing && (await people.isWarned(url, document))) shortened.push(document)
      else faults.push(`"${document}" ${what}, and nothing was said of it`)
    }
    faults.push(...(await faultsOfNewDocument(url)))
    if (!command.isRunning) faults.push(`the server ended: ${command.stderr}`)
    const said = command
      .logged('document-damaged')
      .map((line) => `${String(line['document'])}: ${JSON.stringify(line['damage'])}`)
    const named = files.map((line) => `${String(line['file'])}: ${String(line['what'])}`)
    return { became: 'served', said: [...named, ...said], shortened, faults }
  }

  /** A damaged document takes back what it lost, from whoever has it. */
  async #faultsOfHealing(
    url: string,
    document: string,
    people: People,
  ): Promise<readonly string[]> {
    try {
      await bringBack(url, document, this.#copies.get(document) ?? new Uint8Array([0, 0]))
      const missing = await people.missing(url)
      return missing.length === 0
        ? []
        : [`"${document}" lacks ${missing.length} words after they were brought back`]
    } catch (error) {
      return [`"${document}" could not be brought back: ${String(error)}`]
    }
  }
}

// A log that ends early is what every crash leaves. That synced records were behind that end, nothing on this disk can
// tell; but whoever comes back and remembers a higher sequence number is warned.
const isLostEnd = (kind: FileKind, damage: Damage): boolean =>
  kind === 'log' && (damage === 'a lost end' || damage === 'nothing left')

// Every peer that goes is logged.
const isBad = (line: { readonly level: string }): boolean =>
  line.level === 'error' || line.level === 'warn'

async function refused(command: WeftCommand): Promise<Omit<DamageResult, 'done'>> {
  const { code, signal, stderr } = await command.ended()
  const words = stderr.split('\n').filter((line) => line.startsWith('Cannot '))
  const faults: string[] = []
  if (signal !== null) faults.push(`the server was ended by ${signal}: ${stderr}`)
  if (code === 0) faults.push('the server did not start, and exited with 0')
  if (words.length !== 1) faults.push(`the server did not start, and did not say why: ${stderr}`)
  return { became: 'refused', said: words, shortened: [], faults }
}

/** Whoever comes with something new is served as ever. */
async function faultsOfNewDocument(url: string): Promise<readonly string[]> {
  const people = new People(['a new one'])
  try {
    await within(ANSWER_MS, people.come(url), 'it was not opened')
    await people.write(2)
    await within(ANSWER_MS, people.allSaved(), 'it was not saved')
    return []
  } catch (error) {
    return [`a new document is not served: ${String(error)}`]
  } finally {
    people.leave()
  }
}
