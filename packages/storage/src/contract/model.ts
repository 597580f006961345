import type { DocumentStorage, LogRecord, Snapshot } from '../document-storage.ts'
import { compareDocumentNames } from '../document-name.ts'
import type { StorageUnderTest } from './case.ts'
import { expectEqual, expectRejection } from './expect.ts'
import { bytes, update } from './sample.ts'

/** One step of a random run. Documents are numbers into a short list of odd names. */
export type ModelStep =
  | { readonly step: 'create'; readonly document: number }
  | { readonly step: 'append'; readonly documents: readonly number[]; readonly length: number }
  | { readonly step: 'replacePrefix'; readonly document: number; readonly bound: number }
  | { readonly step: 'replace'; readonly document: number; readonly pieces: number }
  | { readonly step: 'read'; readonly document: number; readonly after: number }
  | { readonly step: 'delete'; readonly document: number }
  | { readonly step: 'reopen' }

const NAMES = ['a', 'a!', 'aa', '\uffee', '😀'] as const

interface Modelled {
  readonly epoch: string
  readonly sequence: number
  readonly snapshot: Snapshot | undefined
  readonly records: readonly LogRecord[]
}

/**
 * Carries the steps out on the storage and on a map, and rejects at the first difference. For property-based tests:
 * let the test's own generator choose the steps. `reopen` is passed over by a storage that cannot.
 */
export async function runModel(
  subject: StorageUnderTest & { reopen?: () => Promise<DocumentStorage> },
  steps: readonly ModelStep[],
): Promise<void> {
  let { storage } = subject
  const model = new Map<string, Modelled>()
  for (const [index, step] of steps.entries()) {
    if (step.step === 'reopen') storage = (await subject.reopen?.()) ?? storage
    else await carryOut(step, index, storage, model)
    await compare(storage, model)
  }
}

async function carryOut(
  step: Exclude<ModelStep, { step: 'reopen' }>,
  index: number,
  storage: DocumentStorage,
  model: Map<string, Modelled>,
): Promise<void> {
  if (step.step === 'append') return append(step.documents.map(nameOf), step.length, storage, model)
  const document = nameOf(step.document)
  const modelled = model.get(document)
  switch (step.step) {
    case 'create': {
      const epoch = `epoch ${index}`
      const fresh = { epoch, sequence: 0, snapshot: undefined, records: [] }
      if (modelled === undefined) model.set(document, fresh)
      expectEqual(await storage.create(document, epoch, index), modelled?.epoch ?? epoch, 'create')
      return
    }
    case 'replacePrefix': {
      const snapshot = { sequence: step.bound, pieces: [bytes(step.bound, index), bytes(3, index)] }
      const replaced = storage.replacePrefix(document, snapshot)
      const present = modelled?.snapshot?.sequence ?? 0
      if (modelled === undefined) {
        await expectRejection(replaced, 'NO_SUCH_DOCUMENT', 'replacePrefix')
      } else if (step.bound <= present || step.bound > modelled.sequence) {
        await expectRejection(replaced, RangeError, 'replacePrefix')
      } else {
        await replaced
        const records = modelled.records.filter((record) => record.sequence > step.bound)
        model.set(document, { ...modelled, snapshot, records })
      }
      return
    }
    case 'replace': {
      const epoch = `epoch ${index}`
      const pieces = Array.from({ length: step.pieces }, (_, piece) => bytes(piece, index))
      const updates = [update(index)]
      const times = { createdMs: index, changedMs: index }
      await storage.replace(document, { epoch, ...times, pieces, records: [updates] })
      const last = modelled?.sequence ?? 0
      const bound = last === 0 && step.pieces === 0 ? 0 : last + 1
      const sequence = bound + 1
      const snapshot = bound === 0 ? undefined : { sequence: bound, pieces }
      model.set(document, { epoch, sequence, snapshot, records: [{ sequence, updates }] })
      return
    }
    case 'read': {
      const records = modelled?.records.filter((record) => record.sequence > step.after) ?? []
      expectEqual(await storage.read(document, step.after), records, 'read')
      return
    }
    case 'delete':
      model.delete(document)
      await storage.delete(document)
  }
}

async function append(
  documents: readonly string[],
  length: number,
  storage: DocumentStorage,
  model: Map<string, Modelled>,
): Promise<void> {
  const updates = [update(length, length), update(length + 1)]
  const appended = storage.append(documents.map((document) => ({ document, updates })))
  if (documents.some((document) => !model.has(document))) {
    return expectRejection(appended, 'NO_SUCH_DOCUMENT', 'append')
  }
  const numbers: number[] = []
  for (const document of documents) {
    const modelled = model.get(document)
    if (modelled === undefined) continue
    const sequence = modelled.sequence + 1
    numbers.push(sequence)
    model.set(document, {
      ...modelled,
      sequence,
      records: [...modelled.records, { sequence, updates }],
    })
  }
  expectEqual(await appended, numbers, 'append')
}

async function compare(storage: DocumentStorage, model: Map<string, Modelled>): Promise<void> {
  for (const name of NAMES) {
    const modelled = model.get(name)
    const expected = modelled && { ...modelled, damage: [] }
    expectEqual(await storage.load(name), expected, `load of ${name}`)
  }
  const listed = (await storage.list()).map((entry) => [
    entry.document,
    entry.epoch,
    entry.sequence,
  ])
  const expected = [...model]
    .sort(([left], [right]) => compareDocumentNames(left, right))
    .map(([name, { epoch, sequence }]) => [name, epoch, sequence])
  expectEqual(listed, expected, 'list')
}

function nameOf(document: number): string {
  return NAMES[document % NAMES.length] ?? NAMES[0]
}
