import { documentNameFromPath, type DocumentName } from '@weft/protocol'
import type { Authorize, Log, Requester } from '@weft/server'
import type { DocumentStorage } from '@weft/storage'
import { jsonAnswer, textAnswer, type Answer } from '../answer.ts'
import type { Deletion, Deletions } from '../catalogue/deletions.ts'
import type { Titles } from '../catalogue/titles.ts'
import { wordsOf } from '../words-of.ts'
import type { Asked, Endpoint } from './endpoint.ts'
import { refusalAnswer, refusalOf } from './requester.ts'

/** How many deleted documents are listed, the last deleted first. */
const MAX_LISTED = 200

export interface DeletionDependencies {
  readonly storage: Pick<DocumentStorage, 'list'>
  readonly titles: Pick<Titles, 'of'>
  readonly deletions: Deletions
  /** What is allowed as long as nothing is deleted. */
  readonly authorize: Authorize
  /** Which documents are told to whom. */
  readonly visibleTo: (who: Requester) => Promise<(document: string) => boolean>
  /** Has everybody asked anew who has a document open. */
  readonly reauthorize: (document: DocumentName) => Promise<void>
  /** How long a deleted document can be restored, in milliseconds. */
  readonly keepMs: number
  /** Wall-clock time in milliseconds since 1970. */
  readonly now: () => number
  readonly log: Log
}

/** A deleted document as it is told. */
export interface DeletedDocument {
  readonly document: string
  readonly title?: string
  /** When, in milliseconds since 1970. */
  readonly deletedMs: number
  /** Until when its content can be restored; absent when it cannot any more, and only the name can be made free. */
  readonly untilMs?: number
}

/**
 * Deleting and what can be done after it:
 *
 * - `DELETE documents/<name>` deletes a document; whoever has it open is closed with 4404.
 * - `GET deleted` lists what can be restored.
 * - `GET deleted/<name>` tells of one deleted document, and whether whoever asks may restore it.
 * - `POST restore/<name>` restores it, or makes its name free when its content was removed.
 */
export function deletionEndpoints(dependencies: DeletionDependencies): readonly Endpoint[] {
  const on = (answer: Answering) => ({ answer: (asked: Asked) => answer(dependencies, asked) })
  return [
    { path: 'documents/', methods: { DELETE: on(answerDelete) } },
    { path: 'deleted', methods: { GET: on(answerList) } },
    { path: 'deleted/', methods: { GET: on(answerOne) } },
    { path: 'restore/', methods: { POST: on(answerRestore) } },
  ]
}

type Answering = (dependencies: DeletionDependencies, asked: Asked) => Promise<Answer>

const answerDelete: Answering = async (dependencies, { who, rest }) => {
  const { authorize, deletions, reauthorize, now } = dependencies
  const parsed = documentNameFromPath(rest)
  if (!parsed.ok) return notFound(parsed.reason)
  const refusal = await refusalOf(authorize, who, 'delete', parsed.name)
  if (refusal) return refusal
  if (!(await isStored(dependencies, parsed.name))) return notFound('there is no such document')
  try {
    await deletions.mark(parsed.name, now())
  } catch (error) {
    return notKnown(dependencies, error, 'Whether this document is deleted')
  }
  await reauthorize(parsed.name)
  return jsonAnswer(200, told(dependencies, parsed.name, deletions.of(parsed.name)))
}

const answerRestore: Answering = async (dependencies, { who, rest }) => {
  const { authorize, deletions } = dependencies
  const parsed = documentNameFromPath(rest)
  if (!parsed.ok) return notFound(parsed.reason)
  const refusal = await refusalOf(authorize, who, 'delete', parsed.name)
  if (refusal) return refusal
  // Its content may be going away this very moment.
  if (isOver(dependencies, deletions.of(parsed.name)))
    return textAnswer(409, 'It is too late to restore it.')
  try {
    await deletions.undo(parsed.name)
  } catch (error) {
    return notKnown(dependencies, error, 'Whether this document is restored')
  }
  return jsonAnswer(200, { document: parsed.name })
}

const answerList: Answering = async (dependencies, { who }) => {
  const refusal = await refusalOf(dependencies.authorize, who, 'list', undefined)
  if (refusal) return refusal
  const isVisible = await dependencies.visibleTo(who)
  const documents = [...dependencies.deletions.entries()]
    .filter(([document]) => isVisible(document))
    .filter(([, deletion]) => !deletion.removedMs && !isOver(dependencies, deletion))
    .sort(([, one], [, other]) => other.deletedMs - one.deletedMs)
    .slice(0, MAX_LISTED)
    .map(([document, deletion]) => told(dependencies, document, deletion))
  return jsonAnswer(200, { documents })
}

const answerOne: Answering = async (dependencies, { who, rest }) => {
  const { authorize, deletions } = dependencies
  const parsed = documentNameFromPath(rest)
  if (!parsed.ok) return notFound(parsed.reason)
  const authorization = await authorize(who, 'read', parsed.name)
  if (!authorization.allowed) return refusalAnswer(authorization)
  // A link that stands for a document does not tell which.
  const meant = authorization.document ?? parsed.name
  const deletion = deletions.of(meant)
  if (!deletion) return notFound('this document is not deleted')
  const mayRestore = (await authorize(who, 'delete', parsed.name)).allowed && meant === parsed.name
  return jsonAnswer(200, { ...told(dependencies, parsed.name, deletion), mayRestore })
}

function told(
  { titles, keepMs }: DeletionDependencies,
  document: string,
  deletion: Deletion | undefined,
): DeletedDocument | undefined {
  if (!deletion) return undefined
  const { deletedMs, removedMs } = deletion
  const title = titles.of(document)
  return {
    document,
    ...(title === undefined ? {} : { title }),
    deletedMs,
    ...(removedMs === undefined ? { untilMs: deletedMs + keepMs } : {}),
  }
}

/** Whether its content is to be removed, and is not removed yet. */
function isOver({ keepMs, now }: DeletionDependencies, deletion: Deletion | undefined): boolean {
  return deletion !== undefined && !deletion.removedMs && now() - deletion.deletedMs >= keepMs
}

async function isStored({ storage }: DeletionDependencies, name: DocumentName): Promise<boolean> {
  const [first] = await storage.list({ prefix: name, limit: 1 })
  return first?.document === name
}

/** A write that failed may be on disk all the same. */
function notKnown({ log }: DeletionDependencies, error: unknown, what: string): Answer {
  log({ level: 'error', event: 'request-failed', message: wordsOf(error) })
  return textAnswer(
    500,
    `${what} after a restart is not known: it could not be written. Try again; the log has the details.`,
  )
}

const notFound = (because: string): Answer => textAnswer(404, `Not found: ${because}.`)
